import type { WatchEvent } from '../model/state.ts';
import type { HistoryEntry } from './history.ts';

type OnEvents = (events: readonly WatchEvent[]) => void;

/** Who wants to be told of writes. They are told soon, each of what was gathered until then, in order. */
export interface Watchers {
  readonly size: number;
  /** `past` are the writes that it missed. */
  add(storage: string, past: readonly HistoryEntry[], onEvents: OnEvents): () => void;
  publish(entries: Iterable<HistoryEntry>): void;
}

interface Watcher {
  onEvents: OnEvents;
  pending: WatchEvent[];
}

export function createWatchers(): Watchers {
  const byStorage = new Map<string, Set<Watcher>>();
  let size = 0;

  const tell = (watcher: Watcher, event: WatchEvent) => {
    watcher.pending.push(event);
    if (watcher.pending.length === 1) queueMicrotask(() => deliver(watcher));
  };
  const deliver = (watcher: Watcher) => {
    const { pending } = watcher;
    watcher.pending = [];
    if (pending.length > 0) watcher.onEvents(pending);
  };

  return {
    get size() {
      return size;
    },
    add(storage, past, onEvents) {
      const watcher: Watcher = { onEvents, pending: [] };
      const watchers = byStorage.get(storage) ?? new Set();
      byStorage.set(storage, watchers.add(watcher));
      size++;
      for (const { key, event } of past) if (key.storage === storage) tell(watcher, event);
      return () => {
        if (!watchers.delete(watcher)) return;
        size--;
        watcher.pending = [];
      };
    },
    publish(entries) {
      if (size === 0) return;
      for (const { key, event } of entries) {
        for (const watcher of byStorage.get(key.storage) ?? []) tell(watcher, event);
      }
    },
  };
}
