import { forbidden, invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import {
  each,
  type Faults,
  matches,
  oneOf,
  optionalMatch,
  present,
  rangeError,
  requiredMatch,
} from '../faults.ts';
import { booleanAt, entriesAt, isSet, numberAt, objectsAt, stringsAt, structAt, textAt } from '../fields.ts';
import { byteLength, isDnsLabel, isDnsSubdomain } from '../formats/names.ts';
import { validateLocalPath, validateNoBacksteps, validateRelativePath } from '../paths.ts';

// The sources that volumes of pods and persistent volumes have alike, and small parts of them: pkg/apis/core/validation.

export type SourceCheck = (path: string, source: JsonObject) => Faults;

/** Texts that have to be there. */
export function needs(...keys: string[]): SourceCheck {
  return function* (path, source) {
    for (const key of keys) yield* present(`${path}.${key}`, stringAt(source, key));
  };
}

/** A reference to a secret, where there is one. */
export function* validateSecretRef(path: string, source: JsonObject, ...keys: string[]): Faults {
  const reference = structAt(source, 'secretRef');
  if (reference !== undefined) yield* needs(...keys)(`${path}.secretRef`, reference);
}

export function* validateFileMode(path: string, source: JsonObject, key: string): Faults {
  const mode = numberAt(source, key);
  if (mode !== undefined && (mode > 0o777 || mode < 0)) {
    yield invalid(`${path}.${key}`, mode, 'must be a number between 0 and 0777 (octal), both inclusive');
  }
}

export function* validateUser(path: string, source: JsonObject, key: string): Faults {
  yield* validateId(`${path}.${key}`, numberAt(source, key));
}

/** IsValidUserID and IsValidGroupID */
export function* validateId(path: string, id: number | undefined): Faults {
  if (id !== undefined && (id < 0 || id > MAX_ID)) yield invalid(path, id, rangeError(0, MAX_ID));
}

const MAX_ID = 2 ** 31 - 1;

export function* validateKeyToPath(path: string, item: JsonObject): Faults {
  yield* needs('key', 'path')(path, item);
  yield* validateLocalPath(`${path}.path`, stringAt(item, 'path'));
  yield* validateFileMode(path, item, 'mode');
  yield* validateUser(path, item, 'user');
}

export function* validateHostPath(path: string, source: JsonObject): Faults {
  const target = stringAt(source, 'path');
  if (target === '') {
    yield required(`${path}.path`, '');
    return;
  }
  yield* validateNoBacksteps(`${path}.path`, target);
  const type = textAt(source, 'type');
  if (type !== undefined) yield* oneOf(`${path}.type`, type, HOST_PATH_TYPES);
}

const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

export function* validateGitRepo(path: string, source: JsonObject): Faults {
  yield* needs('repository')(path, source);
  yield* validateRelativePath(`${path}.directory`, stringAt(source, 'directory'));
}

/** Disks of clouds that may have partitions. */
export function validateDisk(key: string): SourceCheck {
  return function* (path, source) {
    yield* needs(key)(path, source);
    const partition = numberAt(source, 'partition') ?? 0;
    if (partition < 0 || partition > 255) yield invalid(`${path}.partition`, partition, rangeError(1, 255));
  };
}

/** Secret and ConfigMap as files. */
export function validateKeyedFiles(nameKey: string): SourceCheck {
  return function* (path, source) {
    yield* needs(nameKey)(path, source);
    yield* validateFileMode(path, source, 'defaultMode');
    yield* validateUser(path, source, 'defaultUser');
    yield* each(`${path}.items`, objectsAt(source, 'items'), validateKeyToPath);
  };
}

export function* validateNfs(path: string, source: JsonObject): Faults {
  yield* needs('server', 'path')(path, source);
  const target = stringAt(source, 'path');
  if (!target.startsWith('/')) yield invalid(`${path}.path`, target, 'must be an absolute path');
}

const HOST_AND_PORT = 'must be a host:port pair or multiple pairs separated by commas';

export function* validateQuobyte(path: string, source: JsonObject): Faults {
  const registry = stringAt(source, 'registry');
  if (registry === '') yield required(`${path}.registry`, HOST_AND_PORT);
  else if (stringAt(source, 'tenant').length >= 65) {
    yield required(`${path}.tenant`, 'must be a UUID and may not exceed a length of 64 characters');
  } else {
    const wrong = registry.split(',').filter((pair) => !/^(\[[^[\]]*\]|[^:[\]]*):[^:[\]]*$/.test(pair));
    for (const _ of wrong) yield invalid(`${path}.registry`, registry, HOST_AND_PORT);
  }
  yield* needs('volume')(path, source);
}

export function* validateFlocker(path: string, source: JsonObject): Faults {
  const name = stringAt(source, 'datasetName');
  const uuid = stringAt(source, 'datasetUUID');
  if (name === '' && uuid === '') yield required(path, 'one of datasetName and datasetUUID is required');
  if (name !== '' && uuid !== '') {
    yield invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously');
  }
  if (name.includes('/')) yield invalid(`${path}.datasetName`, name, "must not contain '/'");
}

export function* validateRbd(path: string, source: JsonObject): Faults {
  if (stringsAt(source, 'monitors').length === 0) yield required(`${path}.monitors`, '');
  yield* needs('image')(path, source);
}

export function* validateCephFs(path: string, source: JsonObject): Faults {
  if (stringsAt(source, 'monitors').length === 0) yield required(`${path}.monitors`, '');
}

export function* validateFc(path: string, source: JsonObject): Faults {
  const names = stringsAt(source, 'targetWWNs');
  const ids = stringsAt(source, 'wwids');
  const at = `${path}.targetWWNs`;
  if (names.length === 0 && ids.length === 0) {
    yield required(at, 'must specify either targetWWNs or wwids, but not both');
  }
  if (names.length === 0) return;
  if (ids.length > 0) yield invalid(at, names, 'targetWWNs and wwids can not be specified simultaneously');
  const lun = numberAt(source, 'lun');
  if (lun === undefined) yield required(`${path}.lun`, 'lun is required if targetWWNs is specified');
  else if (lun < 0 || lun > 255) yield invalid(`${path}.lun`, lun, rangeError(0, 255));
}

export function* validateFlexVolume(path: string, source: JsonObject): Faults {
  yield* needs('driver')(path, source);
  for (const [key] of entriesAt(source, 'options')) {
    const namespace = `.${key.split('/', 1)[0]?.toLowerCase()}`;
    if (namespace.endsWith('.kubernetes.io') || namespace.endsWith('.k8s.io')) {
      yield invalid(`${path}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved');
    }
  }
}

export function* validateAzureDisk(path: string, source: JsonObject): Faults {
  yield* needs('diskName', 'diskURI')(path, source);
  const uri = stringAt(source, 'diskURI');
  const caching = textAt(source, 'cachingMode');
  const kind = textAt(source, 'kind');
  if (caching !== undefined) yield* oneOf(`${path}.cachingMode`, caching, ['None', 'ReadOnly', 'ReadWrite']);
  if (kind === undefined) return;
  yield* oneOf(`${path}.kind`, kind, ['Dedicated', 'Managed', 'Shared']);
  if (kind === 'Managed' && !uri.startsWith('/subscriptions/'))
    yield notSupported(`${path}.diskURI`, uri, [MANAGED]);
  if (kind !== 'Managed' && !uri.startsWith('https://')) yield notSupported(`${path}.diskURI`, uri, [BLOB]);
}

const MANAGED =
  '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const BLOB = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

export function* validateStorageOs(path: string, source: JsonObject): Faults {
  yield* requiredMatch(`${path}.volumeName`, stringAt(source, 'volumeName'), isDnsLabel);
  yield* optionalMatch(`${path}.volumeNamespace`, stringAt(source, 'volumeNamespace'), isDnsLabel);
  yield* validateSecretRef(path, source, 'name');
}

/** ValidateCSIDriverName */
export function* validateCsiDriverName(path: string, name: string): Faults {
  if (name === '') {
    yield required(path, '');
    return;
  }
  if (byteLength(name) > 63)
    yield { type: 'FieldValueTooLong', field: path, detail: 'may not be more than 63 bytes' };
  yield* matches(path, name, (text) => isDnsSubdomain(text.toLowerCase()));
}

export function* validateCsi(path: string, source: JsonObject): Faults {
  yield* validateCsiDriverName(`${path}.driver`, stringAt(source, 'driver'));
  const reference = structAt(source, 'nodePublishSecretRef');
  if (reference === undefined) return;
  const name = stringAt(reference, 'name');
  if (name === '') yield required(`${path}.nodePublishSecretRef.name`, '');
  else yield* matches(`${path}.name`, name, isDnsSubdomain);
}

const INITIATORS: readonly [string, RegExp][] = [
  ['iqn', /iqn\.\d{4}-\d{2}\.([A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)$/],
  ['eui', /^eui.[A-Za-z0-9]{16}$/],
  ['naa', /^naa.[A-Za-z0-9]{32}$/],
];

/** `name` is the volume's; `nameField` where the fault of a name and portal that are too long is told, with what value. */
export function validateIscsi(name: string, inPod: boolean): SourceCheck {
  return function* (path, source) {
    const portal = stringAt(source, 'targetPortal');
    const initiator = textAt(source, 'initiatorName');
    yield* needs('targetPortal')(path, source);
    const isLong = initiator !== undefined && byteLength(`${name}:${portal}`) > 64;
    if (isLong && !inPod) yield invalid(`${path}.targetportal`, portal, TOO_LONG_PORTAL);
    const wrongStart = inPod ? 'must be valid format starting with iqn, eui, or naa' : 'must be valid format';
    const iqn = stringAt(source, 'iqn');
    if (iqn === '') yield required(`${path}.iqn`, '');
    else yield* validateInitiator(`${path}.iqn`, iqn, wrongStart);
    const lun = numberAt(source, 'lun') ?? 0;
    if (lun < 0 || lun > 255) yield invalid(`${path}.lun`, lun, rangeError(0, 255));
    const chap = booleanAt(source, 'chapAuthDiscovery') || booleanAt(source, 'chapAuthSession');
    if (chap && !isSet(source, 'secretRef')) yield required(`${path}.secretRef`, '');
    if (!inPod) yield* validateSecretRef(path, source, 'name');
    if (initiator !== undefined) yield* validateInitiator(`${path}.initiatorname`, initiator, wrongStart);
    if (isLong && inPod) yield invalid(`${path.replace(/\.iscsi$/, '')}.name`, name, TOO_LONG_PORTAL);
  };
}

const TOO_LONG_PORTAL =
  'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';

function* validateInitiator(path: string, name: string, wrongStart: string): Faults {
  const form = INITIATORS.find(([start]) => name.startsWith(start));
  if (form === undefined) yield invalid(path, name, wrongStart);
  else if (!form[1].test(name)) yield invalid(path, name, 'must be valid format');
}

export const MORE_THAN_ONE = 'may not specify more than 1 volume type';

/** One row for each source in the order of the checks: its key, its check, and the names under which faults are told. */
export type SourceRow = readonly [key: string, check: SourceCheck, checkedAs?: string, forbiddenAs?: string];

/** Exactly one source: faults of the first one, and all others are forbidden. */
export function* validateOneSource(path: string, holder: JsonObject, rows: readonly SourceRow[]): Faults {
  let count = 0;
  for (const [key, check, checkedAs = key, forbiddenAs = checkedAs] of rows) {
    if (!isSet(holder, key)) continue;
    count += 1;
    if (count > 1) yield forbidden(`${path}.${forbiddenAs}`, MORE_THAN_ONE);
    else yield* check(`${path}.${checkedAs}`, objectAt(holder, key));
  }
  if (count === 0) yield required(path, 'must specify a volume type');
}
