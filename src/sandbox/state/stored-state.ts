import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { openJournal } from './journal.ts';
import { createMemory } from './memory.ts';
import type { Seed } from './seed.ts';
import { differencesOf } from './snapshot.ts';

/** What is kept in a state's file, beside what every new sandbox holds. */
export interface StoredState {
  /** Of the file. */
  bytes: number;
  /** By the names of their storages (`apps/deployments`), in the alphabet's order. */
  storages: { storage: string; created: number; changed: number; deleted: number }[];
  /** The names of damaged files that are kept beside it. */
  setAside: string[];
}

/**
 * Reads a state's file.
 * @returns undefined where there is none.
 * @throws the file system's errors.
 */
export function inspectState(path: string, seed: Seed): StoredState | undefined {
  return withState(path, seed, () => undefined);
}

/**
 * Makes the state a new one again; processes that use it go on with that.
 * @returns what there was; undefined where there was no file.
 * @throws the file system's errors.
 */
export function resetState(path: string, seed: Seed): StoredState | undefined {
  return withState(path, seed, (reset) => {
    while (!reset()) {
      // Somebody has written in between.
    }
  });
}

function withState(path: string, seed: Seed, act: (reset: () => boolean) => void): StoredState | undefined {
  if (!existsSync(path)) return undefined;
  const memory = createMemory(seed);
  const journal = openJournal(path, memory, () => undefined);
  try {
    const { size: bytes } = journal;
    const storages = countDifferences(memory);
    act(() => journal.reset());
    const start = `${basename(path)}.damaged-`;
    const setAside = readdirSync(dirname(path)).filter((name) => name.startsWith(start));
    return { bytes, storages, setAside };
  } finally {
    journal.close();
  }
}

function countDifferences({ seeded, replica }: ReturnType<typeof createMemory>): StoredState['storages'] {
  const counts = new Map<string, { created: number; changed: number; deleted: number }>();
  for (const { storage, before, after } of differencesOf(seeded, replica.tables)) {
    const count = counts.get(storage) ?? { created: 0, changed: 0, deleted: 0 };
    counts.set(storage, count);
    if (before === undefined) count.created++;
    else if (after === undefined) count.deleted++;
    else count.changed++;
  }
  return [...counts.keys()].sort().map((storage) => ({ storage, ...(counts.get(storage) as typeof ZERO) }));
}

const ZERO = { created: 0, changed: 0, deleted: 0 };
