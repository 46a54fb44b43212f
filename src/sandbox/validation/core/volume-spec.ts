import { forbidden, invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import { type Faults, matches, oneOf, optionalMatch, present, requiredMatch } from '../faults.ts';
import { entriesAt, isSet, stringsAt, structAt, textAt } from '../fields.ts';
import { isDnsLabel, isDnsSubdomain } from '../formats/names.ts';
import { validateNoBacksteps } from '../paths.ts';
import { validateNodeSelector } from '../pod/scheduling.ts';
import {
  MORE_THAN_ONE,
  needs,
  type SourceRow,
  validateAzureDisk,
  validateCephFs,
  validateCsiDriverName,
  validateDisk,
  validateFc,
  validateFlexVolume,
  validateFlocker,
  validateHostPath,
  validateIscsi,
  validateNfs,
  validateQuobyte,
  validateRbd,
  validateSecretRef,
  validateStorageOs,
} from '../pod/volume-sources.ts';
import { positiveQuantity } from '../resource-names.ts';
import { VOLUME_MODES, validateAccessModes } from './claim-spec.ts';
import { validateCapacity } from './persistent-volume-claim.ts';

const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];

/** ValidatePersistentVolumeSpec of a PersistentVolume. */
export function* validateVolumeSpec(path: string, spec: JsonObject, name: string): Faults {
  const modes = stringsAt(spec, 'accessModes');
  if (modes.length === 0) yield required(`${path}.accessModes`, '');
  yield* validateAccessModes(`${path}.accessModes`, modes);
  const capacity = objectAt(spec, 'capacity');
  const resources = Object.keys(capacity);
  if (resources.length === 0) yield required(`${path}.capacity`, '');
  if (!Object.hasOwn(capacity, 'storage') || resources.length > 1) {
    const shown = own(spec, 'capacity') ?? null;
    yield { ...notSupported(`${path}.capacity`, '', ['storage']), badValue: shown };
  }
  yield* validateCapacity(`${path}.capacity`, spec, 'capacity');
  for (const [key, amount] of entriesAt(spec, 'capacity'))
    yield* positiveQuantity(`${path}.capacity[${key}]`, amount);
  const policy = stringAt(spec, 'persistentVolumeReclaimPolicy');
  if (policy !== '') yield* oneOf(`${path}.persistentVolumeReclaimPolicy`, policy, RECLAIM_POLICIES);
  const affinity = structAt(spec, 'nodeAffinity');
  if (affinity !== undefined) {
    const selector = structAt(affinity, 'required');
    if (selector !== undefined) yield* validateNodeSelector(`${path}.nodeAffinity.required`, selector);
    else yield required(`${path}.nodeAffinity.required`, 'must specify required node constraints');
  }
  yield* validateSource(path, spec, name);
  yield* validateClasses(path, spec);
}

function* validateSource(path: string, spec: JsonObject, name: string): Faults {
  let count = 0;
  for (const [key, check, checkedAs = key, forbiddenAs = checkedAs] of SOURCES) {
    if (!isSet(spec, key)) continue;
    count += 1;
    const source = objectAt(spec, key);
    // A flexVolume is taken beside others.
    if (count > 1 && key !== 'flexVolume') yield forbidden(`${path}.${forbiddenAs}`, MORE_THAN_ONE);
    else if (key === 'iscsi') yield* validateIscsi(name, false)(`${path}.iscsi`, source);
    else yield* check(`${path}.${checkedAs}`, source);
    if (key === 'local' && count === 1 && !isSet(spec, 'nodeAffinity')) {
      yield required(`${path}.nodeAffinity`, 'Local volume requires node affinity');
    }
  }
  if (count === 0) yield required(path, 'must specify a volume type');
}

const SOURCES: readonly SourceRow[] = [
  ['hostPath', validateHostPath],
  ['gcePersistentDisk', validateDisk('pdName'), 'persistentDisk', 'gcePersistentDisk'],
  ['awsElasticBlockStore', validateDisk('volumeID')],
  ['glusterfs', validateGlusterfs],
  ['flocker', validateFlocker],
  ['nfs', validateNfs],
  ['rbd', validateRbd],
  ['quobyte', validateQuobyte],
  ['cephfs', validateCephFs, 'cephfs', 'cephFS'],
  ['iscsi', validateIscsi('', false)],
  ['cinder', validateCinder],
  ['fc', validateFc],
  ['flexVolume', validateFlexVolume],
  ['azureFile', validateAzureFile],
  ['vsphereVolume', needs('volumePath')],
  ['photonPersistentDisk', needs('pdID')],
  ['portworxVolume', needs('volumeID')],
  ['azureDisk', validateAzureDisk],
  ['scaleIO', needs('gateway', 'system', 'volumeName')],
  ['local', validateLocal],
  ['storageos', validateStorage],
  ['csi', validateCsi],
];

export const VOLUME_SOURCES: readonly string[] = SOURCES.map(([key]) => key);

/** Those that know mount options by annotation. */
export const MOUNT_OPTION_SOURCES = [
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'nfs',
  'rbd',
  'quobyte',
  'iscsi',
  'cinder',
  'cephfs',
  'azureFile',
  'vsphereVolume',
  'azureDisk',
  'photonPersistentDisk',
];

function* validateGlusterfs(path: string, source: JsonObject): Faults {
  yield* needs('endpoints', 'path')(path, source);
  const namespace = textAt(source, 'endpointsNamespace');
  if (namespace === '') {
    const text = 'if the endpointnamespace is set, it must be a valid namespace name';
    yield invalid(`${path}.endpointsNamespace`, namespace, text);
  } else if (namespace !== undefined) yield* matches(`${path}.endpointsNamespace`, namespace, isDnsLabel);
}

function* validateCinder(path: string, source: JsonObject): Faults {
  yield* needs('volumeID')(path, source);
  yield* validateSecretRef(path, source, 'name', 'namespace');
}

function* validateAzureFile(path: string, source: JsonObject): Faults {
  yield* needs('secretName', 'shareName')(path, source);
  if (textAt(source, 'secretNamespace') === '') yield required(`${path}.secretNamespace`, '');
}

function* validateLocal(path: string, source: JsonObject): Faults {
  yield* needs('path')(path, source);
  yield* validateNoBacksteps(`${path}.path`, stringAt(source, 'path'));
}

function* validateStorage(path: string, source: JsonObject): Faults {
  yield* validateStorageOs(path, source);
  const reference = structAt(source, 'secretRef');
  if (reference !== undefined)
    yield* present(`${path}.secretRef.namespace`, stringAt(reference, 'namespace'));
}

const CSI_SECRETS = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
];

function* validateCsi(path: string, source: JsonObject): Faults {
  yield* validateCsiDriverName(`${path}.driver`, stringAt(source, 'driver'));
  yield* needs('volumeHandle')(path, source);
  for (const key of CSI_SECRETS) {
    const reference = structAt(source, key);
    if (reference === undefined) continue;
    yield* requiredMatch(`${path}.${key}.name`, stringAt(reference, 'name'), isDnsSubdomain);
    yield* requiredMatch(`${path}.${key}.namespace`, stringAt(reference, 'namespace'), isDnsLabel);
  }
}

function* validateClasses(path: string, spec: JsonObject): Faults {
  const hostPath = stringAt(objectAt(spec, 'hostPath'), 'path');
  if (/^\/[./]*$/.test(hostPath) && spec.persistentVolumeReclaimPolicy === 'Recycle') {
    const text = "may not be 'recycle' for a hostPath mount of '/'";
    yield forbidden(`${path}.persistentVolumeReclaimPolicy`, text);
  }
  yield* optionalMatch(`${path}.storageClassName`, stringAt(spec, 'storageClassName'), isDnsSubdomain);
  const mode = textAt(spec, 'volumeMode');
  if (mode !== undefined) yield* oneOf(`${path}.volumeMode`, mode, VOLUME_MODES);
  const attributes = textAt(spec, 'volumeAttributesClassName');
  if (attributes === undefined) return;
  const at = `${path}.volumeAttributesClassName`;
  yield* requiredMatch(at, attributes, isDnsSubdomain, 'an empty string is disallowed');
  if (!isSet(spec, 'csi')) {
    yield required(`${path}.csi`, 'has to be specified when using volumeAttributesClassName');
  }
}
