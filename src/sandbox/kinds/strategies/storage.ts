import { cloneJson, type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Strategy, WriteContext } from '../../model/rules.ts';
import { ensureObject, findObject, isEmpty, isNil } from '../defaults/set-default.ts';
import { createStrategy, keep } from './create-strategy.ts';
import { dropDisabled } from './disabled-fields.ts';

// pkg/registry/core/{persistentvolume,persistentvolumeclaim}/strategy.go, pkg/registry/storage/*/strategy.go

/** Field selectors of these may say `name` for `metadata.name`. */
export const nameField = ({ metadata }: ApiObject): Record<string, string> => ({ name: metadata.name ?? '' });

export const STORAGE_STRATEGIES: ReadonlyArray<readonly [string, Strategy]> = [
  [
    '/PersistentVolume',
    createStrategy(
      {
        status: true,
        onCreate(volume, { now }) {
          volume.status = { phase: 'Pending', lastPhaseTransitionTime: now };
        },
        onStatusUpdate: setPhaseTransition,
      },
      { selectableFields: nameField },
    ),
  ],
  [
    '/PersistentVolumeClaim',
    createStrategy(
      {
        status: true,
        onCreate(claim) {
          // A default that the storage sets when it reads the claim.
          claim.status = { phase: 'Pending' };
          normalizeDataSources(ensureObject(claim, 'spec'), undefined);
        },
        onUpdate: (claim, old) => normalizeDataSources(ensureObject(claim, 'spec'), objectAt(old, 'spec')),
        onStatusUpdate: (claim, old) => dropDisabled(claim, old, ['status.healthStatus']),
      },
      { selectableFields: nameField },
    ),
  ],
  [
    'storage.k8s.io/CSIDriver',
    {
      prepareForUpdate: createStrategy({ generationOf: ['spec'] }).prepareForUpdate,
      allowUnconditionalUpdate: false,
    } as Strategy,
  ],
  [
    'storage.k8s.io/CSINode',
    createStrategy(
      {
        status: true,
        statusKeepsMetadata: true,
        onStatusUpdate: (node, old) => dropDisabled(node, old, ['status.storageHealth']),
      },
      { allowUnconditionalUpdate: false },
    ),
  ],
  ['storage.k8s.io/CSIStorageCapacity', { allowUnconditionalUpdate: false }],
  [
    'storage.k8s.io/VolumeAttachment',
    createStrategy({ status: true, statusKeepsMetadata: true }, { allowUnconditionalUpdate: false }),
  ],
];

function setPhaseTransition(volume: ApiObject, old: ApiObject, { now }: WriteContext): void {
  const status = ensureObject(volume, 'status');
  const before = objectAt(old, 'status');
  const isSamePhase = status.phase === before.phase;
  const isSameTime = status.lastPhaseTransitionTime === before.lastPhaseTransitionTime;
  if (isSamePhase && isNil(status.lastPhaseTransitionTime)) keep(status, before, 'lastPhaseTransitionTime');
  else if (!isSamePhase && (isNil(status.lastPhaseTransitionTime) || isSameTime)) {
    status.lastPhaseTransitionTime = now;
  }
}

/** dataSource and dataSourceRef tell the same; what dataSource never could be is dropped. */
function normalizeDataSources(spec: JsonObject, old: JsonObject | undefined): void {
  const reference = findObject(spec, 'dataSourceRef');
  const wasInUse = !isNil(old?.dataSource) || !isNil(old?.dataSourceRef);
  if (reference !== undefined && !isEmpty(reference.namespace) && isNil(old?.dataSourceRef)) {
    // Of the gate CrossNamespaceVolumeDataSource, which is off.
    delete spec.dataSourceRef;
  }
  if (!wasInUse && isNil(spec.dataSourceRef) && !isClaimOrSnapshot(findObject(spec, 'dataSource'))) {
    delete spec.dataSource;
  }
  if (isNil(spec.dataSourceRef)) {
    if (!isNil(spec.dataSource)) spec.dataSourceRef = cloneJson(spec.dataSource ?? null);
  } else if (isNil(spec.dataSource) && isEmpty(reference?.namespace)) {
    const { namespace: _, ...source } = objectAt(spec, 'dataSourceRef');
    spec.dataSource = cloneJson(source);
  }
}

function isClaimOrSnapshot(source: JsonObject | undefined): boolean {
  const group = stringAt(source, 'apiGroup');
  if (source?.kind === 'PersistentVolumeClaim') return group === '';
  return source?.kind === 'VolumeSnapshot' && group === 'snapshot.storage.k8s.io';
}
