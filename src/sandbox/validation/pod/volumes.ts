import {
  duplicate,
  type FieldError,
  forbidden,
  goQuote,
  invalid,
  required,
} from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ObjectMeta } from '../../model/object.ts';
import { validateClaimSpec } from '../core/claim-spec.ts';
import { type Faults, requiredMatch } from '../faults.ts';
import { numberAt, objectsAt, structAt } from '../fields.ts';
import { isDnsLabel, isDnsSubdomain } from '../formats/names.ts';
import { signOf } from '../resource-names.ts';
import { validateTemplateMetadata } from '../template-metadata.ts';
import { validatePullPolicy } from './container-fields.ts';
import { validateDownwardFile } from './downward-api.ts';
import { validateProjected } from './projected-volume.ts';
import {
  needs,
  type SourceRow,
  validateAzureDisk,
  validateCephFs,
  validateCsi,
  validateDisk,
  validateFc,
  validateFileMode,
  validateFlexVolume,
  validateFlocker,
  validateGitRepo,
  validateHostPath,
  validateIscsi,
  validateKeyedFiles,
  validateNfs,
  validateOneSource,
  validateQuobyte,
  validateRbd,
  validateSecretRef,
  validateStorageOs,
  validateUser,
} from './volume-sources.ts';

/** Volumes by their names: only those without faults, as mounts of others are faults too. */
export type Volumes = ReadonlyMap<string, JsonObject>;

/** ValidateVolumes; the metadata is undefined for the template of a pod. */
export function validateVolumes(
  path: string,
  spec: JsonObject,
  metadata: ObjectMeta | undefined,
): { volumes: Volumes; faults: FieldError[] } {
  const volumes = new Map<string, JsonObject>();
  const faults: FieldError[] = [];
  const podName = metadata?.name ?? '';
  const list = objectsAt(spec, 'volumes');
  const ownClaims = list
    .filter((volume) => podName !== '' && own(volume, 'ephemeral') !== undefined)
    .map((volume) => `${podName}-${stringAt(volume, 'name')}`);
  for (const [index, volume] of list.entries()) {
    const at = `${path}[${index}]`;
    const name = stringAt(volume, 'name');
    const found = [
      ...validateOneSource(at, volume, rowsFor(name)),
      ...validateClaimName(at, volume, podName),
      ...requiredMatch(`${at}.name`, name, isDnsLabel),
    ];
    if (volumes.has(name)) found.push(duplicate(`${at}.name`, name));
    if (found.length === 0) volumes.set(name, volume);
    faults.push(...found);
    const claim = stringAt(objectAt(volume, 'persistentVolumeClaim'), 'claimName');
    if (claim !== '' && ownClaims.includes(claim)) {
      const text = 'must not reference a PVC that gets created for an ephemeral volume';
      faults.push(invalid(`${at}.persistentVolumeClaim.claimName`, claim, text));
    }
  }
  return { volumes, faults };
}

/** The claim of an ephemeral volume is named after the pod and the volume. */
function* validateClaimName(path: string, volume: JsonObject, podName: string): Faults {
  const name = stringAt(volume, 'name');
  if (own(volume, 'ephemeral') === undefined || podName === '' || name === '') return;
  const claim = `${podName}-${name}`;
  for (const message of isDnsSubdomain(claim)) {
    yield invalid(`${path}.name`, name, `PVC name ${goQuote(claim)}: ${message}`);
  }
}

function rowsFor(name: string): SourceRow[] {
  return SOURCES.map((row) => (row[0] === 'iscsi' ? ['iscsi', validateIscsi(name, true)] : row));
}

/** In the order of the checks. Some faults are told under other names than those of the fields. */
const SOURCES: readonly SourceRow[] = [
  ['emptyDir', validateEmptyDir],
  ['hostPath', validateHostPath],
  ['gitRepo', validateGitRepo],
  ['gcePersistentDisk', validateDisk('pdName'), 'persistentDisk', 'gcePersistentDisk'],
  ['awsElasticBlockStore', validateDisk('volumeID')],
  ['secret', validateKeyedFiles('secretName')],
  ['nfs', validateNfs],
  ['iscsi', validateIscsi('', true)],
  ['glusterfs', needs('endpoints', 'path')],
  ['flocker', validateFlocker],
  ['persistentVolumeClaim', needs('claimName')],
  ['rbd', validateRbd],
  ['cinder', validateCinder],
  ['cephfs', validateCephFs, 'cephfs', 'cephFS'],
  ['quobyte', validateQuobyte],
  ['downwardAPI', validateDownwardApi, 'downwardAPI', 'downwarAPI'],
  ['fc', validateFc],
  ['flexVolume', validateFlexVolume],
  ['configMap', validateKeyedFiles('name')],
  ['azureFile', needs('secretName', 'shareName')],
  ['vsphereVolume', needs('volumePath')],
  ['photonPersistentDisk', needs('pdID')],
  ['portworxVolume', needs('volumeID')],
  ['azureDisk', validateAzureDisk],
  ['storageos', validateStorageOs],
  ['projected', validateProjected],
  ['scaleIO', needs('gateway', 'system', 'volumeName')],
  ['csi', validateCsi],
  ['ephemeral', validateEphemeral],
  ['image', validateImage],
];

function* validateEmptyDir(path: string, source: JsonObject): Faults {
  const limit = own(source, 'sizeLimit');
  if (typeof limit === 'string' && signOf(limit) < 0) {
    yield forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity');
  }
  const mode = numberAt(source, 'mode');
  if (mode !== undefined && (mode > 0o1777 || mode < 0)) {
    yield invalid(`${path}.mode`, mode, 'must be a number between 0 and 01777 (octal), both inclusive');
  }
}

function* validateCinder(path: string, source: JsonObject): Faults {
  yield* needs('volumeID')(path, source);
  yield* validateSecretRef(path, source, 'name');
}

function* validateDownwardApi(path: string, source: JsonObject): Faults {
  yield* validateFileMode(path, source, 'defaultMode');
  yield* validateUser(path, source, 'defaultUser');
  for (const file of objectsAt(source, 'items')) yield* validateDownwardFile(path, file);
}

function* validateEphemeral(path: string, source: JsonObject): Faults {
  const template = structAt(source, 'volumeClaimTemplate');
  const at = `${path}.volumeClaimTemplate`;
  if (template === undefined) {
    yield required(at, '');
    return;
  }
  yield* validateTemplateMetadata(`${at}.metadata`, objectAt(template, 'metadata'));
  yield* validateClaimSpec(`${at}.spec`, objectAt(template, 'spec'));
}

function* validateImage(path: string, source: JsonObject): Faults {
  yield* needs('reference')(path, source);
  yield* validatePullPolicy(`${path}.pullPolicy`, stringAt(source, 'pullPolicy'));
}
