/**
 * A run of bytes as they came, behind the mask of a WebSocket or without one (RFC 6455, 5.3). Nothing is unmasked or
 * copied before somebody asks for it: most of what passes is only counted.
 */
export class WireBytes {
  readonly #buffer: Buffer;
  readonly #start: number;
  readonly length: number;
  readonly #mask: Uint8Array | undefined;
  /** Which byte of the mask is the first one's. */
  readonly #phase: number;

  constructor(buffer: Buffer, start = 0, end = buffer.length, mask?: Uint8Array, phase = 0) {
    this.#buffer = buffer;
    this.#start = start;
    this.length = end - start;
    this.#mask = mask;
    this.#phase = phase;
  }

  /** 0 behind the end. */
  at(index: number): number {
    const byte = this.#buffer[this.#start + index] ?? 0;
    return this.#mask === undefined ? byte : byte ^ (this.#mask[(this.#phase + index) & 3] ?? 0);
  }

  slice(from: number, to = this.length): WireBytes {
    const start = this.#start + from;
    return new WireBytes(this.#buffer, start, this.#start + to, this.#mask, (this.#phase + from) & 3);
  }

  /** Unmasked, in memory of its own. */
  toBuffer(): Buffer {
    const copy = Buffer.allocUnsafe(this.length);
    for (let index = 0; index < this.length; index += 1) copy[index] = this.at(index);
    return copy;
  }
}
