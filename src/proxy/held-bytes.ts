/** The first room that is made, in bytes: most bodies and events fit. */
const FIRST_ROOM = 4096;

/**
 * Bytes that wait for those that follow, in room of our own that grows: a chunk would keep the whole buffer alive that
 * it was received in, and a buffer for each chunk costs far more than a chunk of one byte.
 */
export class HeldBytes {
  readonly #most: number;
  #room = Buffer.alloc(0);
  #length = 0;

  /** @param most how many bytes will be held at most, where that is known: no more room is made. */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  get length(): number {
    return this.#length;
  }

  push(chunk: Buffer): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#room.length) {
      const length = Math.min(this.#most, Math.max(FIRST_ROOM, needed, 2 * this.#room.length));
      const larger = Buffer.allocUnsafeSlow(length);
      this.#room.copy(larger, 0, 0, this.#length);
      this.#room = larger;
    }
    chunk.copy(this.#room, this.#length);
    this.#length = needed;
  }

  /** Those that are held now: what is pushed later stands behind them. */
  bytes(): Buffer {
    return this.#room.subarray(0, this.#length);
  }

  /** Forgets what is behind the first bytes, and gives large room back. */
  cut(length: number): void {
    const kept = this.#room.subarray(0, length);
    this.clear();
    this.push(kept);
  }

  /** What bytes() has given stays valid: the room is given away. */
  clear(): void {
    this.#room = Buffer.alloc(0);
    this.#length = 0;
  }
}
