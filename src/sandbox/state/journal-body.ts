import type { ApiObject } from '../model/object.ts';

/** What the records of a journal hold. Each names the record before it, in `after`. */
export type Body = Header | Snapshot | Writes | Seal;

/** The first record: what the state started from. */
export interface Header {
  kind: 'header';
  format: typeof FORMAT;
  /** Counts the files: 1, and one more with each compaction, reset and repair. */
  generation: number;
  /** Seeds the uids of the objects that a new sandbox holds. */
  uid: string;
  /** When they were made: the first use of this state. */
  created: string;
  /** The resourceVersion that a new sandbox of that release starts with. */
  start: number;
  /** The resourceVersion at the end of the snapshot. */
  resourceVersion: number;
}

/** A part of what there was when this file took over from another one: what differs from a new sandbox. */
export interface Snapshot {
  kind: 'snapshot';
  objects: { storage: string; object: ApiObject }[];
  /** Objects of a new sandbox that were deleted: storage, namespace, name. */
  deleted: [string, string, string][];
}

/** One or more transactions. */
export interface Writes {
  kind: 'writes';
  writes: Write[];
}

export type Write =
  | { storage: string; object: ApiObject }
  /** Storage, namespace, name. */
  | { deleted: [string, string, string]; resourceVersion: number };

/** The last record of a file: another one takes over. */
export interface Seal {
  kind: 'seal';
  why: 'compaction' | 'reset' | 'repair';
  /** The new file's. */
  generation: number;
  /** The name of the new file, beside this one; it gets this one's name. */
  next: string;
  /** How long the new file was, and its last record, when it took over: who knew all of this file can go on there. */
  length: number;
  last: string;
}

/** The version of the file's format. A file of a later one is refused, not set aside. */
export const FORMAT = 1;
