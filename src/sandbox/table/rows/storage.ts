import { objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Cell, PrintRow } from '../../model/rules.ts';
import { type PrinterTable, printersOf } from '../printer.ts';
import {
  ageOf,
  annotationOf,
  has,
  isDeleting,
  isTrueAt,
  nameOf,
  objectsAt,
  pointedAt,
  printedAt,
  specOf,
  statusOf,
  stringsAt,
} from './read.ts';

export const storagePrinters: PrinterTable = {
  ...printersOf({
    '/PersistentVolume': printPersistentVolume,
    '/PersistentVolumeClaim': printPersistentVolumeClaim,
    'storage.k8s.io/VolumeAttributesClass': printVolumeAttributesClass,
    'storage.k8s.io/VolumeAttachment': printVolumeAttachment,
    'storage.k8s.io/CSIDriver': printCsiDriver,
  }),
  'storage.k8s.io/StorageClass': { printRow: storageClassRow(undefined), arrangeList: arrangeStorageClasses },
};

function printPersistentVolume(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  const status = statusOf(object);
  const claim = objectAt(spec, 'claimRef');
  return [
    nameOf(object),
    printedAt(objectAt(spec, 'capacity'), 'storage', '0'),
    accessModes(stringsAt(spec, 'accessModes')),
    stringAt(spec, 'persistentVolumeReclaimPolicy'),
    isDeleting(object) ? 'Terminating' : stringAt(status, 'phase'),
    has(spec, 'claimRef') ? `${stringAt(claim, 'namespace')}/${stringAt(claim, 'name')}` : '',
    storageClassOf(object),
    pointedAt(spec, 'volumeAttributesClassName', '<unset>'),
    stringAt(status, 'reason'),
    ageOf(object, now),
    pointedAt(spec, 'volumeMode', '<unset>'),
  ];
}

function printPersistentVolumeClaim(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  const status = statusOf(object);
  const volume = stringAt(spec, 'volumeName');
  return [
    nameOf(object),
    isDeleting(object) ? 'Terminating' : stringAt(status, 'phase'),
    volume,
    volume === '' ? '' : printedAt(objectAt(status, 'capacity'), 'storage', '0'),
    volume === '' ? '' : accessModes(stringsAt(status, 'accessModes')),
    storageClassOf(object),
    pointedAt(spec, 'volumeAttributesClassName', '<unset>'),
    ageOf(object, now),
    pointedAt(spec, 'volumeMode', '<unset>'),
  ];
}

/** The annotation of old comes before the field. */
function storageClassOf(object: ApiObject): string {
  const annotated = annotationOf(object, 'volume.beta.kubernetes.io/storage-class');
  return annotated ?? stringAt(specOf(object), 'storageClassName');
}

/** In the order in which they are shown. */
const ACCESS_MODES = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const;

function accessModes(modes: readonly string[]): string {
  return ACCESS_MODES.filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(',');
}

function storageClassRow(defaultName: string | undefined): PrintRow {
  return (object, now) => [
    `${nameOf(object)}${nameOf(object) === defaultName ? ' (default)' : ''}`,
    stringAt(object, 'provisioner'),
    pointedAt(object, 'reclaimPolicy', 'Delete'),
    pointedAt(object, 'volumeBindingMode', 'Immediate'),
    isTrueAt(object, 'allowVolumeExpansion'),
    ageOf(object, now),
  ];
}

/** A list marks the class that is the default in effect: of those that say so the newest, then the first by name. */
function arrangeStorageClasses(objects: readonly ApiObject[]): {
  objects: readonly ApiObject[];
  printRow: PrintRow;
} {
  let effective: ApiObject | undefined;
  for (const candidate of objects.filter(isDefaultClass)) {
    if (effective === undefined) effective = candidate;
    const [created, best] = [candidate, effective].map(({ metadata }) =>
      stringAt(metadata, 'creationTimestamp'),
    );
    if (created === undefined || best === undefined) continue;
    if (created > best || (created === best && nameOf(candidate) < nameOf(effective))) effective = candidate;
  }
  return { objects, printRow: storageClassRow(effective && nameOf(effective)) };
}

function isDefaultClass(object: ApiObject): boolean {
  const keys = [
    'storageclass.kubernetes.io/is-default-class',
    'storageclass.beta.kubernetes.io/is-default-class',
  ];
  return keys.some((key) => annotationOf(object, key) === 'true');
}

function printVolumeAttributesClass(object: ApiObject, now: Date): Cell[] {
  return [nameOf(object), stringAt(object, 'driverName'), ageOf(object, now)];
}

function printVolumeAttachment(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  return [
    nameOf(object),
    stringAt(spec, 'attacher'),
    stringAt(objectAt(spec, 'source'), 'persistentVolumeName'),
    stringAt(spec, 'nodeName'),
    isTrueAt(statusOf(object), 'attached'),
    ageOf(object, now),
  ];
}

function printCsiDriver(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  const audiences = objectsAt(spec, 'tokenRequests').map((request) => stringAt(request, 'audience'));
  return [
    nameOf(object),
    !has(spec, 'attachRequired') || isTrueAt(spec, 'attachRequired'),
    isTrueAt(spec, 'podInfoOnMount'),
    isTrueAt(spec, 'storageCapacity'),
    has(spec, 'tokenRequests') ? audiences.join(',') : '<unset>',
    isTrueAt(spec, 'requiresRepublish'),
    stringsAt(spec, 'volumeLifecycleModes').join(',') || '<none>',
    ageOf(object, now),
  ];
}
