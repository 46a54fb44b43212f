import { createHash } from 'node:crypto';
import type { Catalog } from '../model/catalog.ts';
import { type ApiObject, apiVersionOf } from '../model/object.ts';
import type { Header } from './journal-body.ts';
import { withResourceVersion } from './replica.ts';
import { createTables, keyOf, type Tables } from './tables.ts';

/** What a new sandbox holds, as made at that time and with uids that come of the placeholders of the data. */
export type Seed = (created: Date, uidFor: (placeholder: string) => string) => readonly SeedObject[];

export interface SeedObject {
  storage: string;
  object: ApiObject;
}

/** The seed of that version of Kubernetes. */
export function createSeed(catalog: Catalog): Seed {
  return (created, uidFor) => {
    const storages = new Map(
      catalog.resources.map((resource) => [`${apiVersionOf(resource)}/${resource.kind}`, resource.storage]),
    );
    return catalog.seed(created, uidFor).flatMap((object) => {
      const storage = storages.get(`${object.apiVersion}/${object.kind}`);
      return storage === undefined ? [] : [{ storage, object }];
    });
  };
}

export interface PlantedSeed {
  tables: Tables;
  /** The resourceVersion of the last object. */
  resourceVersion: number;
}

/**
 * The seed as this state has it: made when it was first used, with uids of its own. The seed itself is never in the
 * file, only what differs from it. A later release may bring another seed: its objects then get resourceVersions of the
 * old one's range (`start`), and what was written or deleted stays so.
 */
export function plantSeed(
  seed: Seed,
  { uid, created, start }: Pick<Header, 'uid' | 'created'> & { start: number | undefined },
): PlantedSeed {
  const tables = createTables();
  const objects = seed(new Date(created), (placeholder) => uidOf(`${uid}/${placeholder}`));
  for (const [index, { storage, object }] of objects.entries()) {
    const resourceVersion = Math.min(index + 1, start ?? index + 1);
    tables.set(keyOf(storage, object), withResourceVersion(object, resourceVersion));
  }
  return { tables, resourceVersion: start ?? Math.max(1, objects.length) };
}

/** A UUID of version 4's shape, always the same for a text. */
function uidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
