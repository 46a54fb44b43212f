import type { ApiObject } from '../model/object.ts';
import type { Transaction } from '../model/state.ts';
import { type Replica, withResourceVersion } from './replica.ts';
import { keyOf, type ObjectKey } from './tables.ts';

/** A write that is in the replica but not in the journal yet. */
export interface PendingWrite {
  key: ObjectKey;
  /** Undefined where it is deleted. */
  object: ApiObject | undefined;
  /** As the journal has it; made at once, so that an object that cannot be kept fails its own transaction. */
  json: string;
}

export type Outcome = { value: unknown } | { error: unknown };

export interface Ran {
  outcome: Outcome;
  writes: readonly PendingWrite[];
}

/** Runs a change on the replica; where it throws, nothing is left of it. */
export function runTransaction(replica: Replica, change: (transaction: Transaction) => unknown): Ran {
  const { resourceVersion } = replica;
  const writes: PendingWrite[] = [];
  try {
    return { outcome: { value: change(createTransaction(replica, writes)) }, writes };
  } catch (error) {
    replica.undoTo(resourceVersion);
    return { outcome: { error }, writes: [] };
  }
}

function createTransaction(replica: Replica, pending: PendingWrite[]): Transaction {
  return {
    get resourceVersion() {
      return replica.resourceVersion;
    },
    get: (storage, namespace, name) => replica.tables.get({ storage, namespace, name }),
    list: (storage, namespace) => replica.tables.list(storage, namespace),
    put(storage, object) {
      const resourceVersion = replica.resourceVersion + 1;
      const stored = withResourceVersion(object, resourceVersion);
      pending.push({
        key: keyOf(storage, stored),
        object: stored,
        json: JSON.stringify({ storage, object: stored }),
      });
      replica.put(storage, stored, resourceVersion);
      return stored;
    },
    remove(storage, object) {
      const resourceVersion = replica.resourceVersion + 1;
      const key = keyOf(storage, object);
      const removed = replica.remove(key, resourceVersion);
      if (removed === undefined) throw new Error(`there is no ${storage} ${key.namespace}/${key.name}`);
      const deleted = [storage, key.namespace, key.name];
      pending.push({ key, object: undefined, json: JSON.stringify({ deleted, resourceVersion }) });
      return removed;
    },
  };
}
