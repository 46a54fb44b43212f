import { Gunzip } from 'fflate';
import type { RawHeader } from '../../exchange/exchange.ts';

/** Undoes the content coding of a stream, part by part. */
export type ContentDecoder = (chunk: Buffer) => void;

/**
 * How much packed data is undone at a time, in bytes: what comes out of it, at most a thousand times as much, is all in
 * memory at once.
 */
const SLICE = 4096;

/**
 * Undoes gzip as the parts come, so that an event is there when the server has flushed it. By fflate and not by
 * node:zlib, whose streams answer later: then the end of an exchange would have to wait for its last event.
 *
 * @returns undefined for a content coding that nobody sends on streams.
 */
export function createContentDecoder(
  headers: readonly RawHeader[],
  onPlain: (plain: Buffer) => void,
): ContentDecoder | undefined {
  const coding = headers
    .filter(([name]) => name.toLowerCase() === 'content-encoding')
    .map(([, value]) => value.trim().toLowerCase())
    .join(',');
  if (coding === '' || coding === 'identity') return onPlain;
  if (coding !== 'gzip' && coding !== 'x-gzip') return undefined;
  const gunzip = new Gunzip((plain) => {
    if (plain.length > 0) onPlain(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength));
  });
  let isBroken = false;
  return (chunk) => {
    for (let from = 0; from < chunk.length && !isBroken; from += SLICE) {
      try {
        gunzip.push(chunk.subarray(from, from + SLICE));
      } catch {
        // What follows cannot be read either; what came before is counted.
        isBroken = true;
      }
    }
  };
}
