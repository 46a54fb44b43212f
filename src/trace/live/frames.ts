import { EVENT_TYPES } from '../../exchange/watch-event.ts';

/** So much of a frame is looked at: where its type stands. */
const HEAD_SIZE = 32;
const LENGTH_SIZE = 4;

/**
 * Splits a watch in protobuf into its events: each is a `WatchEvent` of meta.k8s.io behind its length in four bytes
 * (k8s.io/apimachinery pkg/util/framer). Remembers a few bytes only, however long a frame is.
 */
export class FrameSplitter {
  readonly #onEvent: (type: string, size: number) => void;
  #head = Buffer.alloc(0);
  /** The bytes of the present frame, and those of them still to come; undefined before its length is known. */
  #frame: { size: number; left: number } | undefined;

  constructor(onEvent: (type: string, size: number) => void) {
    this.#onEvent = onEvent;
  }

  push(chunk: Buffer): void {
    for (let from = 0; from < chunk.length; ) {
      const frame = this.#frame;
      const wanted = frame === undefined ? LENGTH_SIZE - this.#head.length : frame.left;
      const part = chunk.subarray(from, from + wanted);
      from += part.length;
      if (frame === undefined) this.#readLength(part);
      else this.#read(frame, part);
    }
  }

  #readLength(part: Buffer): void {
    this.#head = Buffer.concat([this.#head, part]);
    if (this.#head.length < LENGTH_SIZE) return;
    const size = this.#head.readUInt32BE();
    this.#head = Buffer.alloc(0);
    if (size > 0) this.#frame = { size, left: size };
  }

  #read(frame: { size: number; left: number }, part: Buffer): void {
    const room = HEAD_SIZE - this.#head.length;
    if (room > 0) this.#head = Buffer.concat([this.#head, part.subarray(0, room)]);
    frame.left -= part.length;
    if (frame.left > 0) return;
    this.#frame = undefined;
    const head = this.#head;
    this.#head = Buffer.alloc(0);
    this.#onEvent(typeOf(head), frame.size);
  }
}

/** Field 1 of a WatchEvent is its type: a string, with its length before it. */
function typeOf(head: Buffer): string {
  if (head[0] !== 0x0a) return 'other';
  const type = head.toString('latin1', 2, 2 + (head[1] ?? 0));
  return EVENT_TYPES.has(type) ? type : 'other';
}
