import type { CapturedBody } from '../exchange/exchange.ts';
import { SpillFile } from './spill-file.ts';

/** The first room that is made, in bytes: most bodies fit. */
const FIRST_ROOM = 4096;
/** What is kept in memory of one body, in bytes; what is over that goes to a file while it comes. */
const IN_MEMORY = 1024 * 1024;

/**
 * Remembers the beginning of a body while it streams past: at most `limit` bytes are kept, all are counted.
 * What is kept is copied into room of our own, as a chunk would keep the whole buffer alive that it was received in.
 */
export class BodyCapture {
  /** Falls to what there is where a disk is full. */
  #limit: number;
  #room = Buffer.alloc(0);
  #kept = 0;
  #size = 0;
  #spilled: SpillFile | undefined;

  /** @param limit in bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    this.#size += chunk.length;
    const left = this.#limit - this.#kept - (this.#spilled?.length ?? 0);
    if (left <= 0) return;
    const wanted = left < chunk.length ? chunk.subarray(0, left) : chunk;
    const count = Math.min(wanted.length, IN_MEMORY - this.#kept);
    if (count > 0) {
      this.#makeRoom(this.#kept + count);
      wanted.copy(this.#room, this.#kept, 0, count);
      this.#kept += count;
    }
    if (count < wanted.length) this.#spill(wanted.subarray(count));
  }

  /** What has come so far; may be asked again later. */
  body(): CapturedBody {
    const spilled = this.#spilled;
    const kept = this.#room.subarray(0, this.#kept);
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

  #makeRoom(needed: number): void {
    if (needed <= this.#room.length) return;
    const most = Math.min(this.#limit, IN_MEMORY);
    const length = Math.min(most, Math.max(FIRST_ROOM, needed, 2 * this.#room.length));
    const larger = Buffer.allocUnsafeSlow(length);
    this.#room.copy(larger, 0, 0, this.#kept);
    this.#room = larger;
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
