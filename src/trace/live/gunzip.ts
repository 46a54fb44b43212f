import { Gunzip } from 'fflate';

/**
 * Undoes gzip part by part, at once: by fflate and not by node:zlib, whose streams answer later. Then the end of an
 * exchange would have to wait for its last event. A chunk of its own, as few servers pack what they stream.
 *
 * @returns takes the parts; throws where they are no gzip.
 */
export function createGunzip(onPlain: (plain: Buffer) => void): (chunk: Buffer) => void {
  const gunzip = new Gunzip((plain) => {
    if (plain.length > 0) onPlain(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength));
  });
  return (chunk) => {
    for (let from = 0; from < chunk.length; from += SLICE) gunzip.push(chunk.subarray(from, from + SLICE));
  };
}

/**
 * How much packed data is undone at a time, in bytes: what comes out of it, at most a thousand times as much, is all in
 * memory at once.
 */
const SLICE = 4096;
