import { closeSync, fchmodSync, fstatSync, open, openSync, statSync, write } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, messageOf, UserError } from '../errors.ts';

/** Where the trace goes: text in, in order, without ever waiting for a slow reader. */
export interface TraceWriter {
  write(text: string): void;
  /**
   * Ends when all is written, or when that has failed or `hurry` has come; returns what went wrong, if
   * anything did: one line.
   */
  close(hurry: AbortSignal): Promise<string | undefined>;
}

/** What may wait for a slow reader, in characters; the trace loses what is over that, the command nothing. */
const QUEUE_LIMIT = 64 * 1024 * 1024;

/** How long a FIFO that nobody has opened for reading is waited for at the end. */
const FIFO_GRACE_MS = 200;

/**
 * Writes to stderr. By its number and in the background: `process.stderr` would set O_NONBLOCK on the file
 * description that kubectl shares, and a write that blocks would hold up the proxy.
 */
export function createStderrWriter(): TraceWriter {
  return createWriter(Promise.resolve(2), 'stderr', false);
}

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
      return createWriter(Promise.resolve(descriptor), path, false);
    }
    if (isFifo(path)) return createWriter(openFifo(path), path, true);
    const descriptor = openSync(path, 'w', 0o600);
    // A file that was there before keeps its mode otherwise.
    if (fstatSync(descriptor).isFile()) fchmodSync(descriptor, 0o600);
    return createWriter(Promise.resolve(descriptor), path, true);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

const STANDARD_STREAMS: Readonly<Record<string, string>> = { '/dev/stdout': '1', '/dev/stderr': '2' };

function isFifo(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
}

/** In the background: it waits until somebody reads, and kubectl must not. */
function openFifo(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    open(path, 'w', (error, descriptor) => (error === null ? resolve(descriptor) : reject(error)));
  });
}

function cannotWrite(path: string, error: unknown): UserError {
  const reasons: Readonly<Record<string, [reason: string, hint: string]>> = {
    ENOENT: ['no such folder', `create it first: mkdir -p ${dirname(path)}`],
    ENOTDIR: ['a part of the path is not a folder', 'name a file in an existing folder'],
    EISDIR: ['it is a folder', 'name a file'],
    EACCES: ['permission denied', 'name a file that you may write'],
    EROFS: ['the file system is read-only', 'name a file that you may write'],
    EBADF: ['that descriptor is not open', `open it in the shell: ${path.replace(/^.*\//, '')}>trace.txt`],
  };
  const [reason, hint] = reasons[codeOf(error) ?? ''] ?? [messageOf(error), 'name a file that you may write'];
  return new UserError(`cannot write the trace to ${path}: ${reason}`, { hint, cause: error });
}

function createWriter(opening: Promise<number>, name: string, owned: boolean): TraceWriter {
  let descriptor: number | undefined;
  let queue: string[] = [];
  let queued = 0;
  let lost = 0;
  let fault: string | undefined;
  let pumping: Promise<void> | undefined;

  const pump = async () => {
    while (queue.length > 0 && fault === undefined) {
      const bytes = Buffer.from(queue.join(''));
      queue = [];
      await writeAll(descriptor ?? 2, bytes);
      queued = 0;
    }
  };
  const startPump = () => {
    if (descriptor === undefined || pumping !== undefined || fault !== undefined) return;
    pumping = pump()
      .catch((error) => {
        fault = `the trace is incomplete: writing to ${name} failed: ${messageOf(error)}`;
      })
      .then(() => {
        pumping = undefined;
        if (queue.length > 0) startPump();
      });
  };
  const opened = opening.then(
    (value) => {
      descriptor = value;
      startPump();
    },
    (error) => {
      fault = cannotWrite(name, error).message;
    },
  );
  return {
    write(text) {
      if (text === '' || fault !== undefined) return;
      if (queued + text.length > QUEUE_LIMIT) {
        lost += 1;
        return;
      }
      queue.push(text);
      queued += text.length;
      startPump();
    },
    async close(hurry) {
      const hurried = new Promise<void>((resolve) =>
        hurry.addEventListener('abort', () => resolve(), { once: true }),
      );
      const grace = new Promise<void>((resolve) => setTimeout(resolve, FIFO_GRACE_MS).unref());
      await Promise.race([opened, grace, hurried]);
      if (descriptor === undefined)
        return fault ?? `nobody has opened ${name} for reading: the trace is lost`;
      while (pumping !== undefined && !hurry.aborted) await Promise.race([pumping, hurried]);
      if (owned && pumping === undefined) closeSync(descriptor);
      return (
        fault ??
        (lost > 0 ? `the reader of ${name} was too slow: ${lost} parts of the trace are lost` : undefined)
      );
    },
  };
}

/** Until all is written, also where kubectl or its caller has made the description non-blocking. */
async function writeAll(descriptor: number, bytes: Buffer): Promise<void> {
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += await writeOnce(descriptor, bytes, offset);
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

function writeOnce(descriptor: number, bytes: Buffer, offset: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(descriptor, bytes, offset, bytes.length - offset, null, (error, written) =>
      error === null ? resolve(written) : reject(error),
    );
  });
}
