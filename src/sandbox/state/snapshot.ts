import type { ApiObject } from '../model/object.ts';
import type { Snapshot } from './journal-body.ts';
import { keyOf, type Tables } from './tables.ts';

/** So much of a damaged file is lost at once. */
const PART_OBJECTS = 16;

/** What differs between a state and the seed that it began with, in parts. */
export function* snapshotOf(tables: Tables, seeded: Tables): Generator<Snapshot> {
  let objects: Snapshot['objects'] = [];
  const deleted: Snapshot['deleted'] = [];
  const storages = new Set([...tables.storages(), ...seeded.storages()]);
  for (const storage of storages) {
    for (const object of tables.list(storage)) {
      if (seeded.get(keyOf(storage, object)) === object) continue;
      objects.push({ storage, object });
      if (objects.length < PART_OBJECTS) continue;
      yield { kind: 'snapshot', objects, deleted: [] };
      objects = [];
    }
    for (const object of seeded.list(storage)) {
      const key = keyOf(storage, object);
      if (tables.get(key) === undefined) deleted.push([storage, key.namespace, key.name]);
    }
  }
  if (objects.length + deleted.length > 0) yield { kind: 'snapshot', objects, deleted };
}

export interface Difference {
  storage: string;
  before: ApiObject | undefined;
  after: ApiObject | undefined;
}

/** The objects that are not the same in both. */
export function* differencesOf(before: Tables, after: Tables): Generator<Difference> {
  for (const storage of new Set([...before.storages(), ...after.storages()])) {
    for (const object of before.list(storage)) {
      const other = after.get(keyOf(storage, object));
      if (other === undefined || !isSame(object, other)) yield { storage, before: object, after: other };
    }
    for (const object of after.list(storage)) {
      if (before.get(keyOf(storage, object)) === undefined)
        yield { storage, before: undefined, after: object };
    }
  }
}

function isSame(a: ApiObject, b: ApiObject): boolean {
  return (
    a === b ||
    (a.metadata.uid === b.metadata.uid && a.metadata.resourceVersion === b.metadata.resourceVersion)
  );
}
