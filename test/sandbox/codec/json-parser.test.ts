import { describe, expect, test } from 'vitest';
import { parseJson, RawNumber, RawObject, toJson } from '../../../src/sandbox/codec/json-parser.ts';

const parse = (text: string) => parseJson(Buffer.from(text));

// The words of encoding/json (Go 1.26).
const FAULTS: ReadonlyArray<[text: string, message: string]> = [
  ['', 'unexpected end of JSON input'],
  ['{"a"', 'unexpected end of JSON input'],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
  ['{,}', "invalid character ',' looking for beginning of object key string"],
  ['[1 2]', "invalid character '2' after array element"],
  ['[1,]', "invalid character ']' looking for beginning of value"],
  ['{}x', "invalid character 'x' after top-level value"],
  ['tru}', "invalid character '}' in literal true (expecting 'e')"],
  ['01', "invalid character '1' after top-level value"],
  ['-x', "invalid character 'x' in numeric literal"],
  ['1.x', "invalid character 'x' after decimal point in numeric literal"],
  ['1ex', "invalid character 'x' in exponent of numeric literal"],
  ['"\n"', "invalid character '\\n' in string literal"],
  ['"\\x"', "invalid character 'x' in string escape code"],
  ['"\\u00g0"', "invalid character 'g' in \\u hexadecimal character escape"],
  ["'", "invalid character '\\'' looking for beginning of value"],
];

test.each(FAULTS)('%j is refused', (text, message) => {
  expect(() => parse(text)).toThrow(message);
});

describe('what plain JSON would lose', () => {
  test('a key that stands twice', () => {
    const object = parse('{"a":1,"a":2}');
    expect(object).toBeInstanceOf(RawObject);
    expect(toJson(object)).toEqual({ a: 2 });
  });

  test.each(['1.0', '1e3', '-0', '9223372036854775807'])('the text of the number %s', (text) => {
    expect(parse(text)).toEqual(new RawNumber(text));
  });
});

test('half a surrogate pair becomes the replacement character', () => {
  expect(parse('"\\ud800x\\ud83d\\ude00"')).toBe('\ufffdx😀');
});

test('depth is bounded, and does not cost the stack', () => {
  expect(() => parse('['.repeat(10001))).toThrow("invalid character '[' exceeded max depth");
  expect(() => parse('['.repeat(10000) + ']'.repeat(10000))).not.toThrow();
});

test('keys of any name are data', () => {
  expect(Object.keys(parse('{"__proto__":{"a":1},"constructor":2}') as object)).toEqual([
    '__proto__',
    'constructor',
  ]);
});
