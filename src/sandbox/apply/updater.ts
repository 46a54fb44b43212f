import type { MergeType } from '../model/catalog.ts';
import { equalJson } from '../model/json.ts';
import { type Comparison, compareTyped } from './compare-typed.ts';
import { type Conflict, ConflictError } from './conflicts.ts';
import type { FieldSet } from './field-set.ts';
import { type Manager, type Managers, managerId, type Ownership } from './managers.ts';
import { mergeTyped } from './merge-typed.ts';
import { pruneDropped } from './prune-dropped.ts';
import { reconcileWithType } from './reconcile-schema.ts';
import { toFieldSet } from './to-field-set.ts';
import type { TypedValue } from './typed-value.ts';

/** The versions of a kind, as the merge needs them. */
export interface Versions {
  /** The same object in another version; undefined where there is no such version (any more). */
  convert(object: TypedValue, apiVersion: string): TypedValue | undefined;
  /** What a write in this version does not own. */
  ignored(apiVersion: string): FieldSet;
}

/**
 * Takes what an update changed from all who own it (structured-merge-diff merge/update.go, Updater.Update).
 * @returns what is left to them, and what the update now owns.
 */
export function updateOwnership(
  versions: Versions,
  live: TypedValue,
  object: TypedValue,
  managers: Managers,
  apiVersion: string,
): { managers: Managers; changed: FieldSet } {
  const reconciled = reconcileManagers(versions, live, managers);
  const { comparison, others } = takeFromOthers(versions, live, object, reconciled, apiVersion, undefined);
  return { managers: others, changed: comparison.modified.union(comparison.added) };
}

/**
 * Merges a configuration into the live object (Updater.Apply): what the manager applied before and does not any more goes,
 * unless somebody else owns it.
 * @returns the object; undefined where nothing changes.
 * @throws ConflictError where others own what it changes, without `force`.
 */
export function mergeConfiguration(
  versions: Versions,
  live: TypedValue,
  configuration: TypedValue,
  managers: Managers,
  manager: Manager,
  force: boolean,
): { object: TypedValue | undefined; managers: Managers } {
  const reconciled = reconcileManagers(versions, live, managers);
  const merged = mergeTyped(live, configuration);
  const id = managerId(manager);
  const last = reconciled.get(id);
  const set = toFieldSet(configuration).recursiveDifference(versions.ignored(manager.apiVersion));
  reconciled.set(id, { ...manager, set, time: last?.time });
  const object = pruneDropped(versions, merged, reconciled, manager.apiVersion, last);
  const { others, conflicts } = takeFromOthers(versions, live, object, reconciled, manager.apiVersion, id);
  if (!force && conflicts.length > 0) throw new ConflictError(conflicts);
  return { object: equalJson(live.value, object.value) ? undefined : object, managers: others };
}

/** The type of a version may have become atomic since the sets were written. Managers of gone versions go. */
function reconcileManagers(versions: Versions, live: TypedValue, managers: Managers): Managers {
  const reconciled: Managers = new Map();
  const types = new Map<string, MergeType | undefined>();
  for (const [id, ownership] of managers) {
    const { apiVersion } = ownership;
    if (!types.has(apiVersion)) types.set(apiVersion, versions.convert(live, apiVersion)?.type);
    const type = types.get(apiVersion);
    if (type !== undefined) {
      reconciled.set(id, { ...ownership, set: reconcileWithType(ownership.set, type) });
    }
  }
  return reconciled;
}

/** What changes or goes is no longer owned by others than `own`; it is a conflict where they own what changes. */
function takeFromOthers(
  versions: Versions,
  live: TypedValue,
  object: TypedValue,
  managers: Managers,
  version: string,
  own: string | undefined,
): { comparison: Comparison; others: Managers; conflicts: Conflict[] } {
  const comparisons = new Map<string, Comparison | undefined>();
  const compareIn = (apiVersion: string): Comparison | undefined => {
    if (!comparisons.has(apiVersion)) {
      comparisons.set(apiVersion, compareVersions(versions, live, object, apiVersion));
    }
    return comparisons.get(apiVersion);
  };
  const comparison = filter(compareTyped(live, object), versions.ignored(version));
  comparisons.set(version, comparison);
  const others: Managers = new Map();
  const conflicts: Conflict[] = [];
  for (const [id, ownership] of managers) {
    const changes = id === own ? undefined : compareIn(ownership.apiVersion);
    if (id === own) keep(others, id, ownership);
    if (changes === undefined) continue;
    const conflicting = ownership.set.intersection(changes.modified.union(changes.added));
    for (const path of conflicting.paths()) conflicts.push({ manager: ownership, id, path });
    const set = ownership.set.difference(conflicting).difference(changes.removed);
    keep(others, id, { ...ownership, set });
  }
  return { comparison, others, conflicts };
}

function compareVersions(
  versions: Versions,
  live: TypedValue,
  object: TypedValue,
  apiVersion: string,
): Comparison | undefined {
  const left = versions.convert(live, apiVersion);
  const right = versions.convert(object, apiVersion);
  if (left === undefined || right === undefined) return undefined;
  return filter(compareTyped(left, right), versions.ignored(apiVersion));
}

function filter({ removed, modified, added }: Comparison, ignored: FieldSet): Comparison {
  return {
    removed: removed.recursiveDifference(ignored),
    modified: modified.recursiveDifference(ignored),
    added: added.recursiveDifference(ignored),
  };
}

function keep(managers: Managers, id: string, ownership: Ownership): void {
  if (!ownership.set.empty) managers.set(id, ownership);
}
