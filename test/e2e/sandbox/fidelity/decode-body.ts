import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { CapturedBody, RawHeader } from '../../../../src/exchange/exchange.ts';
import { decodeProtobuf } from './protobuf-tree.ts';

/** A body as what it says; plain JSON, so that it can be kept in a file. */
export type Decoded =
  | { kind: 'none' }
  | { kind: 'json'; value: unknown }
  /** A stream of JSON documents, as watches are. */
  | { kind: 'events'; values: unknown[] }
  | { kind: 'protobuf'; value: unknown }
  | { kind: 'text'; value: string }
  /** What can be read of an upgraded connection, piece by piece. */
  | { kind: 'upgraded'; texts: string[] }
  /** What nobody can read is the same where its bytes are. */
  | { kind: 'bytes'; size: number; sha256: string };

const ENVELOPE = Buffer.from('k8s\0');
/** An OpenAPI document of 8 MB tells nothing more as a tree. */
const TREE_LIMIT = 2 ** 20;

/** Of WebSocket frames and the like: what stands between their bytes. */
export function decodeUpgraded({ bytes }: CapturedBody): Decoded {
  const pieces = Buffer.from(bytes)
    .toString('latin1')
    .split(/[^\x20-\x7e]+/);
  return { kind: 'upgraded', texts: pieces.filter((piece) => piece.length >= SHORTEST_TEXT) };
}

const SHORTEST_TEXT = 6;

export function decodeBody({ bytes, size }: CapturedBody, headers: readonly RawHeader[]): Decoded {
  if (size === 0) return { kind: 'none' };
  const body = unpack(Buffer.from(bytes), headerOf(headers, 'content-encoding'));
  const type = headerOf(headers, 'content-type');
  if (/protobuf|proto-openapi/.test(type)) {
    if (body.length > TREE_LIMIT) return opaque(body);
    const isEnveloped = body.subarray(0, ENVELOPE.length).equals(ENVELOPE);
    return { kind: 'protobuf', value: decodeProtobuf(isEnveloped ? body.subarray(ENVELOPE.length) : body) };
  }
  const text = body.toString();
  // Not every JSON is called so: kubectl's PUT of a Scale has no Content-Type at all.
  if (type.includes('json') || text.startsWith('{')) return decodeJson(text);
  return Buffer.from(text).equals(body) ? { kind: 'text', value: text } : opaque(body);
}

function decodeJson(text: string): Decoded {
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch {
    const values = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parseOrText);
    return values.some((value) => typeof value === 'object')
      ? { kind: 'events', values }
      : { kind: 'text', value: text };
  }
}

function parseOrText(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}

function unpack(body: Buffer, encoding: string): Buffer {
  if (encoding !== 'gzip') return body;
  try {
    return gunzipSync(body);
  } catch {
    return body;
  }
}

function opaque(body: Buffer): Decoded {
  return { kind: 'bytes', size: body.length, sha256: createHash('sha256').update(body).digest('hex') };
}

function headerOf(headers: readonly RawHeader[], name: string): string {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
}
