import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { messageOf } from '../errors.ts';

/** What comes out of a compressed body at most, in bytes: a long list must not take the memory of the machine. */
export const MAX_UNPACKED = 8 * 1024 * 1024;

export interface Unpacked {
  bytes: Uint8Array;
  /** How many of the packed bytes were unpacked: all, unless more would have come out than `MAX_UNPACKED`. */
  used: number;
}

/** Undoes codings from the last to the first; a string says in words for a person why it cannot. */
export function unpack(packed: Uint8Array, codings: string): Unpacked | string {
  const [last, ...others] = codings
    .split(',')
    .reverse()
    .map((coding) => coding.trim());
  const outer = undoCoding(packed, last ?? '');
  if (typeof outer === 'string') return outer;
  let { bytes } = outer;
  for (const coding of others) {
    const inner = undoCoding(bytes, coding);
    if (typeof inner === 'string') return inner;
    bytes = inner.bytes;
  }
  return { bytes, used: outer.used };
}

/** Unpacks as much of the beginning as may come out. */
function undoCoding(packed: Uint8Array, coding: string): Unpacked | string {
  const undo = CODINGS.get(coding);
  if (undo === undefined) return `compressed (${coding})`;
  for (let used = estimateUse(packed, undo); used > 0; used >>= 1) {
    try {
      return { bytes: undo(packed.subarray(0, used)), used };
    } catch (error) {
      if (!isTooLarge(error)) break;
    }
  }
  return `${coding} that cannot be unpacked`;
}

const SAMPLE = 8 * 1024;

/** About how many of the packed bytes unpack to what is allowed: a sample tells, so that few attempts fail. */
function estimateUse(packed: Uint8Array, undo: (bytes: Uint8Array) => Uint8Array): number {
  if (packed.length <= SAMPLE) return packed.length;
  try {
    const ratio = Math.max(1, undo(packed.subarray(0, SAMPLE)).length / SAMPLE);
    return Math.min(packed.length, Math.floor(MAX_UNPACKED / ratio));
  } catch {
    return SAMPLE;
  }
}

function isTooLarge(error: unknown): boolean {
  return /larger than/.test(messageOf(error));
}

// Flushing instead of finishing: of a recording that was cut, what is there comes out.
const GZIP = { maxOutputLength: MAX_UNPACKED, finishFlush: constants.Z_SYNC_FLUSH };
const BROTLI = { maxOutputLength: MAX_UNPACKED, finishFlush: constants.BROTLI_OPERATION_FLUSH };

const CODINGS: ReadonlyMap<string, (bytes: Uint8Array) => Uint8Array> = new Map([
  ['identity', (bytes) => bytes],
  ['gzip', (bytes) => gunzipSync(bytes, GZIP)],
  ['x-gzip', (bytes) => gunzipSync(bytes, GZIP)],
  ['deflate', inflate],
  ['br', (bytes) => brotliDecompressSync(bytes, BROTLI)],
]);

/** `deflate` means zlib's format (RFC 9110, 8.4.1.2), but some servers send it bare. */
function inflate(bytes: Uint8Array): Uint8Array {
  try {
    return inflateSync(bytes, GZIP);
  } catch (error) {
    if (isTooLarge(error)) throw error;
    return inflateRawSync(bytes, GZIP);
  }
}
