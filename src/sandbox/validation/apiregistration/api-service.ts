import { invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Validator } from '../../model/rules.ts';
import { collect, each, type Faults, matches, optionalMatch, present } from '../faults.ts';
import { numberAt, objectsAt, structAt } from '../fields.ts';
import { isDns1035Label, isDnsSubdomain, isPathSegmentName } from '../formats/names.ts';
import { type MetadataRules, validateMetadata, validateMetadataUpdate } from '../metadata.ts';
import { validatePort } from '../webhook-target.ts';

/** kube-aggregator pkg/apis/apiregistration/validation */
export const apiService: Validator = {
  validateCreate: (object) => collect(validateApiService(object)),
  validateUpdate: (object, old) =>
    collect(validateMetadataUpdate(object, old, { knownFinalizers: false }), validateApiService(object)),
  validateSubresourceUpdate: {
    status: (object, old) =>
      collect(
        validateMetadataUpdate(object, old, { knownFinalizers: false }),
        each('status.conditions', objectsAt(objectAt(object, 'status'), 'conditions'), validateCondition),
      ),
  },
};

const CONDITION_STATUSES = ['True', 'False', 'Unknown'];

function* validateApiService(object: ApiObject): Faults {
  const spec = objectAt(object, 'spec');
  const group = stringAt(spec, 'group');
  const version = stringAt(spec, 'version');
  yield* validateMetadata(object, metadataRules(`${version}.${group}`));
  if (group === '' && version !== 'v1') {
    yield required('spec.group', 'only v1 may have an empty group and it better be legacy kube');
  }
  yield* optionalMatch('spec.group', group, isDnsSubdomain);
  yield* matches('spec.version', version, isDns1035Label);
  yield* validatePriority('groupPriorityMinimum', spec, 20000);
  yield* validatePriority('versionPriority', spec, 1000);
  const service = structAt(spec, 'service');
  yield* service === undefined ? validateLocal(spec) : validateRemote(spec, service);
}

function metadataRules(requiredName: string): MetadataRules {
  return {
    namespaced: false,
    knownFinalizers: false,
    name(name) {
      const faults = isPathSegmentName(name);
      if (faults.length > 0 || name === requiredName) return faults;
      return [`must be \`spec.version+"."+spec.group\`: "${requiredName}"`];
    },
  };
}

function* validatePriority(key: string, spec: JsonObject, max: number): Faults {
  const value = numberAt(spec, key) ?? 0;
  if (value > 0 && value <= max) return;
  yield invalid(`spec.${key}`, value, `must be positive and less than ${max}`);
}

function* validateLocal(spec: JsonObject): Faults {
  const bytes = Buffer.byteLength(stringAt(spec, 'caBundle'), 'base64');
  if (bytes > 0)
    yield invalid('spec.caBundle', `${bytes} bytes`, 'local APIServices may not have a caBundle');
  if (spec.insecureSkipTLSVerify === true) {
    const text = 'local APIServices may not have insecureSkipTLSVerify';
    yield invalid('spec.insecureSkipTLSVerify', true, text);
  }
}

function* validateRemote(spec: JsonObject, service: JsonObject): Faults {
  yield* present('spec.service.namespace', stringAt(service, 'namespace'));
  yield* present('spec.service.name', stringAt(service, 'name'));
  yield* validatePort('spec.service.port', service);
  if (spec.insecureSkipTLSVerify === true && stringAt(spec, 'caBundle') !== '') {
    yield invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present');
  }
}

function* validateCondition(path: string, condition: JsonObject): Faults {
  const status = stringAt(condition, 'status');
  if (!CONDITION_STATUSES.includes(status)) {
    yield notSupported(`${path}.status`, status, CONDITION_STATUSES);
  }
}
