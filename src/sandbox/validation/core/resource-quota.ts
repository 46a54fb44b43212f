import { invalid, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { createValidator } from '../create-validator.ts';
import { type Faults, IMMUTABLE } from '../faults.ts';
import { entriesAt, objectsAt, stringsAt, structAt } from '../fields.ts';
import { isDnsSubdomain } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import {
  compareAmounts,
  isStandardQuotaResource,
  validateAmount,
  validateQuotaResourceName,
} from '../resource-names.ts';

export const resourceQuota = createValidator({
  name: isDnsSubdomain,
  check: (object) => validateSpec(objectAt(object, 'spec')),
  checkCreate: validateStatus,
  *checkUpdate(object, old) {
    const scopes = stringsAt(objectAt(object, 'spec'), 'scopes');
    const before = stringsAt(objectAt(old, 'spec'), 'scopes');
    const isSame =
      scopes.every((scope) => before.includes(scope)) && before.every((scope) => scopes.includes(scope));
    if (!isSame) yield invalid('spec.scopes', shownScopes(object), IMMUTABLE);
  },
  subresources: { status: validateStatus },
  warnings: (object, old) =>
    old === undefined ? requestWarnings(objectAt(objectAt(object, 'spec'), 'hard')) : [],
});

const shownScopes = (object: ApiObject) => own(objectAt(object, 'spec'), 'scopes') ?? null;

function* validateStatus(object: ApiObject): Faults {
  for (const key of ['hard', 'used'])
    yield* validateAmounts(`status.${key}`, objectAt(object, 'status'), key);
}

function* validateAmounts(path: string, holder: JsonObject, key: string): Faults {
  for (const [name, amount] of entriesAt(holder, key)) {
    yield* validateQuotaResourceName(`${path}[${name}]`, name);
    yield* validateAmount(`${path}[${name}]`, name, amount);
  }
}

const COMPUTE = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
const POD_RESOURCES = ['pods', ...COMPUTE];

/** The resources that are counted in a scope; undefined for scopes that are not known. */
const RESOURCES_OF: Readonly<Record<string, readonly string[]>> = {
  Terminating: POD_RESOURCES,
  NotTerminating: POD_RESOURCES,
  NotBestEffort: POD_RESOURCES,
  PriorityClass: POD_RESOURCES,
  CrossNamespacePodAffinity: POD_RESOURCES,
  BestEffort: ['pods'],
  VolumeAttributesClass: ['persistentvolumeclaims', 'requests.storage'],
};

const CONFLICTING = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
];

function* validateSpec(spec: JsonObject): Faults {
  yield* validateAmounts('spec.hard', spec, 'hard');
  const scopes = stringsAt(spec, 'scopes');
  const shown = own(spec, 'scopes') ?? null;
  for (const scope of scopes) {
    if (!Object.hasOwn(RESOURCES_OF, scope)) yield invalid('spec.scopes', shown, 'unsupported scope');
    for (const _ of uncounted(spec, scope))
      yield invalid('spec.scopes', shown, 'unsupported scope applied to resource');
  }
  yield* validateConflicts('spec.scopes', scopes, spec);
  const selector = structAt(spec, 'scopeSelector');
  if (selector !== undefined) yield* validateSelector('spec.scopeSelector.matchExpressions', selector, spec);
}

function uncounted(spec: JsonObject, scope: string): string[] {
  const counted = own(RESOURCES_OF as Record<string, string[]>, scope) as string[] | undefined;
  const names = entriesAt(spec, 'hard').map(([name]) => name);
  return names.filter((name) => isStandardQuotaResource(name) && counted?.includes(name) === false);
}

function* validateConflicts(path: string, scopes: readonly string[], spec: JsonObject): Faults {
  for (const pair of CONFLICTING) {
    const isBoth = pair.every((scope) => scopes.includes(scope));
    if (isBoth) yield invalid(path, own(spec, 'scopes') ?? null, 'conflicting scopes');
  }
}

function* validateSelector(path: string, selector: JsonObject, spec: JsonObject): Faults {
  const scopes: string[] = [];
  for (const requirement of objectsAt(selector, 'matchExpressions')) {
    const scope = stringAt(requirement, 'scopeName');
    const operator = stringAt(requirement, 'operator');
    const values = stringsAt(requirement, 'values');
    if (!Object.hasOwn(RESOURCES_OF, scope)) yield invalid(`${path}.scopeName`, scope, 'unsupported scope');
    for (const _ of uncounted(spec, scope)) {
      const shown = internalForm('/v1/ResourceQuota', 'spec.scopeSelector', selector);
      yield invalid(path, shown, 'unsupported scope applied to resource');
    }
    if (EXISTING.includes(scope) && operator !== 'Exists') {
      const names = EXISTING.map((name) => `ResourceQuotaScope${name}`);
      const list = `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
      yield invalid(`${path}.operator`, operator, `must be 'Exists' when scope is any of ${list}`);
    }
    if (operator === 'In' || operator === 'NotIn') {
      const text = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
      if (values.length === 0) yield required(`${path}.values`, text);
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      const text = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
      if (values.length > 0) yield invalid(`${path}.values`, values, text);
    } else yield invalid(`${path}.operator`, operator, 'not a valid selector operator');
    scopes.push(scope);
  }
  yield* validateConflicts(path, scopes, spec);
}

/** Scopes that a pod has or has not; in the order of the message. */
const EXISTING = [
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'CrossNamespacePodAffinity',
];

function requestWarnings(hard: JsonObject): string[] {
  return ['cpu', 'memory', 'storage', 'ephemeral-storage'].flatMap((name) => {
    const isBare = !Object.hasOwn(hard, `requests.${name}`) && (name === 'cpu' || name === 'memory');
    const requestName = isBare ? name : `requests.${name}`;
    const request = own(hard, requestName);
    const limit = own(hard, `limits.${name}`);
    if (typeof request !== 'string' || typeof limit !== 'string' || compareAmounts(request, limit) <= 0)
      return [];
    return [`ResourceQuota ${requestName} (${request}) should be less than limits.${name} (${limit})`];
  });
}
