import { duplicate, forbidden, invalid, required } from '../../model/field-error.ts';
import { equalJson, type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Validator } from '../../model/rules.ts';
import { collect, each, type Faults, matches, oneOf } from '../faults.ts';
import { entriesAt, isSet, objectsAt, stringsAt } from '../fields.ts';
import { cidrWarnings, isIpv6, validateCidr } from '../formats/ip.ts';
import { isDnsSubdomain, isLabelValue, isQualifiedName } from '../formats/names.ts';
import { internalElement } from '../internal-form.ts';
import { validateMetadata, validateMetadataUpdate } from '../metadata.ts';
import { TAINT_EFFECTS } from '../pod/scheduling.ts';
import { validateAmount } from '../resource-names.ts';
import { validateConfig, validateFeatures, validateSwap } from './node-status.ts';

export const node: Validator = {
  validateCreate: (object) => collect(validateNode(object)),
  validateUpdate: (object, old) => collect(validateNode(object), validateNodeUpdate(object, old)),
  validateSubresourceUpdate: { status: (object, old) => collect(validateNodeUpdate(object, old)) },
  warnings(object, _old, { subresource }) {
    if (subresource === 'status') return [];
    const spec = objectAt(object, 'spec');
    const external = 'spec.externalID: this field is deprecated, and is unused by Kubernetes';
    return [
      ...(isSet(spec, 'configSource') ? ['spec.configSource: the feature is removed'] : []),
      ...(stringAt(spec, 'externalID') === '' ? [] : [external]),
      ...stringsAt(spec, 'podCIDRs').flatMap((cidr, index) => cidrWarnings(`spec.podCIDRs[${index}]`, cidr)),
    ];
  },
};

/** ValidateNode. Some of its paths begin with `metadata`. */
function* validateNode(object: ApiObject): Faults {
  const spec = objectAt(object, 'spec');
  yield* validateMetadata(object, { namespaced: false, name: isDnsSubdomain });
  yield* validateTaints('metadata.taints', objectsAt(spec, 'taints'));
  yield* validateResources(object);
  yield* validateSwap('metadata.nodeSwapStatus', object);
  yield* validateFeatures('status.declaredFeatures', object);
  const cidrs = stringsAt(spec, 'podCIDRs');
  yield* each('spec.podCIDRs', cidrs, (at, cidr) => validateCidr(at, cidr));
  const families = new Set(cidrs.map((cidr) => isIpv6(cidr.split('/', 1)[0] ?? '')));
  if (cidrs.length > 1 && (families.size < 2 || cidrs.length > 2)) {
    yield invalid('spec.podCIDRs', cidrs, 'may specify no more than one CIDR for each IP family');
  }
}

function* validateResources(object: ApiObject): Faults {
  for (const key of ['capacity', 'allocatable']) {
    for (const [name, amount] of entriesAt(objectAt(object, 'status'), key)) {
      yield* validateAmount(`status.${key}.${name}`, name, amount);
    }
  }
}

function* validateTaints(path: string, taints: readonly JsonObject[]): Faults {
  const seen = new Set<string>();
  yield* each(path, taints, function* (at, taint) {
    const key = stringAt(taint, 'key');
    const effect = stringAt(taint, 'effect');
    const value = stringAt(taint, 'value');
    yield* matches(`${at}.key`, key, isQualifiedName);
    const wrong = isLabelValue(value);
    if (wrong.length > 0) yield invalid(`${at}.value`, value, wrong.join(';'));
    if (effect === '') yield required(`${at}.effect`, '');
    else yield* oneOf(`${at}.effect`, effect, TAINT_EFFECTS);
    if (seen.has(`${effect}/${key}`)) {
      const shown = internalElement('/v1/Node', 'spec.taints', taint);
      yield { ...duplicate(at, shown), detail: 'taints must be unique by key and effect pair' };
    }
    seen.add(`${effect}/${key}`);
  });
}

function* validateNodeUpdate(object: ApiObject, old: ApiObject): Faults {
  const spec = objectAt(object, 'spec');
  const before = objectAt(old, 'spec');
  yield* validateMetadataUpdate(object, old);
  yield* validateResources(object);
  yield* validateFeatures('status.declaredFeatures', object);
  const addresses = objectsAt(objectAt(object, 'status'), 'addresses');
  yield* each('status.addresses', addresses, function* (at, address) {
    const index = addresses.findIndex((other) => equalJson(other, address));
    if (at !== `status.addresses[${index}]`) {
      yield duplicate(at, internalElement('/v1/Node', 'status.addresses', address));
    }
  });
  const cidrs = stringsAt(spec, 'podCIDRs');
  const oldCidrs = stringsAt(before, 'podCIDRs');
  if (oldCidrs.length > 0 && !equalJson(cidrs, oldCidrs)) {
    yield forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid');
  }
  const provider = stringAt(spec, 'providerID');
  const oldProvider = stringAt(before, 'providerID');
  if (oldProvider !== '' && provider !== oldProvider) {
    yield invalid(
      'spec.providerID',
      null,
      `field cannot be ${provider === '' ? 'cleared' : 'modified'} once set`,
    );
  }
  yield* validateConfig(object);
  yield* validateTaints('metadata.taints', objectsAt(spec, 'taints'));
  if (stringAt(spec, 'externalID') !== stringAt(before, 'externalID')) {
    yield forbidden('spec.externalID', 'may not be updated');
  }
}
