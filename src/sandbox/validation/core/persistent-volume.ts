import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { forbidden, invalid } from '../../model/field-error.ts';
import { cloneJson, type JsonObject, objectAt, own } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { createValidator } from '../create-validator.ts';
import { type Faults, IMMUTABLE } from '../faults.ts';
import { isSet, objectsAt, structAt, textAt, valueAt } from '../fields.ts';
import { isDnsSubdomain } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { validateMetadata } from '../metadata.ts';
import { nodeTermWarnings } from '../pod/warnings.ts';
import { specDiff } from '../spec-diff.ts';
import { MOUNT_OPTION_SOURCES, VOLUME_SOURCES, validateVolumeSpec } from './volume-spec.ts';

const KIND = '/v1/PersistentVolume';
const MOUNT_OPTIONS = 'volume.beta.kubernetes.io/mount-options';

export const persistentVolume = createValidator({
  name: isDnsSubdomain,
  namespaced: false,
  updateAsNew: 'before',
  *check(object) {
    yield* validateVolumeSpec('spec', objectAt(object, 'spec'), object.metadata.name ?? '');
    yield* validateMountOptions(object);
  },
  *checkUpdate(object, old) {
    yield* validateMetadata(object, { namespaced: false, name: isDnsSubdomain });
    yield* validateImmutable(objectAt(object, 'spec'), objectAt(old, 'spec'));
  },
  subresources: { status: () => [] },
  warnings: (object, _old, { subresource }) => (subresource === 'status' ? [] : volumeWarnings(object)),
});

/** pkg/volume/validation: only some sources know mount options by annotation. */
function* validateMountOptions(object: ApiObject): Faults {
  if (!Object.hasOwn(objectAt(object.metadata, 'annotations'), MOUNT_OPTIONS)) return;
  const spec = objectAt(object, 'spec');
  if (MOUNT_OPTION_SOURCES.some((key) => isSet(spec, key))) return;
  yield forbidden(
    `metadata.annotations.${MOUNT_OPTIONS}`,
    'may not specify mount options for this volume type',
  );
}

/** ValidatePersistentVolumeUpdate */
function* validateImmutable(spec: JsonObject, before: JsonObject): Faults {
  const source = sourceOf(spec);
  const oldSource = sourceOf(before);
  const csi = structAt(source, 'csi');
  const isNewSecret =
    isSet(oldSource, 'csi') && !isSet(objectAt(oldSource, 'csi'), 'controllerExpandSecretRef');
  if (csi !== undefined && isNewSecret) delete csi.controllerExpandSecretRef;
  if (!semanticEqual(source, oldSource)) {
    const diff = specDiff(sourceForm(oldSource), sourceForm(source));
    const text = `spec.persistentvolumesource is immutable after creation\n${diff}`;
    yield forbidden('spec.persistentvolumesource', text);
  }
  const mode = valueAt(spec, 'volumeMode');
  if (mode !== valueAt(before, 'volumeMode')) yield invalid('volumeMode', mode, IMMUTABLE);
  const affinity = own(spec, 'nodeAffinity');
  const oldAffinity = structAt(before, 'nodeAffinity');
  if (
    oldAffinity !== undefined &&
    !semanticEqual(affinity, withStableLabels(oldAffinity, affinity ?? null))
  ) {
    const text = `${IMMUTABLE}, except for updating from beta label to GA`;
    yield invalid('nodeAffinity', internalForm(KIND, 'spec.nodeAffinity', affinity), text);
  }
  const hadClass = textAt(before, 'volumeAttributesClassName') !== undefined;
  if (hadClass && textAt(spec, 'volumeAttributesClassName') === undefined) {
    yield forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden');
  }
}

const sourceOf = (spec: JsonObject): JsonObject =>
  cloneJson(Object.fromEntries(Object.entries(spec).filter(([key]) => VOLUME_SOURCES.includes(key))));

/** The embedded struct of the sources alone. */
function sourceForm(source: JsonObject): JsonObject {
  const form = internalForm(KIND, 'spec', source) as JsonObject;
  return Object.fromEntries(Object.entries(form).filter(([key]) => !OWN_FIELDS.includes(key)));
}

const OWN_FIELDS = [
  'Capacity',
  'AccessModes',
  'ClaimRef',
  'PersistentVolumeReclaimPolicy',
  'StorageClassName',
  'MountOptions',
  'VolumeMode',
  'NodeAffinity',
  'VolumeAttributesClassName',
];

const STABLE_LABELS = new Map([
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ['beta.kubernetes.io/os', 'kubernetes.io/os'],
  ['beta.kubernetes.io/arch', 'kubernetes.io/arch'],
  ['beta.kubernetes.io/instance-type', 'node.kubernetes.io/instance-type'],
]);

/** The old affinity with the new names of labels where the new affinity has them. */
function withStableLabels(old: JsonObject, now: unknown): JsonObject {
  const copy = cloneJson(old);
  const expressions = (affinity: JsonObject) =>
    objectsAt(objectAt(affinity, 'required'), 'nodeSelectorTerms').flatMap((term) =>
      objectsAt(term, 'matchExpressions'),
    );
  const current = expressions((now ?? {}) as JsonObject);
  for (const [index, expression] of expressions(copy).entries()) {
    const stable = STABLE_LABELS.get(String(expression.key));
    if (stable !== undefined && current[index]?.key === stable) expression.key = stable;
  }
  return copy;
}

const DEPRECATED_SOURCES = [
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
] as const;

const DEPRECATED_ANNOTATIONS = [
  [
    'volume.beta.kubernetes.io/storage-class',
    'deprecated since v1.8; use "storageClassName" attribute instead',
  ],
  [MOUNT_OPTIONS, 'deprecated since v1.31; use "mountOptions" attribute instead'],
] as const;

const RECYCLE =
  'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.';

function volumeWarnings(object: ApiObject): string[] {
  const spec = objectAt(object, 'spec');
  const annotations = objectAt(object.metadata, 'annotations');
  const terms = objectsAt(objectAt(objectAt(spec, 'nodeAffinity'), 'required'), 'nodeSelectorTerms');
  return [
    ...DEPRECATED_ANNOTATIONS.filter(([key]) => Object.hasOwn(annotations, key)).map(
      ([key, text]) => `metadata.annotations[${key}]: ${text}`,
    ),
    ...(spec.persistentVolumeReclaimPolicy === 'Recycle' ? [RECYCLE] : []),
    ...terms.flatMap((term, index) =>
      nodeTermWarnings(`spec.nodeAffinity.required.nodeSelectorTerms[${index}]`, term, false),
    ),
    ...DEPRECATED_SOURCES.filter(([key]) => isSet(spec, key)).map(
      ([, name, text]) => `spec.${name}: ${text}`,
    ),
  ];
}
