import type { CapturedBody } from '../exchange/exchange.ts';

/** The first room that is made, in bytes: most bodies fit. */
const FIRST_ROOM = 4096;

/**
 * Remembers the beginning of a body while it streams past: at most `limit` bytes are kept, all are counted.
 * What is kept is copied into room of our own, as a chunk would keep the whole buffer alive that it was received in.
 */
export class BodyCapture {
  readonly #limit: number;
  #room = Buffer.alloc(0);
  #kept = 0;
  #size = 0;

  /** @param limit in bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    this.#size += chunk.length;
    const count = Math.min(chunk.length, this.#limit - this.#kept);
    if (count <= 0) return;
    this.#makeRoom(this.#kept + count);
    chunk.copy(this.#room, this.#kept, 0, count);
    this.#kept += count;
  }

  /** What has come so far; may be asked again later. */
  body(): CapturedBody {
    return { size: this.#size, bytes: this.#room.subarray(0, this.#kept) };
  }

  #makeRoom(needed: number): void {
    if (needed <= this.#room.length) return;
    const length = Math.min(this.#limit, Math.max(FIRST_ROOM, needed, 2 * this.#room.length));
    const larger = Buffer.allocUnsafeSlow(length);
    this.#room.copy(larger, 0, 0, this.#kept);
    this.#room = larger;
  }
}
