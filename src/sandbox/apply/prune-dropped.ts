import { FieldSet } from './field-set.ts';
import type { Managers, Ownership } from './managers.ts';
import { removeItems } from './remove-items.ts';
import { toFieldSet } from './to-field-set.ts';
import type { TypedValue } from './typed-value.ts';
import type { Versions } from './updater.ts';

/**
 * Takes out of a merged object what its manager applied last time (`last`) and does not any more, where nobody else owns
 * it (structured-merge-diff merge/update.go, prune). `managers` has the manager's new set already.
 */
export function pruneDropped(
  versions: Versions,
  merged: TypedValue,
  managers: Managers,
  apiVersion: string,
  last: Ownership | undefined,
): TypedValue {
  if (last === undefined || last.set.empty) return merged;
  const before = versions.convert(merged, last.apiVersion);
  if (before === undefined) return merged;
  const removed = removeItems(before, last.set.withNamedFields(before.type));
  const kept = addBackOwned(versions, before, removed, last.apiVersion, managers);
  const pruned = addBackDangling(versions, before, kept, last);
  return versions.convert(pruned, apiVersion) ?? pruned;
}

/** Others, and the manager's own new configuration, keep what they own. */
function addBackOwned(
  versions: Versions,
  merged: TypedValue,
  removed: TypedValue,
  apiVersion: string,
  managers: Managers,
): TypedValue {
  const owned = new Map<string, FieldSet>();
  for (const ownership of managers.values()) {
    const set = owned.get(ownership.apiVersion) ?? new FieldSet();
    owned.set(ownership.apiVersion, set.union(ownership.set));
  }
  // First in the version that was pruned: converting may need the fields that are put back.
  const order = [apiVersion, ...[...owned.keys()].filter((version) => version !== apiVersion)];
  let whole = merged;
  let pruned = removed;
  for (const version of order) {
    const set = owned.get(version);
    if (set === undefined) continue;
    const left = versions.convert(whole, version);
    const right = versions.convert(pruned, version);
    if (left === undefined || right === undefined) continue;
    whole = left;
    const inWhole = toFieldSet(left).withNamedFields(left.type);
    const staying = toFieldSet(right).withNamedFields(left.type).union(set.withNamedFields(left.type));
    pruned = removeItems(left, inWhole.difference(staying));
  }
  return pruned;
}

/** What nobody owned, or only through updates, stays: only what was in the manager's own last set may go. */
function addBackDangling(
  versions: Versions,
  merged: TypedValue,
  pruned: TypedValue,
  last: Ownership,
): TypedValue {
  const converted = versions.convert(pruned, last.apiVersion);
  if (converted === undefined) return merged;
  const inPruned = toFieldSet(converted).withNamedFields(merged.type);
  const inMerged = toFieldSet(merged).withNamedFields(merged.type);
  const dropped = inMerged.difference(inPruned).intersection(last.set.withNamedFields(merged.type));
  return removeItems(merged, dropped);
}
