import type { CapturedBody } from '../exchange/exchange.ts';

/**
 * Remembers the beginning of a body while it streams past: at most `limit` bytes are kept, all are counted.
 */
export class BodyCapture {
  readonly #limit: number;
  #chunks: Buffer[] = [];
  #kept = 0;
  #size = 0;

  /** @param limit in bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @param chunk belongs to whoever streams it; nobody writes into what a socket has handed out. */
  push(chunk: Buffer): void {
    this.#size += chunk.length;
    const room = this.#limit - this.#kept;
    if (room <= 0) return;
    const part = chunk.length > room ? chunk.subarray(0, room) : chunk;
    // A slice keeps its whole receive buffer alive: a small one (a watch event) is copied out of it.
    this.#chunks.push(part.length * 2 < part.buffer.byteLength ? Buffer.from(part) : part);
    this.#kept += part.length;
  }

  /** What has come so far; may be asked again later. */
  body(): CapturedBody {
    // One copy of just the bytes: the chunks are slices of larger receive buffers.
    const bytes = Buffer.concat(this.#chunks, this.#kept);
    this.#chunks = this.#kept > 0 ? [bytes] : [];
    return { size: this.#size, bytes };
  }
}
