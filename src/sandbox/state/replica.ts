import type { ApiObject } from '../model/object.ts';
import type { View } from '../model/state.ts';
import { resourceExpired } from '../model/status.ts';
import { createHistory, type HistoryEntry } from './history.ts';
import { compareObjects, keyOf, type ObjectKey, type Tables, textOfKey } from './tables.ts';

/** The objects in memory, with the last writes that made them what they are. */
export interface Replica {
  readonly resourceVersion: number;
  /** Every write after this resourceVersion is still known. */
  readonly historyStart: number;
  readonly tables: Tables;
  /** A new state of an object, which holds its resourceVersion. */
  put(storage: string, object: ApiObject, resourceVersion: number): void;
  /** Returns the object's last state with this resourceVersion; undefined where there is no such object. */
  remove(key: ObjectKey, resourceVersion: number): ApiObject | undefined;
  /** Takes all writes after a resourceVersion back. */
  undoTo(resourceVersion: number): void;
  writesSince(resourceVersion: number): HistoryEntry[];
  /** Forgets the oldest writes. */
  trim(): void;
  /** The objects as they are at that resourceVersion, whatever is written later. */
  viewAt(resourceVersion: number): View;
}

export function createReplica(tables: Tables, resourceVersion: number): Replica {
  const history = createHistory(resourceVersion);
  /** Counts all changes, also those that were taken back: views know by it that they must look again. */
  let changes = 0;

  const write = (key: ObjectKey, object: ApiObject | undefined, shown: ApiObject, version: number) => {
    const previous = tables.set(key, object);
    const type = object === undefined ? 'DELETED' : previous === undefined ? 'ADDED' : 'MODIFIED';
    history.push({ key, event: { type, resourceVersion: version, object: shown, previous } });
    resourceVersion = version;
    changes++;
  };

  return {
    tables,
    get resourceVersion() {
      return resourceVersion;
    },
    get historyStart() {
      return history.start;
    },
    put: (storage, object, version) => write(keyOf(storage, object), object, object, version),
    remove(key, version) {
      const object = tables.get(key);
      if (object === undefined) {
        resourceVersion = version;
        return undefined;
      }
      const last = withResourceVersion(object, version);
      write(key, undefined, last, version);
      return last;
    },
    undoTo(version) {
      for (let entry = history.pop(); entry !== undefined; entry = history.pop()) {
        if (entry.event.resourceVersion <= version) {
          history.push(entry);
          break;
        }
        tables.set(entry.key, entry.event.previous);
      }
      resourceVersion = version;
      changes++;
    },
    writesSince: (version) => history.since(version),
    trim: () => history.trim(),
    viewAt: (version) => {
      let seen = -1;
      let past: Map<string, HistoryEntry> = new Map();
      /** What was written after this view was taken: the first write to each object knows what it was before. */
      const later = () => {
        if (version < history.start)
          throw resourceExpired(`too old resource version: ${version} (${history.start})`);
        if (seen !== changes) {
          seen = changes;
          past = new Map();
          for (const entry of history.since(version)) {
            const text = textOfKey(entry.key);
            if (!past.has(text)) past.set(text, entry);
          }
        }
        return past;
      };
      return {
        resourceVersion: version,
        get(storage, namespace, name) {
          const key = { storage, namespace, name };
          const entry = resourceVersion === version ? undefined : later().get(textOfKey(key));
          return entry === undefined ? tables.get(key) : entry.event.previous;
        },
        list(storage, namespace) {
          const now = tables.list(storage, namespace);
          return resourceVersion === version ? now : listBefore(now, later(), storage, namespace);
        },
      };
    },
  };
}

function listBefore(
  now: readonly ApiObject[],
  later: ReadonlyMap<string, HistoryEntry>,
  storage: string,
  namespace: string | undefined,
): ApiObject[] {
  const list = now.filter((object) => !later.has(textOfKey(keyOf(storage, object))));
  for (const { key, event } of later.values()) {
    if (key.storage !== storage || (namespace !== undefined && key.namespace !== namespace)) continue;
    if (event.previous !== undefined) list.push(event.previous);
  }
  return list.sort(compareObjects);
}

/** A copy with this resourceVersion, which stands where the server writes it. Shares all else with the object. */
export function withResourceVersion(object: ApiObject, resourceVersion: number): ApiObject {
  const text = String(resourceVersion);
  const { metadata } = object;
  if (Object.hasOwn(metadata, 'resourceVersion'))
    return { ...object, metadata: { ...metadata, resourceVersion: text } };
  const keys = Object.keys(metadata);
  // Custom resources have their keys in the order of the alphabet, others in that of Go's ObjectMeta.
  const created = keys.indexOf('creationTimestamp');
  const isSorted = created >= 0 && created < keys.indexOf('name');
  const comesBefore = (key: string) =>
    isSorted ? key < 'resourceVersion' : BEFORE_RESOURCE_VERSION.has(key);
  const entries = Object.entries(metadata);
  const index = keys.findIndex((key) => !comesBefore(key));
  entries.splice(index < 0 ? entries.length : index, 0, ['resourceVersion', text]);
  return { ...object, metadata: Object.fromEntries(entries) };
}

const BEFORE_RESOURCE_VERSION: ReadonlySet<string> = new Set([
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
]);
