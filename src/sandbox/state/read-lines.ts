import { readSync } from 'node:fs';

const CHUNK_BYTES = 4 << 20;

/** The lines of a file that have ended between two offsets, each without its newline. */
export function* readLines(fd: number, from: number, to: number): Generator<Buffer> {
  let position = from;
  let pieces: Buffer[] = [];
  while (position < to) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, to - position));
    const length = readSync(fd, chunk, 0, chunk.length, position);
    if (length === 0) return;
    position += length;
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0 && end < length; end = chunk.indexOf(NEWLINE, start)) {
      pieces.push(chunk.subarray(start, end));
      yield pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
      pieces = [];
      start = end + 1;
    }
    if (start < length) pieces.push(chunk.subarray(start, length));
  }
}

const NEWLINE = 0x0a;
