import type { ObjectState, Transaction, WatchEvent } from '../model/state.ts';
import { internalError, resourceExpired } from '../model/status.ts';
import { followFile } from './follow-file.ts';
import type { HistoryEntry } from './history.ts';
import { type Journal, openJournal } from './journal.ts';
import { createMemory, type Memory } from './memory.ts';
import type { Replica } from './replica.ts';
import type { Seed } from './seed.ts';
import { differencesOf } from './snapshot.ts';
import { keyOf } from './tables.ts';
import { type Outcome, type PendingWrite, runTransaction } from './transaction.ts';
import { createWatchers } from './watchers.ts';

export { createSeed, type Seed } from './seed.ts';

export interface StateOptions {
  /** The journal's file, which is made where there is none; undefined keeps all in memory. */
  path: string | undefined;
  /** What a new state holds: `createSeed(catalog)`. */
  seed: Seed;
  /** Told what a person should know of the file: that it was damaged and where it is kept. One line. */
  notice?: (text: string) => void;
}

/**
 * Opens the objects of a sandbox. What several processes write goes through the journal's file: who writes has read all
 * that was written before, or does it again.
 *
 * @throws the file system's errors.
 */
export function openState({ path, seed, notice = () => undefined }: StateOptions): ObjectState {
  const memory = createMemory(seed);
  const journal = path === undefined ? undefined : openJournal(path, memory, notice);
  if (journal === undefined) memory.start(memory.createHeader());
  const watchers = createWatchers();
  let stopFollowing: (() => void) | undefined;
  let queue: QueuedChange[] = [];
  let idle: Promise<void> = Promise.resolve();

  const refresh = () => {
    if (journal === undefined) return;
    const { replica: before } = memory;
    const { resourceVersion } = before;
    journal.refresh();
    watchers.publish(
      memory.replica === before ? before.writesSince(resourceVersion) : eventsBetween(before, memory.replica),
    );
  };

  /** Runs what is queued as one write to the journal, again and again until nobody was faster. */
  const commitQueue = () => {
    const changes = queue;
    queue = [];
    try {
      const outcomes = commitAll(changes.map(({ change }) => change));
      for (const [index, { settle }] of changes.entries()) settle(outcomes[index] as Outcome);
    } catch (error) {
      const failed = internalError(error instanceof Error ? error.message : String(error));
      for (const { settle } of changes) settle({ error: failed });
      return;
    }
    if (journal !== undefined && isWorthCompacting(journal, memory)) journal.compact();
  };

  const commitAll = (changes: readonly Change[]): Outcome[] => {
    for (;;) {
      refresh();
      const { replica } = memory;
      const { resourceVersion } = replica;
      const ran = changes.map((change) => runTransaction(replica, change));
      const written = ran.map(({ writes }) => writes).filter((writes) => writes.length > 0);
      if (keep(replica, resourceVersion, written)) return ran.map(({ outcome }) => outcome);
    }
  };

  /** Writes what the replica has more than the journal; takes it back where that fails. */
  const keep = (replica: Replica, from: number, written: readonly (readonly PendingWrite[])[]): boolean => {
    if (written.length === 0) return true;
    let isKept = false;
    try {
      isKept =
        journal === undefined || journal.append(written.map((writes) => writes.map(({ json }) => json)));
    } finally {
      if (!isKept) replica.undoTo(from);
    }
    if (!isKept) return false;
    for (const { key, json } of written.flat()) memory.measure(key, json.length);
    watchers.publish(replica.writesSince(from));
    replica.trim();
    return true;
  };

  return {
    read(resourceVersion) {
      refresh();
      const { replica } = memory;
      return replica.viewAt(resourceVersion ?? replica.resourceVersion);
    },
    commit<T>(change: (transaction: Transaction) => T): Promise<T> {
      const done = new Promise<T>((resolve, reject) => {
        const settle = (outcome: Outcome) =>
          'value' in outcome ? resolve(outcome.value as T) : reject(outcome.error);
        queue.push({ change, settle });
      });
      // What arrives in the same turn of the event loop is written at once.
      if (queue.length === 1) idle = new Promise((resolve) => setImmediate(() => resolve(commitQueue())));
      return done;
    },
    watch(storage, after, onEvents) {
      refresh();
      const { replica } = memory;
      // A version of the future is one of before a reset.
      if (after < replica.historyStart || after > replica.resourceVersion)
        throw resourceExpired(`too old resource version: ${after} (${replica.historyStart})`);
      const remove = watchers.add(storage, replica.writesSince(after), onEvents);
      if (path !== undefined) stopFollowing ??= followFile(path, refresh);
      return () => {
        remove();
        if (watchers.size > 0) return;
        stopFollowing?.();
        stopFollowing = undefined;
      };
    },
    async close() {
      await idle;
      stopFollowing?.();
      journal?.sync();
      journal?.close();
    },
  };
}

type Change = (transaction: Transaction) => unknown;

interface QueuedChange {
  change: Change;
  settle: (outcome: Outcome) => void;
}

/** When the file is much larger than what it is about. */
function isWorthCompacting({ size }: Journal, { liveBytes }: Memory): boolean {
  return size > 1_000_000 + 4 * liveBytes;
}

/** What a watch shows where the state has become another one: after a reset, or when the file was removed. */
function* eventsBetween(before: Replica, after: Replica): Generator<HistoryEntry> {
  for (const difference of differencesOf(before.tables, after.tables)) {
    const object = difference.after ?? difference.before;
    if (object === undefined) continue;
    const event: WatchEvent = {
      type:
        difference.after === undefined ? 'DELETED' : difference.before === undefined ? 'ADDED' : 'MODIFIED',
      resourceVersion: after.resourceVersion,
      object,
      previous: difference.before,
    };
    yield { key: keyOf(difference.storage, object), event };
  }
}
