import { keep } from '../../kinds/strategies/create-strategy.ts';
import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { forbidden, invalid, notSupported, required } from '../../model/field-error.ts';
import { cloneJson, type JsonObject, objectAt, own, setOwn, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { createValidator } from '../create-validator.ts';
import { type Faults, IMMUTABLE, matches } from '../faults.ts';
import { entriesAt, stringsAt, structAt, textAt, valueAt } from '../fields.ts';
import { isDnsSubdomain, isQualifiedName } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { compareAmounts, isNativeResource, signOf, validateAmount } from '../resource-names.ts';
import { specDiff } from '../spec-diff.ts';
import { validateClaimSpec } from './claim-spec.ts';
import { claimSpecWarnings } from './claim-warnings.ts';

const KIND = '/v1/PersistentVolumeClaim';
const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

export const persistentVolumeClaim = createValidator({
  name: isDnsSubdomain,
  updateAsNew: 'after',
  check: (object) => validateClaimSpec('spec', objectAt(object, 'spec')),
  checkUpdate: validateUpdate,
  subresources: { status: validateStatus },
  warnings(object, _old, { subresource }) {
    if (subresource === 'status') return [];
    const isAnnotated = Object.hasOwn(objectAt(object.metadata, 'annotations'), BETA_CLASS);
    const text = 'deprecated since v1.8; use "storageClassName" attribute instead';
    return [
      ...(isAnnotated ? [`metadata.annotations[${BETA_CLASS}]: ${text}`] : []),
      ...claimSpecWarnings('spec', objectAt(object, 'spec')),
    ];
  },
});

const storageOf = (holder: JsonObject) => {
  const amount = own(objectAt(objectAt(holder, 'resources'), 'requests'), 'storage');
  return typeof amount === 'string' ? amount : '0';
};

/** ValidatePersistentVolumeClaimUpdate */
function* validateUpdate(object: ApiObject, old: ApiObject): Faults {
  const spec = objectAt(object, 'spec');
  const before = objectAt(old, 'spec');
  const now = stringAt(objectAt(object.metadata, 'annotations'), BETA_CLASS);
  const then = stringAt(objectAt(old.metadata, 'annotations'), BETA_CLASS);
  const isUpgrade = upgradesClass(object, old);
  if (!isUpgrade && now !== then) yield invalid(`metadata.annotations.${BETA_CLASS}`, now, IMMUTABLE);
  const munged = mungedSpec(object, old);
  const kept = cloneJson(before);
  if (stringAt(before, 'volumeName') === '') keep(kept, spec, 'volumeName');
  if (!semanticEqual(munged, kept)) {
    const [a, b] = [kept, munged].map((value) => internalForm(KIND, 'spec', value));
    const text =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    yield forbidden('spec', `${text}\n${specDiff(a ?? null, b ?? null)}`);
  }
  const size = storageOf(spec);
  const statusSize = own(objectAt(objectAt(old, 'status'), 'capacity'), 'storage');
  const capacity = typeof statusSize === 'string' ? statusSize : '0';
  if (compareAmounts(size, storageOf(before)) < 0 && compareAmounts(size, capacity) <= 0) {
    yield forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity');
  }
  const mode = valueAt(spec, 'volumeMode');
  if (mode !== valueAt(before, 'volumeMode')) yield invalid('volumeMode', mode, IMMUTABLE);
  yield* validateAttributesClass(object, old);
}

function mungedSpec(object: ApiObject, old: ApiObject): JsonObject {
  const spec = cloneJson(objectAt(object, 'spec'));
  const before = objectAt(old, 'spec');
  if (upgradesClass(object, old)) delete spec.storageClassName;
  else if (setsClass(object, old)) keep(spec, before, 'storageClassName');
  if (objectAt(object, 'status').phase !== 'Bound') return spec;
  const requests = structAt(objectAt(spec, 'resources'), 'requests');
  if (requests !== undefined) setOwn(requests, 'storage', storageOf(before));
  keep(spec, before, 'volumeAttributesClassName');
  return spec;
}

/** Whether the class moves from the annotation to the field. */
function upgradesClass(object: ApiObject, old: ApiObject): boolean {
  const then = textAt(objectAt(old.metadata, 'annotations'), BETA_CLASS);
  const now = textAt(objectAt(object.metadata, 'annotations'), BETA_CLASS);
  const isUnset = textAt(objectAt(old, 'spec'), 'storageClassName') === undefined;
  const isSame = textAt(objectAt(object, 'spec'), 'storageClassName') === then;
  return then !== undefined && isUnset && isSame && (now === undefined || now === then);
}

/** Whether the class is given where there was none. */
function setsClass(object: ApiObject, old: ApiObject): boolean {
  const then = textAt(objectAt(old.metadata, 'annotations'), BETA_CLASS);
  const name = textAt(objectAt(object, 'spec'), 'storageClassName');
  const isUnset = textAt(objectAt(old, 'spec'), 'storageClassName') === undefined;
  return name !== undefined && isUnset && (then === undefined || then === name);
}

function* validateAttributesClass(object: ApiObject, old: ApiObject): Faults {
  const name = textAt(objectAt(object, 'spec'), 'volumeAttributesClassName');
  if (name === textAt(objectAt(old, 'spec'), 'volumeAttributesClassName')) return;
  const current = textAt(objectAt(old, 'status'), 'currentVolumeAttributesClassName');
  if (current === undefined || (name !== undefined && name !== '')) return;
  const what = name === undefined ? 'nil' : 'empty string';
  const text = `update to ${what} is forbidden when status.currentVolumeAttributesClassName is not nil`;
  yield forbidden('spec.volumeAttributesClassName', text);
}

const RESIZE_STATUSES = [
  'ControllerResizeInProgress',
  'ControllerResizeInfeasible',
  'NodeResizeInProgress',
  'NodeResizeInfeasible',
  'NodeResizePending',
].sort();

function* validateStatus(object: ApiObject): Faults {
  const status = objectAt(object, 'status');
  if (stringsAt(objectAt(object, 'spec'), 'accessModes').length === 0) yield required('Spec.accessModes', '');
  yield* validateCapacity('status.capacity', status, 'capacity');
  const path = 'status.allocatedResourceStatuses';
  for (const [name, value] of entriesAt(status, 'allocatedResourceStatuses')) {
    yield* validateKey(path, name);
    if (!RESIZE_STATUSES.includes(value)) yield notSupported(path, name, RESIZE_STATUSES);
  }
  for (const [name, amount] of entriesAt(status, 'allocatedResources')) {
    const faults = [...validateKey('status.allocatedResources', name)];
    yield* faults;
    if (faults.length > 0) continue;
    const at = `status.allocatedResources[${name}]`;
    yield* signOf(amount) < 0 ? validateBasic(at, amount) : validateAmount(at, 'storage', amount);
  }
}

/** validateBasicResource of all. */
export function* validateCapacity(path: string, holder: JsonObject, key: string): Faults {
  for (const [name, amount] of entriesAt(holder, key)) yield* validateBasic(`${path}[${name}]`, amount);
}

function* validateBasic(path: string, amount: string): Faults {
  if (signOf(amount) < 0) yield invalid(path, Number(amount), 'must be a valid resource quantity');
}

function* validateKey(path: string, name: string): Faults {
  const faults = [...matches(path, name, isQualifiedName)];
  yield* faults;
  if (faults.length === 0 && isNativeResource(name) && name !== 'storage')
    yield notSupported(path, name, ['storage']);
}
