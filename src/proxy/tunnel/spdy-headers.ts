import { Unzlib } from 'fflate';
import { SPDY_DICTIONARY } from './spdy-dictionary.ts';

/** Bytes of one header block at most, unpacked. */
const MAX_BLOCK = 64 * 1024;

/** Bytes that are unpacked at a time: what comes out, at most a thousand times as much, is all in memory at once. */
const SLICE = 256;

/**
 * Unpacks the header blocks of one direction, which are one zlib stream with a dictionary that SPDY has given it
 * (draft-mbelshe-httpbis-spdy-00, 2.6.10). fflate, as node:zlib unpacks a stream in a thread of its own, where its end
 * has to be waited for, and the frames behind a block need what it says.
 */
export class SpdyHeaders {
  readonly #unpack: Unzlib;
  #pieces: Uint8Array[] = [];
  #size = 0;
  #isBroken = false;

  constructor() {
    this.#unpack = new Unzlib({ dictionary: SPDY_DICTIONARY }, (piece) => {
      this.#size += piece.length;
      if (this.#size > MAX_BLOCK) throw new RangeError('a header block is too long');
      this.#pieces.push(piece);
    });
  }

  /** Names in lower case; undefined where a block, this one or an earlier one, cannot be read. */
  read(block: Uint8Array): ReadonlyMap<string, string> | undefined {
    if (this.#isBroken) return undefined;
    this.#pieces = [];
    this.#size = 0;
    try {
      for (let from = 0; from < block.length; from += SLICE) {
        this.#unpack.push(block.subarray(from, from + SLICE));
      }
    } catch {
      // Every later block depends on this one.
      this.#isBroken = true;
      return undefined;
    }
    return parsePairs(Buffer.concat(this.#pieces));
  }

  /** To be told where a block was passed over. */
  skip(): void {
    this.#isBroken = true;
  }
}

/** A count, then each name and value behind its length, all of 32 bits. */
function parsePairs(block: Buffer): ReadonlyMap<string, string> | undefined {
  const pairs = new Map<string, string>();
  let at = 0;
  const number = (): number => {
    at += 4;
    return at > block.length ? 0 : block.readUInt32BE(at - 4);
  };
  const text = (): string => {
    const length = number();
    at += length;
    return block.toString('latin1', at - length, at);
  };
  for (let count = number(); count > 0 && at < block.length; count -= 1) {
    const name = text();
    pairs.set(name.toLowerCase(), text());
  }
  return at > block.length ? undefined : pairs;
}
