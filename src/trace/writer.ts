import { closeSync, write } from 'node:fs';
import { codeOf, messageOf } from '../errors.ts';

/** Where the trace goes: text in, in order, without ever waiting for a slow reader. */
export interface TraceWriter {
  write(text: string): void;
  /**
   * Ends when all is written, or when that has failed or `hurry` has come; returns what went wrong, if
   * anything did: one line.
   */
  close(hurry: AbortSignal): Promise<string | undefined>;
}

/** What a writer writes to. */
export interface Destination {
  /** For messages. */
  name: string;
  /** The descriptor. */
  open: Promise<number>;
  /** Told when nobody waits for `open` any more. */
  giveUp?(): void;
  /** Whether it is closed at the end. */
  owned: boolean;
}

/** What may wait for a slow reader, in characters; the trace loses what is over that, the command nothing. */
const QUEUE_LIMIT = 64 * 1024 * 1024;

/** How long a FIFO that nobody has opened for reading is waited for at the end. */
const FIFO_GRACE_MS = 200;

/** A writer for a screen that kubectl prints on too. */
export interface ScreenWriter extends TraceWriter {
  /** Something else has been written there that may have ended within a line: what comes next begins a new one. */
  startLine(): void;
}

/**
 * Writes to stderr. By its number and in the background: `process.stderr` would set O_NONBLOCK on the file
 * description that kubectl shares, and a write that blocks would hold up the proxy.
 */
export function createStderrWriter(): ScreenWriter {
  const writer = createWriter({ name: 'stderr', open: Promise.resolve(2), owned: false });
  let isWithinLine = false;
  return {
    startLine() {
      isWithinLine = true;
    },
    write(text) {
      if (text === '') return;
      writer.write(isWithinLine && !text.startsWith('\n') ? `\n${text}` : text);
      isWithinLine = false;
    },
    async close(hurry) {
      const fault = await writer.close(hurry);
      // After a loss the reader has caught up: it can be told. Where writing has failed, nobody reads.
      if (fault !== undefined && !hurry.aborted) {
        await writeAll(2, Buffer.from(`kubectl trace: ${fault}\n`)).catch(() => undefined);
      }
      return fault;
    },
  };
}

export function createWriter({ name, open, giveUp, owned }: Destination, limit = QUEUE_LIMIT): TraceWriter {
  let descriptor: number | undefined;
  let queue: string[] = [];
  let queued = 0;
  let lost = 0;
  let fault: string | undefined;
  let pumping: Promise<void> | undefined;

  const fail = (error: unknown) => {
    fault ??= `the trace is incomplete: writing to ${name} failed: ${messageOf(error)}`;
  };
  const pump = async (target: number) => {
    while (queue.length > 0) {
      const text = queue.join('');
      queue = [];
      await writeAll(target, Buffer.from(text));
      queued -= text.length;
    }
  };
  const startPump = () => {
    if (descriptor === undefined || pumping !== undefined || fault !== undefined) return;
    pumping = pump(descriptor)
      .catch(fail)
      .then(() => {
        pumping = undefined;
        // Between the end of the pump and this, more may have come.
        if (queue.length > 0) startPump();
      });
  };
  const opened = open.then((value) => {
    descriptor = value;
    startPump();
  }, fail);
  return {
    write(text) {
      if (text === '' || fault !== undefined) return;
      if (queued + text.length > limit) {
        lost += 1;
        return;
      }
      queue.push(text);
      queued += text.length;
      startPump();
    },
    async close(hurry) {
      const hurried = new Promise<void>((resolve) => {
        if (hurry.aborted) resolve();
        hurry.addEventListener('abort', () => resolve(), { once: true });
      });
      const grace = new Promise<void>((resolve) => setTimeout(resolve, FIFO_GRACE_MS).unref());
      await Promise.race([opened, grace, hurried]);
      giveUp?.();
      if (descriptor === undefined) return fault ?? `nobody has read ${name}: the trace is lost`;
      while (pumping !== undefined && !hurry.aborted) await Promise.race([pumping, hurried]);
      if (owned && pumping === undefined) closeQuietly(descriptor, fail);
      if (fault !== undefined || lost === 0) return fault;
      return `the reader of ${name} was too slow: ${lost} parts of the trace are lost`;
    },
  };
}

function closeQuietly(descriptor: number, fail: (error: unknown) => void): void {
  try {
    closeSync(descriptor);
  } catch (error) {
    // A network file system may say only now that it is full.
    fail(error);
  }
}

/** How long to leave a reader alone that has not made room. */
const RETRY_MS = 10;

/** Until all is written, also where the description is non-blocking: ours of a FIFO, or made so by others. */
async function writeAll(descriptor: number, bytes: Buffer): Promise<void> {
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += await writeOnce(descriptor, bytes, offset);
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
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
