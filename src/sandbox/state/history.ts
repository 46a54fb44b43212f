import type { WatchEvent } from '../model/state.ts';
import type { ObjectKey } from './tables.ts';

/** One write, as watches tell of it. */
export interface HistoryEntry {
  key: ObjectKey;
  event: WatchEvent;
}

/** How many writes are remembered for watches that start in the past. */
const REMEMBERED_WRITES = 10_000;

/** The last writes, in order. */
export interface History {
  /** Every write after this resourceVersion is still known. */
  readonly start: number;
  push(entry: HistoryEntry): void;
  /** The writes after a resourceVersion, oldest first. */
  since(resourceVersion: number): HistoryEntry[];
  /** Takes the newest write back. */
  pop(): HistoryEntry | undefined;
  /** Forgets what is too old. Apart from `push`, so that what is being written can always be taken back. */
  trim(): void;
}

export function createHistory(start: number): History {
  let entries: HistoryEntry[] = [];
  return {
    get start() {
      return start;
    },
    push: (entry) => entries.push(entry),
    since: (resourceVersion) => entries.slice(findFirstAfter(entries, resourceVersion)),
    pop: () => entries.pop(),
    trim() {
      // A tenth more before it is cut, so that not every write moves all of them.
      if (entries.length < REMEMBERED_WRITES * 1.1) return;
      const forgotten = entries.length - REMEMBERED_WRITES;
      start = entries[forgotten - 1]?.event.resourceVersion ?? start;
      entries = entries.slice(forgotten);
    },
  };
}

function findFirstAfter(entries: readonly HistoryEntry[], resourceVersion: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle] as HistoryEntry).event.resourceVersion <= resourceVersion) low = middle + 1;
    else high = middle;
  }
  return low;
}
