import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { duplicate, invalid, notSupported, required } from '../../model/field-error.ts';
import { equalJson, type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { createValidator } from '../create-validator.ts';
import { each, type Faults, IMMUTABLE, matches, nonNegative, oneOf } from '../faults.ts';
import { booleanAt, isSet, numberAt, objectsAt, stringsAt, structAt, textAt, valueAt } from '../fields.ts';
import { byteLength, isDnsSubdomain, isQualifiedName } from '../formats/names.ts';
import { internalElement } from '../internal-form.ts';
import { validateLabelSelector } from '../label-selector.ts';
import { validateCsiDriverName } from '../pod/volume-sources.ts';
import { nonNegativeQuantity } from '../resource-names.ts';

// CSIDriver, CSINode and CSIStorageCapacity: pkg/apis/storage/validation

export const csiDriver = createValidator({
  name: isDnsSubdomain,
  namespaced: false,
  *check(object) {
    const spec = objectAt(object, 'spec');
    for (const [key, name] of NEEDED) if (!isSet(spec, key)) yield required(`spec.${name}`, '');
    const policy = textAt(spec, 'fsGroupPolicy');
    if (policy !== undefined) yield* oneOf('spec.fsGroupPolicy', policy, GROUP_POLICIES);
    yield* validateTokenRequests('spec.tokenRequests', objectsAt(spec, 'tokenRequests'));
    for (const mode of stringsAt(spec, 'volumeLifecycleModes')) {
      if (!MODES.includes(mode)) yield notSupported('spec.volumeLifecycleModes', mode, MODES);
    }
    const mount = 'seLinuxMount';
    if (!isSet(spec, mount)) yield required(`spec.${mount}`, '');
    const period = numberAt(spec, 'nodeAllocatableUpdatePeriodSeconds');
    if (period !== undefined && period < 10) {
      const text = 'must be greater than or equal to 10 seconds';
      yield invalid('spec.nodeAllocatableUpdatePeriodSeconds', period, text);
    }
    const inSecrets = booleanAt(spec, 'serviceAccountTokenInSecrets');
    if (inSecrets !== undefined && objectsAt(spec, 'tokenRequests').length === 0) {
      const text = 'serviceAccountTokenInSecrets is set but no tokenRequests are specified';
      yield invalid('spec.serviceAccountTokenInSecrets', inSecrets, text);
    }
  },
  warnings(object, old) {
    const spec = objectAt(object, 'spec');
    const requests = objectsAt(spec, 'tokenRequests');
    const same = old !== undefined && equalJson(requests, objectsAt(objectAt(old, 'spec'), 'tokenRequests'));
    return requests.length === 0 || isSet(spec, 'serviceAccountTokenInSecrets') || same ? [] : [UNSET];
  },
  *checkUpdate(object, old) {
    const spec = objectAt(object, 'spec');
    for (const [key, name] of FIXED) {
      if (semanticEqual(own(spec, key), own(objectAt(old, 'spec'), key))) continue;
      yield invalid(`spec.${name}`, valueAt(spec, key), IMMUTABLE);
    }
  },
});

const UNSET =
  'spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes';

/** Fields that have defaults, and their names in messages. */
const NEEDED = [
  ['attachRequired', 'attachedRequired'],
  ['podInfoOnMount', 'podInfoOnMount'],
  ['storageCapacity', 'storageCapacity'],
] as const;

const FIXED = [
  ['attachRequired', 'attachedRequired'],
  ['volumeLifecycleModes', 'volumeLifecycleModes'],
] as const;

const GROUP_POLICIES = ['File', 'None', 'ReadWriteOnceWithFSType'];
const MODES = ['Persistent', 'Ephemeral'];

function* validateTokenRequests(path: string, requests: readonly JsonObject[]): Faults {
  const audiences = new Set<string>();
  yield* each(path, requests, function* (at, request) {
    const audience = stringAt(request, 'audience');
    const seconds = numberAt(request, 'expirationSeconds');
    if (audiences.has(audience)) {
      yield duplicate(`${at}.audience`, audience);
      return;
    }
    audiences.add(audience);
    if (seconds === undefined || (seconds >= 600 && seconds <= 2 ** 32)) return;
    const limit = seconds < 600 ? 'less than 10 minutes' : 'larger than 2^32 seconds';
    yield invalid(`${at}.expirationSeconds`, seconds, `may not specify a duration ${limit}`);
  });
}

export const csiNode = createValidator({
  name: isDnsSubdomain,
  namespaced: false,
  *check(object) {
    const names = new Set<string>();
    yield* each('spec.drivers', driversOf(object), function* (at, driver) {
      const name = stringAt(driver, 'name');
      yield* validateCsiDriverName(`${at}.name`, name);
      const id = stringAt(driver, 'nodeID');
      if (id === '') yield required(`${at}.nodeID`, '');
      if (byteLength(id) > 256) yield invalid(`${at}.nodeID`, id, 'must be 256 characters or less');
      yield* nonNegative(`${at}.allocatable.count`, numberAt(objectAt(driver, 'allocatable'), 'count'));
      if (names.has(name)) yield duplicate(`${at}.name`, name);
      names.add(name);
      const keys = new Set<string>();
      for (const key of stringsAt(driver, 'topologyKeys')) {
        if (key === '') yield required(at, '');
        if (keys.has(key)) yield duplicate(at, key);
        keys.add(key);
        yield* matches(at, key, isQualifiedName);
      }
    });
  },
  *checkUpdate(object, old) {
    for (const before of driversOf(old)) {
      const now = driversOf(object).find(({ name }) => name === before.name);
      if (now === undefined) continue;
      const [a, b] = [now, before].map(({ allocatable: _, ...driver }) => driver);
      if (semanticEqual(a, b)) continue;
      const shown = internalElement('storage.k8s.io/v1/CSINode', 'spec.drivers', a);
      yield invalid('spec.drivers', shown, IMMUTABLE);
    }
  },
});

const driversOf = (object: ApiObject) => objectsAt(objectAt(object, 'spec'), 'drivers');

export const csiStorageCapacity = createValidator({
  name: isDnsSubdomain,
  updateAsNew: 'before',
  *check(object) {
    yield* validateLabelSelector('nodeTopology', structAt(object, 'nodeTopology'));
    yield* matches('storageClassName', stringAt(object, 'storageClassName'), isDnsSubdomain);
    const capacity = textAt(object, 'capacity');
    if (capacity !== undefined) yield* nonNegativeQuantity('capacity', capacity);
  },
  *checkUpdate(object, old) {
    for (const key of ['nodeTopology', 'storageClassName']) {
      if (!semanticEqual(own(object, key), own(old, key)))
        yield invalid(key, valueAt(object, key), IMMUTABLE);
    }
  },
});
