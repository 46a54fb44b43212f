import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import type { Body, Seal } from './journal-body.ts';
import { readLines } from './read-lines.ts';
import { type EncodedRecord, encodeRecord, parseLine } from './record.ts';

/**
 * One file of records, to which several processes append at once without locks. A record counts only if it names the
 * last one that counts before it: of two that were written at the same time, the first in the file does, for every
 * reader. Its writer reads the file again and so learns which it was.
 *
 * This needs a file system on which an append is one step, as local ones have; on NFS, two machines may overwrite each
 * other's record, which shows as damage.
 */
export interface JournalFile {
  readonly path: string;
  /** Bytes, as far as they were read. */
  readonly size: number;
  /** Lines that something else than we has changed. */
  readonly damages: number;
  /** What takes over from this file. */
  readonly seal: Seal | undefined;
  /** The path has another file now, or none; or the file was cut. */
  readonly isReplaced: boolean;
  /** Somebody found it damaged where this reader had still read it: it has to be read anew. */
  readonly isInDoubt: boolean;
  /** What was appended since the last time and counts. */
  read(): SizedBody[];
  /**
   * Appends records on top of all that was read, as bodies without their braces. Returns false where somebody else was
   * faster, or where the file is no longer in use: none of them counts then, and `read` tells more.
   */
  append(bodies: readonly string[]): boolean;
  /** Waits until what was appended is on the disk itself. */
  sync(): void;
  close(): void;
}

export interface SizedBody {
  body: Body;
  bytes: number;
}

/** Where to go on in a file of which the beginning is known. */
export interface JournalPosition {
  offset: number;
  last: string;
}

export function openJournalFile(path: string, start: JournalPosition = { offset: 0, last: '' }): JournalFile {
  const fd = openSync(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, 0o600);
  const identity = fstatSync(fd);
  makePrivate(fd, identity);
  const writer = randomBytes(6).toString('hex');
  let writes = 0;
  /** All lines before it have been read. */
  let { offset, last } = start;
  /** The file's length when it was last read: a line that had not ended then stands after `offset`. */
  let size = offset;
  let damages = 0;
  let seal: Seal | undefined;
  let isReplaced = false;
  let isInDoubt = false;
  const known = new Set<string>(['', last]);
  let unread: (SizedBody & { id: string })[] = [];

  const readOn = () => {
    const isAgain = size > 0;
    const now = fstatSync(fd).size;
    isReplaced ||= now < offset || !isStillAt(path, identity);
    if (now <= size) return;
    for (const line of readLines(fd, offset, now)) {
      offset += line.length + 1;
      readLine(line, isAgain);
    }
    size = now;
  };

  const readLine = (line: Buffer, isAgain: boolean) => {
    const parsed = parseLine(line);
    if (parsed === undefined || parsed.kind === 'torn') return;
    const record = parsed.kind === 'record' ? parseRecord(parsed.json) : undefined;
    if (parsed.kind === 'damaged' || record === undefined) {
      damages++;
      return;
    }
    const { after, body } = record;
    if (after !== last && known.has(after)) {
      isInDoubt ||= isAgain && body.kind === 'seal' && body.why === 'repair';
      known.add(parsed.id);
      return;
    }
    // It is whole, but what it builds on is not: a damaged line is before it.
    if (after !== last && damages === 0) damages++;
    last = parsed.id;
    known.add(last);
    if (body.kind === 'seal') seal = body;
    unread.push({ body, bytes: line.length, id: last });
  };

  return {
    path,
    get size() {
      return size;
    },
    get damages() {
      return damages;
    },
    get seal() {
      return seal;
    },
    get isReplaced() {
      return isReplaced;
    },
    get isInDoubt() {
      return isInDoubt;
    },
    read() {
      readOn();
      const bodies = unread;
      unread = [];
      return bodies;
    },
    append(bodies) {
      const records: EncodedRecord[] = [];
      for (const body of bodies) {
        const after = records.at(-1)?.id ?? last;
        records.push(encodeRecord(`{"after":"${after}","by":"${writer}.${writes++}",${body}}`));
      }
      const bytes = Buffer.concat(records.map((record) => record.bytes));
      // In one step, so that nobody else's record comes between.
      const written = writeSync(fd, bytes);
      // What is there of them is whole records, which are read as anybody's, and a torn line.
      if (written !== bytes.length) throw new Error('the disk took only a part of what was written to it');
      readOn();
      const own = unread.findIndex((record) => record.id === records[0]?.id);
      if (own < 0) return false;
      unread.splice(own, records.length);
      // Where the path has another file, this record is in that one if a seal came after it, else it is nowhere.
      if (isReplaced) readOn();
      return !isReplaced || seal !== undefined;
    },
    sync() {
      if (writes > 0) fsyncSync(fd);
    },
    close: () => closeSync(fd),
  };
}

/** The JSON of a body as `append` takes it. */
export function formatBody(body: Body): string {
  return JSON.stringify(body).slice(1, -1);
}

function parseRecord(json: string): { after: string; body: Body } | undefined {
  try {
    const record: unknown = JSON.parse(json);
    if (typeof record !== 'object' || record === null || !('after' in record)) return undefined;
    return { after: String(record.after), body: record as unknown as Body };
  } catch {
    return undefined;
  }
}

function isStillAt(path: string, { ino, dev }: Stats): boolean {
  const now = statSync(path, { throwIfNoEntry: false });
  return now !== undefined && now.ino === ino && now.dev === dev;
}

/** An older file, or one that was copied here, may be open to others. */
function makePrivate(fd: number, { mode }: Stats): void {
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) fchmodSync(fd, 0o600);
}
