import type { CapturedBody } from '../exchange/exchange.ts';
import { HeldBytes } from './held-bytes.ts';
import { SpillFile } from './spill-file.ts';

/** What is kept in memory of one body, in bytes; what is over that goes to a file while it comes. */
const IN_MEMORY = 1024 * 1024;

/** Remembers the beginning of a body while it streams past: at most `limit` bytes are kept, all are counted. */
export class BodyCapture {
  /** Falls to what there is where a disk is full. */
  #limit: number;
  readonly #kept: HeldBytes;
  #size = 0;
  #spilled: SpillFile | undefined;

  /** @param limit in bytes. */
  constructor(limit: number) {
    this.#limit = limit;
    this.#kept = new HeldBytes(Math.min(limit, IN_MEMORY));
  }

  push(chunk: Buffer): void {
    this.#size += chunk.length;
    const left = this.#limit - this.#kept.length - (this.#spilled?.length ?? 0);
    if (left <= 0) return;
    const wanted = left < chunk.length ? chunk.subarray(0, left) : chunk;
    const count = Math.min(wanted.length, IN_MEMORY - this.#kept.length);
    if (count > 0) this.#kept.push(wanted.subarray(0, count));
    if (count < wanted.length) this.#spill(wanted.subarray(count));
  }

  /** What has come so far; may be asked again later. */
  body(): CapturedBody {
    const spilled = this.#spilled;
    const kept = this.#kept.bytes();
    if (spilled === undefined) return { size: this.#size, bytes: kept };
    return new SpilledBody(this.#size, kept, spilled, spilled.length);
  }

  #spill(bytes: Buffer): void {
    try {
      this.#spilled ??= new SpillFile();
      this.#spilled.append(bytes);
    } catch {
      // A disk that is full costs the rest of this recording: it ends where it is.
      this.#limit = 0;
    }
  }
}

/** A body of which a part lies in a file until somebody looks at it. */
class SpilledBody implements CapturedBody {
  readonly size: number;
  readonly #kept: Buffer;
  readonly #file: SpillFile;
  readonly #length: number;
  #bytes: Buffer | undefined;

  constructor(size: number, kept: Buffer, file: SpillFile, length: number) {
    this.size = size;
    this.#kept = kept;
    this.#file = file;
    this.#length = length;
  }

  get bytes(): Uint8Array {
    this.#bytes ??= this.#read();
    return this.#bytes;
  }

  #read(): Buffer {
    const { length } = this.#kept;
    const whole = Buffer.allocUnsafeSlow(length + this.#length);
    this.#kept.copy(whole);
    try {
      this.#file.readInto(whole.subarray(length));
      return whole;
    } catch {
      // What is in memory is better than nothing.
      return this.#kept;
    }
  }
}
