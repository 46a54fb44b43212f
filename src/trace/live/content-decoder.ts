import { constants, gunzipSync } from 'node:zlib';
import type { RawHeader } from '../../exchange/exchange.ts';
import { headerValues } from '../../exchange/headers.ts';

/** Undoes the content coding of a stream, part by part. */
export interface ContentDecoder {
  push(chunk: Buffer): void;
  /** Nothing more comes: what has come is passed on before this returns. */
  end(): void;
}

/** @returns undefined for a content coding that nobody sends on streams. */
export function createContentDecoder(
  headers: readonly RawHeader[],
  onPlain: (plain: Buffer) => void,
): ContentDecoder | undefined {
  const coding = headerValues(headers, 'content-encoding')
    .map((value) => value.trim().toLowerCase())
    .join(',');
  if (coding === '' || coding === 'identity') return { push: onPlain, end: () => undefined };
  return coding === 'gzip' || coding === 'x-gzip' ? createGzipDecoder(onPlain) : undefined;
}

/** What comes before the means to undo it are loaded waits for them. */
function createGzipDecoder(onPlain: (plain: Buffer) => void): ContentDecoder {
  let waiting: Buffer[] | undefined = [];
  let undo: ((chunk: Buffer) => void) | undefined;
  const push = (chunk: Buffer) => {
    try {
      undo?.(chunk);
    } catch {
      // What follows cannot be read either; what came before is counted.
      undo = undefined;
    }
  };
  const load = async () => {
    const { createGunzip } = await import('./gunzip.ts');
    if (waiting === undefined) return;
    undo = createGunzip(onPlain);
    for (const chunk of waiting) push(chunk);
  };
  load()
    .catch(() => undefined)
    .finally(() => {
      waiting = undefined;
    });
  return {
    push(chunk) {
      if (waiting === undefined) push(chunk);
      else waiting.push(chunk);
    },
    end() {
      if (waiting === undefined) return;
      const packed = Buffer.concat(waiting);
      waiting = undefined;
      try {
        onPlain(gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_AT_ONCE }));
      } catch {
        // What cannot be read, or is too much for that, is not counted.
      }
    },
  };
}

/** What comes out of a stream that ends before it could be undone part by part, in bytes. */
const MAX_AT_ONCE = 64 * 1024 * 1024;
