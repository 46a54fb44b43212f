import { HeldBytes } from '../../proxy/held-bytes.ts';

/** One line of a stream, without its newline. */
export interface Line {
  /** Its beginning, up to `HEAD_SIZE` bytes. */
  head: Buffer;
  /** The whole, unless that is longer than the limit. A part of what has come: a copy lets go of the rest. */
  bytes: Buffer | undefined;
  size: number;
}

/** How much of a line that is too long is still known. */
const HEAD_SIZE = 256;

/**
 * Splits a stream at its newlines, however its chunks are cut. What is remembered of a line that has not ended is at
 * most `limit` bytes.
 */
export class LineSplitter {
  readonly #limit: number;
  readonly #onLine: (line: Line) => void;
  readonly #kept = new HeldBytes();
  #size = 0;

  constructor(limit: number, onLine: (line: Line) => void) {
    this.#limit = limit;
    this.#onLine = onLine;
  }

  /** The bytes of the line that has not ended. */
  get unfinished(): number {
    return this.#size;
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      this.#end(chunk.subarray(from, at));
      from = at + 1;
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
  }

  #end(rest: Buffer): void {
    const size = this.#size + rest.length;
    if (this.#size === 0) {
      this.#onLine({ head: rest.subarray(0, HEAD_SIZE), bytes: size > this.#limit ? undefined : rest, size });
      return;
    }
    const isWhole = size <= this.#limit;
    this.#kept.push(isWhole ? rest : rest.subarray(0, HEAD_SIZE));
    const known = this.#kept.bytes();
    this.#kept.clear();
    this.#size = 0;
    this.#onLine({ head: known.subarray(0, HEAD_SIZE), bytes: isWhole ? known : undefined, size });
  }

  /** Copied: a part would keep the whole chunk alive, for as long as a watch is silent. */
  #keep(part: Buffer): void {
    this.#size += part.length;
    if (this.#size <= this.#limit) {
      this.#kept.push(part);
      return;
    }
    if (this.#kept.length > HEAD_SIZE) this.#kept.cut(HEAD_SIZE);
    this.#kept.push(part.subarray(0, HEAD_SIZE - this.#kept.length));
  }
}

const NEWLINE = 0x0a;
