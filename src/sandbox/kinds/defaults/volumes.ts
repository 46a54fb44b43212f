import type { Json, JsonObject } from '../../model/json.ts';
import { imagePullPolicy } from './image-pull-policy.ts';
import { roundRequirements } from './resource-list.ts';
import { findObject, isNil, objectsAt, setIfNil, setIfZero } from './set-default.ts';

const FILE_MODE = 0o644;

/** What the sources of volumes say where the client says nothing, for fields that are pointers. */
const NIL_DEFAULTS: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  hostPath: { type: '' },
  secret: { defaultMode: FILE_MODE },
  configMap: { defaultMode: FILE_MODE },
  downwardAPI: { defaultMode: FILE_MODE },
  projected: { defaultMode: FILE_MODE },
  azureDisk: { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' },
};

/** The same for fields that are no pointers. */
const ZERO_DEFAULTS: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  iscsi: { iscsiInterface: 'default' },
  rbd: { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' },
  scaleIO: { storageMode: 'ThinProvisioned', fsType: 'xfs' },
};

/** SetDefaults_Volume and those of the sources. */
export function setVolumeDefaults(volume: JsonObject): void {
  const sources = Object.keys(volume).filter((key) => key !== 'name' && !isNil(volume[key]));
  if (sources.length === 0) volume.emptyDir = {};
  setVolumeSourceDefaults(volume);
  const image = findObject(volume, 'image');
  if (image !== undefined) setIfZero(image, 'pullPolicy', imagePullPolicy(image.reference));
  setDownwardDefaults(findObject(volume, 'downwardAPI'));
  for (const source of objectsAt(findObject(volume, 'projected'), 'sources')) {
    setDownwardDefaults(findObject(source, 'downwardAPI'));
    const token = findObject(source, 'serviceAccountToken');
    if (token !== undefined) setIfNil(token, 'expirationSeconds', 3600);
  }
  const claim = findObject(volume, 'ephemeral', 'volumeClaimTemplate', 'spec');
  if (claim !== undefined) setClaimSpecDefaults(claim);
}

/** The sources that a volume of a pod has, or a PersistentVolume's spec. */
export function setVolumeSourceDefaults(volume: JsonObject): void {
  for (const [table, set] of [[NIL_DEFAULTS, setIfNil] as const, [ZERO_DEFAULTS, setIfZero] as const]) {
    for (const [name, defaults] of Object.entries(table)) {
      const source = findObject(volume, name);
      if (source === undefined) continue;
      for (const [key, value] of Object.entries(defaults)) set(source, key, value);
    }
  }
}

/** SetDefaults_PersistentVolumeClaimSpec. */
export function setClaimSpecDefaults(spec: JsonObject): void {
  setIfNil(spec, 'volumeMode', 'Filesystem');
  roundRequirements(findObject(spec, 'resources'));
}

/** SetDefaults_ObjectFieldSelector. */
export function setFieldRefDefaults(fieldRef: JsonObject | undefined): void {
  if (fieldRef !== undefined) setIfZero(fieldRef, 'apiVersion', 'v1');
}

function setDownwardDefaults(source: JsonObject | undefined): void {
  for (const item of objectsAt(source, 'items')) setFieldRefDefaults(findObject(item, 'fieldRef'));
}
