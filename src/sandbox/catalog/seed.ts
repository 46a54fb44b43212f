import { randomUUID } from 'node:crypto';
import type { ApiObject } from '../model/object.ts';

/**
 * The objects of seed.json as a server would have made them just now: the uids and times of the file are placeholders
 * (scripts/sandbox-update/seed.ts). They have no resourceVersion yet.
 */
export function createSeed(text: string, now = new Date(), uidFor = createUids()): ApiObject[] {
  const seconds = now.toISOString().slice(0, 19);
  return JSON.parse(
    text
      .replaceAll(/00000000-0000-0000-0000-[0-9a-f]{12}/g, uidFor)
      .replaceAll('1970-01-01T00:00:00', seconds)
      .replaceAll('"1970-01-01"', `"${seconds.slice(0, 10)}"`),
  ) as ApiObject[];
}

/** A random uid for each placeholder, the same whenever it comes again. */
function createUids(): (placeholder: string) => string {
  const uids = new Map<string, string>();
  return (placeholder) => {
    const uid = uids.get(placeholder) ?? randomUUID();
    uids.set(placeholder, uid);
    return uid;
  };
}
