/** One line of a stream, without its newline. */
export interface Line {
  /** Its beginning, up to `HEAD_SIZE` bytes. */
  head: Buffer;
  /** The whole, unless that is longer than the limit. Valid until the next push: a copy keeps it. */
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
  #parts: Buffer[] = [];
  #kept = 0;
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
    const parts = this.#parts;
    if (parts.length === 0) {
      this.#onLine({ head: rest.subarray(0, HEAD_SIZE), bytes: size > this.#limit ? undefined : rest, size });
      return;
    }
    parts.push(rest);
    const known = Buffer.concat(parts);
    this.#parts = [];
    this.#kept = 0;
    this.#size = 0;
    this.#onLine({ head: known.subarray(0, HEAD_SIZE), bytes: size > this.#limit ? undefined : known, size });
  }

  /** Copied: a part would keep the whole chunk alive, for as long as a watch is silent. */
  #keep(part: Buffer): void {
    this.#size += part.length;
    const fits = this.#size <= this.#limit;
    if (!fits && this.#kept > HEAD_SIZE) {
      this.#parts = [Buffer.from(Buffer.concat(this.#parts).subarray(0, HEAD_SIZE))];
      this.#kept = HEAD_SIZE;
    }
    const copy = Buffer.from(fits ? part : part.subarray(0, Math.max(0, HEAD_SIZE - this.#kept)));
    if (copy.length === 0) return;
    this.#parts.push(copy);
    this.#kept += copy.length;
  }
}

const NEWLINE = 0x0a;
