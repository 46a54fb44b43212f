import { expect, test } from 'vitest';
import { encodeJson, goJson } from '../../../src/sandbox/codec/encode-json.ts';

test('what HTML could trip over is escaped, as are two line ends', () => {
  expect(goJson({ a: '<b>&\u2028\u2029"\\\u0001é' })).toBe(
    '{"a":"\\u003cb\\u003e\\u0026\\u2028\\u2029\\"\\\\\\u0001é"}',
  );
});

test('a line end follows, and none where it is written in lines', () => {
  expect(encodeJson({ a: [1, { b: null }], c: {}, d: [] })).toBe('{"a":[1,{"b":null}],"c":{},"d":[]}\n');
  expect(encodeJson({ a: [1, {}] }, { pretty: true })).toBe('{\n  "a": [\n    1,\n    {}\n  ]\n}');
});

test('maps with keys that look like indexes are in the order of their bytes', () => {
  expect(goJson({ b: 1, 9: 2, 10: 3, '-': 4 })).toBe('{"-":4,"10":3,"9":2,"b":1}');
});

test('a key may be __proto__', () => {
  expect(goJson(JSON.parse('{"__proto__":1}'))).toBe('{"__proto__":1}');
});
