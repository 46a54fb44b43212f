import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A file without a name for what would fill the memory: 0600, and gone with the process. The system keeps what is written
 * in its own memory while it can, so that a write costs some microseconds.
 */
export class SpillFile {
  readonly #descriptor: number;
  #length = 0;
  #isClosed = false;

  /** @throws where none can be made. */
  constructor() {
    const path = join(tmpdir(), `kubectl-trace-${randomBytes(12).toString('hex')}`);
    this.#descriptor = openSync(path, 'wx+', 0o600);
    try {
      unlinkSync(path);
    } catch (error) {
      this.close();
      throw error;
    }
    closing.register(this, this.#descriptor, this);
  }

  /** @throws where the disk is full; what was written before stays. */
  append(bytes: Uint8Array): void {
    let offset = 0;
    while (offset < bytes.length) {
      const count = writeSync(this.#descriptor, bytes, offset, bytes.length - offset, this.#length);
      offset += count;
      this.#length += count;
    }
  }

  get length(): number {
    return this.#length;
  }

  /** Reads the beginning into `target`. */
  readInto(target: Uint8Array): void {
    let offset = 0;
    while (offset < target.length) {
      const count = readSync(this.#descriptor, target, offset, target.length - offset, offset);
      if (count === 0) throw new Error('a recorded body is shorter than it was');
      offset += count;
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closing.unregister(this);
    closeSync(this.#descriptor);
  }
}

/** Of those that nobody has read. */
const closing = new FinalizationRegistry<number>((descriptor) => closeSync(descriptor));
