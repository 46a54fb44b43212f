import { compareGoStrings } from '../model/go-format.ts';
import { type Managers, managerId, type Ownership, secondsOf } from './managers.ts';

/** How many managers by updates an object keeps (managedfields internal/fieldmanager.go, DefaultMaxUpdateManagers). */
const MAX_UPDATERS = 10;

/** Puts the oldest updaters of a version together, until there are not too many (internal/capmanagers.go). */
export function capUpdaters(managers: Managers): Managers {
  const updaters = [...managers].filter(([, { operation }]) => operation === 'Update');
  if (updaters.length <= MAX_UPDATERS) return managers;
  updaters.sort(([idA, a], [idB, b]) => secondsOf(a.time) - secondsOf(b.time) || compareGoStrings(idA, idB));
  const capped: Managers = new Map(managers);
  const firstOf = new Map<string, string>();
  let count = updaters.length;
  for (const [id, ownership] of updaters) {
    if (count <= MAX_UPDATERS) break;
    const first = firstOf.get(ownership.apiVersion);
    if (first === undefined) {
      firstOf.set(ownership.apiVersion, id);
      continue;
    }
    mergeInto(capped, first, id, ownership);
    count -= 1;
  }
  return capped;
}

/** The entry that they are put into takes the place of the oldest one, and the time of the newest. */
function mergeInto(managers: Managers, first: string, id: string, ownership: Ownership): void {
  const { apiVersion, time } = ownership;
  const bucket = { manager: 'ancient-changes', operation: 'Update', apiVersion, subresource: '' } as const;
  const bucketId = managerId(bucket);
  const previous = managers.get(bucketId) ?? managers.get(first);
  if (!managers.has(bucketId)) managers.delete(first);
  managers.delete(id);
  if (previous !== undefined) {
    managers.set(bucketId, { ...bucket, time, set: ownership.set.union(previous.set) });
  }
}
