import { readFileSync } from 'node:fs';
import { encode } from 'cborg';
import { describe, expect, test } from 'vitest';
import { decodeBinary } from '../../src/decode/decode-binary.ts';
import type { BinaryFormat } from '../../src/exchange/binary-body.ts';
import { random } from '../exchange/random.ts';

/** What a kube-apiserver 1.37.2 with the feature gate CBORServingAndStorage answered: the same object in each format, in base64. */
interface Recorded {
  path: string;
  stream?: true;
  json: string;
  protobuf?: string;
  cbor?: string;
}

const RECORDED = JSON.parse(
  readFileSync(new URL('recorded.json', import.meta.url), 'utf8'),
) as readonly Recorded[];

const FORMATS: readonly BinaryFormat[] = ['protobuf', 'cbor'];

const CASES = RECORDED.flatMap((recorded) =>
  FORMATS.flatMap((format) => {
    const bytes = recorded[format];
    return bytes === undefined ? [] : [{ ...recorded, format, bytes: Buffer.from(bytes, 'base64') }];
  }),
);

function decode(format: BinaryFormat, bytes: Uint8Array, isStream = false, isCut = false) {
  return decodeBinary(bytes, { format, isStream, isCut });
}

describe('the server’s own JSON', () => {
  test.each(CASES.map((one) => [one.format, one.path, one] as const))('of %s %s', (format, _path, one) => {
    expect(decode(format, one.bytes, one.stream === true)).toEqual({ text: one.json });
  });

  test('there are enough of both', () => {
    for (const format of FORMATS) {
      expect(CASES.filter((one) => one.format === format).length).toBeGreaterThanOrEqual(8);
    }
  });
});

describe('what is cut', () => {
  test.each(CASES.filter(({ stream }) => stream).map((one) => [one.format, one] as const))(
    'of a watch in %s the events that came whole are there',
    (format, { bytes, json }) => {
      const events = json.trimEnd().split('\n');
      expect(events.length).toBeGreaterThan(1);
      expect(decode(format, bytes.subarray(0, -1), true, true)).toEqual({
        text: events
          .slice(0, -1)
          .map((event) => `${event}\n`)
          .join(''),
      });
    },
  );

  test('of a list in protobuf the items that came whole are there', () => {
    const list = CASES.find(({ path, format }) => path.endsWith('/csidrivers') && format === 'protobuf');
    const { items, ...rest } = JSON.parse(list?.json ?? '');
    const decoded = decode('protobuf', list?.bytes.subarray(0, -20) ?? Buffer.alloc(0), false, true);
    expect(JSON.parse('text' in decoded ? decoded.text : '')).toEqual({ ...rest, items: items.slice(0, -1) });
  });

  test('CBOR says so', () => {
    const [one] = CASES.filter(({ format, stream }) => format === 'cbor' && !stream);
    expect(decode('cbor', one?.bytes.subarray(0, -9) ?? Buffer.alloc(0), false, true)).toEqual({
      withheld: 'binary (CBOR, of which only the beginning was recorded)',
    });
  });
});

describe('what cannot be decoded is withheld', () => {
  const envelope = (apiVersion: string, kind: string) => {
    const text = (number: number, value: string | Buffer) =>
      Buffer.concat([Buffer.from([number * 8 + 2, value.length]), Buffer.from(value)]);
    const type = text(1, Buffer.concat([text(1, apiVersion), text(2, kind)]));
    return Buffer.concat([Buffer.from('k8s\0'), type, text(2, 'secret')]);
  };

  test.each([
    ['protobuf', envelope('x.io/v1', 'Widget'), 'protobuf of x.io/v1 Widget, a type that is not known'],
    ['protobuf', envelope('x.io/v1', 'a b\n'), 'protobuf of an object, a type that is not known'],
    ['protobuf', envelope('v1', 'Secret'), 'protobuf that cannot be decoded'],
    ['protobuf', Buffer.from('hello'), 'protobuf without the envelope of Kubernetes'],
    ['cbor', Buffer.from([0xff]), 'cbor that cannot be decoded'],
    ['cbor', encode(new Map([[1, 2]])), 'CBOR that is no JSON'],
    ['cbor', Buffer.concat([encode(1), encode(2)]), 'CBOR with something behind it'],
    ['cbor', Buffer.alloc(100_000, 0x81), 'cbor that cannot be decoded'],
  ] as const)('%s %#', (format, bytes, why) => {
    expect(decode(format, bytes)).toEqual({ withheld: `binary (${why})` });
  });
});

test('a value of CBOR becomes what Go’s decoder makes of it', () => {
  const bytes = Buffer.concat([
    Buffer.from('d9d9f7', 'hex'),
    // {'b': 22(h'00ff'), 'a': h'c3bc', 'f': 1.5, 'n': -3, 'z': null}
    Buffer.from('a54162d64200ff416142c3bc4166f93e00416e22417af6', 'hex'),
  ]);
  expect(decode('cbor', bytes)).toEqual({ text: '{"a":"ü","b":"AP8=","f":1.5,"n":-3,"z":null}\n' });
});

test('changed at random, bytes never throw', () => {
  const next = random(7);
  for (let round = 0; round < 4000; round += 1) {
    const one = CASES[Math.floor(next() * CASES.length)];
    if (one === undefined) continue;
    const bytes = Buffer.from(one.bytes);
    for (let change = 0; change < 1 + next() * 4; change += 1) {
      bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
    }
    const decoded = decode(one.format, bytes, one.stream === true, next() < 0.5);
    expect(Object.keys(decoded)).toHaveLength(1);
  }
});
