import { Buffer } from 'node:buffer';
import type { DecodeOptions } from 'cborg';
import { type Json, type JsonObject, setOwn } from '../sandbox/api-types.ts';
import { Undecodable } from './undecodable.ts';

/** Bytes with the tag that says how JSON writes them (RFC 8949, 3.4.5.2). */
class EncodedBytes {
  readonly text: string;

  constructor(value: unknown, encoding: 'base64' | 'base64url' | 'hex') {
    this.text = value instanceof Uint8Array ? Buffer.from(value).toString(encoding) : '';
  }
}

export const CBOR_OPTIONS: DecodeOptions = {
  // The keys are byte strings, which are no keys of objects.
  useMaps: true,
  rejectDuplicateMapKeys: true,
  coerceUndefinedToNull: true,
  tags: {
    // Self-described CBOR: how every object begins.
    55799: (decode) => decode(),
    21: (decode) => new EncodedBytes(decode(), 'base64url'),
    22: (decode) => new EncodedBytes(decode(), 'base64'),
    23: (decode) => new EncodedBytes(decode(), 'hex'),
    // A time in words, as any other string.
    0: (decode) => decode(),
  },
};

/** Deeper nesting is not the API's: the redaction reads no more either. */
const MAX_DEPTH = 500;

/** What cborg has decoded as JSON: strings are byte strings in the CBOR of Kubernetes. @throws Undecodable */
export function toJson(value: unknown, depth = 0): Json {
  if (depth > MAX_DEPTH) throw new Undecodable('CBOR that is nested too deeply');
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  // JSON has no limit, but a number of this program has.
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array) return textOf(value);
  if (value instanceof EncodedBytes) return value.text;
  if (Array.isArray(value)) return value.map((item) => toJson(item, depth + 1));
  if (value instanceof Map) return toObject(value, depth);
  throw new Undecodable('CBOR that is no JSON');
}

function toObject(map: ReadonlyMap<unknown, unknown>, depth: number): JsonObject {
  const object: JsonObject = {};
  for (const [key, value] of map) {
    const name = toJson(key, depth + 1);
    if (typeof name !== 'string') throw new Undecodable('CBOR that is no JSON');
    setOwn(object, name, toJson(value, depth + 1));
  }
  return object;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
