import { randomUUID } from 'node:crypto';
import type { JournalReader } from './journal.ts';
import { FORMAT, type Header, type Write } from './journal-body.ts';
import { createReplica, type Replica } from './replica.ts';
import { type PlantedSeed, plantSeed, type Seed } from './seed.ts';
import { snapshotOf } from './snapshot.ts';
import { copyTables, keyOf, type ObjectKey, type Tables, textOfKey } from './tables.ts';

/** What the journal has told, in memory. */
export interface Memory extends JournalReader {
  /** Another one after each `start`. */
  readonly replica: Replica;
  /** What a new sandbox holds, with the uids and times of this one. */
  readonly seeded: Tables;
  /** About how many bytes the journal would have without what was overwritten. */
  readonly liveBytes: number;
  /** Tells how many bytes a write of this process has in the journal. */
  measure(key: ObjectKey, bytes: number): void;
}

/** Empty until it is started. */
export function createMemory(seed: Seed): Memory {
  let header: Header | undefined;
  let seeded: Tables;
  let replica: Replica;
  let sizes = new Map<string, number>();
  let liveBytes = 0;
  /** A new state's seed is planted for its header, and wanted again when that header counts. */
  let planted: { uid: string; seed: PlantedSeed } | undefined;

  const measure = (key: ObjectKey, bytes: number) => {
    const text = textOfKey(key);
    liveBytes += bytes - (sizes.get(text) ?? 0);
    sizes.set(text, bytes);
  };

  return {
    get replica() {
      return replica;
    },
    get seeded() {
      return seeded;
    },
    get liveBytes() {
      return liveBytes;
    },
    measure,
    createHeader() {
      const uid = randomUUID();
      const created = `${new Date().toISOString().slice(0, 19)}Z`;
      planted = { uid, seed: plantSeed(seed, { uid, created, start: undefined }) };
      const start = planted.seed.resourceVersion;
      return { kind: 'header', format: FORMAT, generation: 1, uid, created, start, resourceVersion: start };
    },
    start(started) {
      header = started;
      seeded = (planted?.uid === started.uid ? planted.seed : plantSeed(seed, started)).tables;
      replica = createReplica(copyTables(seeded), started.resourceVersion);
      sizes = new Map();
      liveBytes = 0;
    },
    load({ objects, deleted }, bytes) {
      for (const { storage, object } of objects) {
        const key = keyOf(storage, object);
        replica.tables.set(key, object);
        measure(key, bytes / objects.length);
      }
      for (const key of deleted) replica.tables.set(toKey(key), undefined);
    },
    apply({ writes }, bytes) {
      for (const write of writes) {
        const key = keyOfWrite(write);
        measure(key, bytes / writes.length);
        if ('deleted' in write) replica.remove(key, write.resourceVersion);
        else replica.put(write.storage, write.object, Number(write.object.metadata.resourceVersion));
      }
      replica.trim();
    },
    snapshot() {
      if (header === undefined) throw new Error('the state has not begun');
      const { resourceVersion } = replica;
      return { header: { ...header, resourceVersion }, parts: snapshotOf(replica.tables, seeded) };
    },
  };
}

function keyOfWrite(write: Write): ObjectKey {
  return 'deleted' in write ? toKey(write.deleted) : keyOf(write.storage, write.object);
}

function toKey([storage, namespace, name]: [string, string, string]): ObjectKey {
  return { storage, namespace, name };
}
