import { sortKeys } from '../codec/key-order.ts';
import type { ManagedFieldsEntry } from '../model/object.ts';
import { FieldSet } from './field-set.ts';
import { type Managers, readManagers, writeManagers } from './managers.ts';
import { fieldElement, type Path } from './path-element.ts';

type Entries = ManagedFieldsEntry[] | undefined;

const SCALE_VERSION = 'autoscaling/v1';
const IN_SCALE = pathOf('spec.replicas');

/** Where the replicas are in the versions of a kind: `apps/v1` to `spec.replicas`; null where a version has none. */
export type ReplicasPaths = ReadonlyMap<string, string | null>;

/** What the managers of an object own of its Scale (apimachinery managedfields/scalehandler.go, ToSubresource). */
export function scaleEntries(entries: Entries, paths: ReplicasPaths): Entries {
  const scale: Managers = new Map();
  for (const [id, ownership] of readManagers(entries)) {
    const path = paths.get(ownership.apiVersion);
    if (path === undefined || path === null || !ownership.set.has(pathOf(path))) continue;
    scale.set(id, { ...ownership, apiVersion: SCALE_VERSION, set: FieldSet.ofNames(['spec.replicas']) });
  }
  return writeManagers(scale);
}

/**
 * The object's managedFields after a write of its Scale (ToParent): who owns the replicas there owns them here.
 * @param apiVersion the version of the object that the scale was written through.
 */
export function replicasEntries(
  entries: Entries,
  scale: Entries,
  apiVersion: string,
  paths: ReplicasPaths,
): Entries {
  const inScale = readManagers(scale);
  const managers: Managers = new Map();
  const parents = readManagers(entries);
  for (const [id, ownership] of parents) {
    const path = paths.get(ownership.apiVersion);
    if (path === undefined) continue;
    if (path === null || !ownership.set.has(pathOf(path))) managers.set(id, ownership);
    else if (inScale.has(id)) {
      managers.set(id, ownership);
      inScale.delete(id);
    } else {
      const set = ownership.set.difference(FieldSet.ofNames([path]));
      if (!set.empty) managers.set(id, { ...ownership, set });
    }
  }
  const path = paths.get(apiVersion);
  for (const [id, ownership] of inScale) {
    if (path === undefined || path === null || !ownership.set.has(IN_SCALE)) continue;
    const time = parents.get(id)?.time;
    managers.set(id, { ...ownership, apiVersion, set: FieldSet.ofNames([path]), time });
  }
  return sortKeysOfFields(writeManagers(managers));
}

/** In Go they have been a map on the way, whose keys are written sorted: by characters, and not as fields are. */
function sortKeysOfFields(entries: Entries): Entries {
  return entries?.map((entry) => ({ ...entry, fieldsV1: sortKeys(entry.fieldsV1 ?? {}) }));
}

function pathOf(path: string): Path {
  return path.split('.').map(fieldElement);
}
