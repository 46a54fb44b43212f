import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Body, Header, Seal, Snapshot } from './journal-body.ts';
import { formatBody } from './journal-file.ts';
import { encodeRecord } from './record.ts';

export interface Successor {
  /** Beside the file that it follows. */
  name: string;
  position: { length: number; last: string };
  remove(): void;
}

/** Writes a whole new file, under a name of its own, onto the disk. */
export function writeSuccessor(path: string, header: Header, parts: Iterable<Snapshot>): Successor {
  const file = newFileName(path, 'next');
  const fd = openSync(file, 'wx', 0o600);
  const remove = () => unlinkSync(file);
  try {
    let last = '';
    let length = 0;
    const write = (body: Body) => {
      const { bytes, id } = encodeRecord(`{"after":"${last}",${formatBody(body)}}`);
      if (writeSync(fd, bytes) !== bytes.length)
        throw new Error('the disk took only a part of what was written to it');
      last = id;
      length += bytes.length;
    };
    write(header);
    for (const part of parts) write(part);
    fsyncSync(fd);
    return { name: basename(file), position: { length, last }, remove };
  } catch (error) {
    remove();
    throw error;
  } finally {
    closeSync(fd);
  }
}

/**
 * Gives the file that a seal names its place at `path`, unless somebody has done so. Returns where it, or one that came
 * later, is now; undefined where it is lost.
 */
export function followSeal(path: string, seal: Seal): string | undefined {
  const next = join(dirname(path), seal.next);
  try {
    renameSync(next, path);
    return path;
  } catch (error) {
    // Windows does not rename over a file that others have open: it is used under its first name then.
    if (statSync(next, { throwIfNoEntry: false }) !== undefined) return next;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return (generationAt(path) ?? seal.generation) >= seal.generation ? path : undefined;
}

/** Whether the file at a path is the one of that generation itself, not one that came later. */
export function isFirstOf(path: string, generation: number): boolean {
  return generationAt(path) === generation;
}

/** Keeps a file under another name too, before something else takes its place. */
export function keepAside(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // A file system without hard links.
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  }
}

/** A name beside the path's own: `…/state.jsonl.damaged-20261122T103000Z-1a2b3c4d`. */
export function newFileName(path: string, what: 'next' | 'damaged'): string {
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${path}.${what}-${time}-${randomBytes(4).toString('hex')}`;
}

const LEFTOVER_MS = 3_600_000;

/** Removes what killed processes have begun and nobody will use any more. */
export function removeLeftovers(path: string, inUse: string): void {
  const folder = dirname(path);
  const start = `${basename(path)}.next-`;
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (!name.startsWith(start) || file === inUse) continue;
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > LEFTOVER_MS) unlinkSync(file);
  }
}

/** The generation of the file at a path, out of its first record; undefined where that cannot be read. */
function generationAt(path: string): number | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const start = Buffer.alloc(1024);
    const text = start.toString('utf8', 0, readSync(fd, start, 0, start.length, 0));
    const found = /"kind":"header",[^\n]*?"generation":(\d+)/.exec(text);
    return found === null ? undefined : Number(found[1]);
  } finally {
    closeSync(fd);
  }
}
