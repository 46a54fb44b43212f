import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeBody } from '../../src/exchange/body.ts';
import type { RawHeader } from '../../src/exchange/exchange.ts';
import { MAX_UNPACKED } from '../../src/exchange/unpack.ts';
import { captured } from './factory.ts';

const TEXT = '{"a":"Ünïcödé"}'.repeat(50);

function decode(bytes: Uint8Array | string, type: string, coding = '', recordedBytes?: number) {
  const headers: RawHeader[] = [['content-type', type]];
  if (coding !== '') headers.push(['Content-Encoding', coding]);
  return decodeBody(captured(bytes, recordedBytes), headers);
}

describe('text', () => {
  test('an empty body has none', () => {
    expect(decodeBody(captured(undefined), [])).toEqual({ size: 0, mediaType: '' });
  });

  test('the media type stands alone and in lower case', () => {
    expect(decode('x', 'Application/JSON; Charset=UTF-8')).toEqual({
      size: 1,
      mediaType: 'application/json',
      text: 'x',
    });
  });

  test('a recording that is cut within a character ends before it', () => {
    for (const [text, cut] of [
      ['aü', 2],
      ['a猫', 2],
      ['a猫', 3],
      ['a😀', 4],
    ] as const) {
      expect(decode(text, 'text/plain', '', cut)).toMatchObject({ text: 'a', recorded: cut });
    }
  });

  test('Latin-1', () => {
    expect(decode(Buffer.from('ü', 'latin1'), 'text/plain; charset="ISO-8859-1"').text).toBe('ü');
  });

  test('what was not recorded at all', () => {
    expect(decode('abc', 'text/plain', '', 0)).toMatchObject({
      size: 3,
      recorded: 0,
      withheld: 'not recorded',
    });
  });
});

test.each([
  [
    'protobuf by type',
    'abc',
    'application/vnd.kubernetes.protobuf',
    'binary (application/vnd.kubernetes.protobuf)',
  ],
  [
    'OpenAPI v2 as protobuf',
    'abc',
    'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
    'binary (application/com.github.proto-openapi.spec.v2@v1.0+protobuf)',
  ],
  ['protobuf by its envelope', 'k8s\0', '', 'binary (no content type)'],
  ['CBOR', 'abc', 'application/cbor', 'binary (application/cbor)'],
  ['no UTF-8', Buffer.from([0x61, 0xff]), 'text/plain', 'binary (text/plain)'],
  ['UTF-16', 'abc', 'text/plain; charset=utf-16', 'text in utf-16'],
])('%s is withheld', (_, bytes, type, withheld) => {
  expect(decode(bytes, type)).toMatchObject({ withheld });
  expect(decode(bytes, type).text).toBeUndefined();
});

describe('content coding', () => {
  test.each([
    ['gzip', gzipSync(TEXT)],
    ['x-gzip', gzipSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['deflate', deflateRawSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['gzip, deflate', deflateSync(gzipSync(TEXT))],
    ['GZIP', gzipSync(TEXT)],
  ])('%s is undone', (coding, bytes) => {
    expect(decode(bytes, 'application/json', coding)).toEqual({
      size: bytes.length,
      mediaType: 'application/json',
      encoding: coding.toLowerCase(),
      text: TEXT,
    });
  });

  test('of a gzip that was cut, what is there', () => {
    const words = Array.from({ length: 5000 }, (_, index) => `word${index * 7919}`).join(' ');
    const bytes = gzipSync(words);
    const body = decode(bytes, 'text/plain', 'gzip', bytes.length >> 1);
    expect(body.recorded).toBe(bytes.length >> 1);
    expect(body.text?.length).toBeGreaterThan(words.length / 4);
    expect(words.startsWith(body.text ?? '?')).toBe(true);
  });

  test.each([
    ['gzip', 'no gzip', 'gzip that cannot be unpacked'],
    ['zstd', 'abc', 'compressed (zstd)'],
  ])('%s of %s is withheld', (coding, bytes, withheld) => {
    expect(decode(bytes, 'text/plain', coding)).toMatchObject({ withheld });
  });

  test('of what would unpack to too much, the beginning', () => {
    const lines = Array.from({ length: 2_000_000 }, (_, index) => `line ${index}\n`).join('');
    for (const [coding, packed] of [
      ['gzip', gzipSync(lines)],
      ['br', brotliCompressSync(lines, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ] as const) {
      const body = decode(packed, 'text/plain', coding);
      expect(body.text?.length, coding).toBeGreaterThan(MAX_UNPACKED / 8);
      expect(body.text?.length, coding).toBeLessThanOrEqual(MAX_UNPACKED);
      expect(lines.startsWith(body.text ?? 'x'), coding).toBe(true);
      expect(body.size).toBe(packed.length);
      expect(body.recorded, coding).toBeLessThan(packed.length);
    }
  });

  test('a bomb takes no more than that', () => {
    const body = decode(gzipSync(Buffer.alloc(20 * MAX_UNPACKED, 'x')), 'text/plain', 'gzip');
    expect(body.text?.length).toBeLessThanOrEqual(MAX_UNPACKED);
    expect(body.recorded).toBeLessThan(body.size);
  });
});
