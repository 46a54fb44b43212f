import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  openSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, messageOf, UserError } from '../errors.ts';
import { createWriter, type TraceWriter } from './writer.ts';

/**
 * Opens a file, readable for its owner only, or a FIFO, or a descriptor that the shell has opened
 * (`/dev/fd/3`), for `--write`.
 * @throws UserError where that cannot be, before kubectl has started.
 */
export function openTraceFile(path: string): TraceWriter {
  const inherited = /^\/dev\/fd\/(\d+)$/.exec(path)?.[1] ?? STANDARD_STREAMS[path];
  try {
    if (inherited !== undefined) {
      const descriptor = Number(inherited);
      fstatSync(descriptor);
      return createWriter({ name: path, open: Promise.resolve(descriptor), owned: false });
    }
    if (isFifo(path)) return createWriter({ name: path, ...openFifo(path), owned: true });
    return createWriter({ name: path, open: Promise.resolve(openPrivate(path)), owned: true });
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

const STANDARD_STREAMS: Readonly<Record<string, string>> = { '/dev/stdout': '1', '/dev/stderr': '2' };

function isFifo(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
}

/** Emptied only once it is private: a file of somebody else's that we may write stays as it is. */
function openPrivate(path: string): number {
  const descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_NOCTTY, 0o600);
  if (!fstatSync(descriptor).isFile()) return descriptor;
  try {
    fchmodSync(descriptor, 0o600);
    ftruncateSync(descriptor);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return descriptor;
}

/** How often to look whether somebody reads a FIFO. */
const LOOK_MS = 20;

/**
 * Waits until somebody reads, without holding a thread: an open or a write that blocks one would keep the
 * process from exiting (libuv waits for its threads).
 */
function openFifo(path: string): { open: Promise<number>; giveUp(): void } {
  let timer: NodeJS.Timeout | undefined;
  const open = new Promise<number>((resolve, reject) => {
    const look = () => {
      try {
        resolve(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
      } catch (error) {
        if (codeOf(error) === 'ENXIO') timer = setTimeout(look, LOOK_MS);
        else reject(error);
      }
    };
    look();
  });
  return { open, giveUp: () => clearTimeout(timer) };
}

function cannotWrite(path: string, error: unknown): UserError {
  const [reason, hint] = REASONS[codeOf(error) ?? '']?.(path) ?? [messageOf(error), OTHER_FILE];
  return new UserError(`cannot write the trace to ${path}: ${reason}`, { hint, cause: error });
}

const OTHER_FILE = 'name a file that you may write';

type Reason = (path: string) => [reason: string, hint: string];

const REASONS: Readonly<Record<string, Reason>> = {
  ENOENT: (path) =>
    existsSync(dirname(path))
      ? ['no file can be made there', OTHER_FILE]
      : ['no such folder', `create it first: mkdir -p ${dirname(path)}`],
  ENOTDIR: () => ['a part of the path is not a folder', 'name a file in an existing folder'],
  EISDIR: () => ['it is a folder', 'name a file'],
  EACCES: () => ['permission denied', OTHER_FILE],
  EPERM: () => ['it belongs to somebody else, so it cannot be made private', 'name a file of your own'],
  EROFS: () => ['the file system is read-only', OTHER_FILE],
  EBADF: (path) => [
    'that descriptor is not open',
    `open it in the shell: ${path.replace(/^.*\//, '')}>trace.txt`,
  ],
};
