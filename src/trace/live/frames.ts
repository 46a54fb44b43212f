import { EVENT_TYPES } from '../../exchange/watch-event.ts';
import { HeldBytes } from '../../proxy/held-bytes.ts';

/** So much of a frame that is too long is looked at: where its type stands. */
const HEAD_SIZE = 32;
const LENGTH_SIZE = 4;

/** One event, as it went over the wire: its length in four bytes, and a WatchEvent of meta.k8s.io. */
export interface Frame {
  type: string;
  /** Without the length. */
  size: number;
  /** The whole, with the length; undefined where it is longer than the limit. */
  bytes: Buffer | undefined;
}

/**
 * Splits a watch in protobuf into its events (k8s.io/apimachinery pkg/util/framer). What is remembered of one is at most
 * `limit` bytes.
 */
export class FrameSplitter {
  readonly #limit: number;
  readonly #onFrame: (frame: Frame) => void;
  readonly #kept = new HeldBytes();
  #size: number | undefined;
  /** The bytes still to come: of the length, or of the frame behind it. */
  #left = LENGTH_SIZE;

  constructor(limit: number, onFrame: (frame: Frame) => void) {
    this.#limit = limit;
    this.#onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    for (let from = 0; from < chunk.length; ) {
      const part = chunk.subarray(from, from + this.#left);
      from += part.length;
      this.#left -= part.length;
      this.#keep(part);
      if (this.#left > 0) return;
      if (this.#size === undefined) this.#begin();
      else this.#end(this.#size);
    }
  }

  /** Copied: a part would keep the whole chunk alive. */
  #keep(part: Buffer): void {
    const isLong = this.#size !== undefined && this.#size > this.#limit;
    const room = isLong ? LENGTH_SIZE + HEAD_SIZE - this.#kept.length : part.length;
    if (room > 0) this.#kept.push(part.subarray(0, room));
  }

  #begin(): void {
    this.#size = this.#kept.bytes().readUInt32BE();
    this.#left = this.#size;
    if (this.#size === 0) this.#reset();
  }

  #end(size: number): void {
    const bytes = this.#kept.bytes();
    this.#reset();
    const isWhole = bytes.length === LENGTH_SIZE + size;
    this.#onFrame({ type: typeOf(bytes.subarray(LENGTH_SIZE)), size, bytes: isWhole ? bytes : undefined });
  }

  #reset(): void {
    this.#kept.clear();
    this.#size = undefined;
    this.#left = LENGTH_SIZE;
  }
}

/** Field 1 of a WatchEvent is its type: a string, with its length before it. */
function typeOf(head: Buffer): string {
  if (head[0] !== 0x0a) return 'other';
  const type = head.toString('latin1', 2, 2 + (head[1] ?? 0));
  return EVENT_TYPES.has(type) ? type : 'other';
}
