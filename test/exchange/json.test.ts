import { describe, expect, test } from 'vitest';
import { MAX_JSON_DEPTH, parseJson } from '../../src/exchange/json.ts';
import type { JsonTree } from '../../src/exchange/json-tree.ts';
import { random, randomJson } from './random.ts';

/** Builds the plain value again, by the tree's own methods. */
function plain(tree: JsonTree, node: number): unknown {
  switch (tree.kind(node)) {
    case 'object':
      return Object.fromEntries(
        tree.members(node).map(({ key, value }) => [tree.string(key), plain(tree, value)]),
      );
    case 'array':
      return tree.items(node).map((item) => plain(tree, item));
    case 'string':
      return tree.string(node);
    default:
      return JSON.parse(tree.raw(node));
  }
}

describe('what is JSON', () => {
  test('reads what JSON.parse reads, from random values', () => {
    const next = random(7);
    for (let round = 0; round < 500; round += 1) {
      const text = randomJson(next);
      const tree = parseJson(text);
      expect(tree.error).toBeUndefined();
      expect(plain(tree, tree.roots[0] ?? -1)).toEqual(JSON.parse(text));
    }
  });

  test('keeps literals, order and repeated keys', () => {
    const text = '{"b": 1.50, "a": 12345678901234567890, "b": 1e+9, "__proto__": {"x": -0}}';
    const tree = parseJson(text);
    const members = tree.members(0).map(({ key, value }) => [tree.string(key), tree.raw(value)]);
    expect(members).toEqual([
      ['b', '1.50'],
      ['a', '12345678901234567890'],
      ['b', '1e+9'],
      ['__proto__', '{"x": -0}'],
    ]);
    expect(tree.raw(tree.member(0, 'b') ?? -1)).toBe('1e+9');
    expect(tree.member(0, 'toString')).toBeUndefined();
  });

  test.each([
    ['', 0],
    [' \n', 0],
    ['{}', 1],
    ['\uFEFF{}', 1],
    ['{"a":1}\n{"a":2}\n', 2],
    ['{}[]{}', 3],
    ['1 2', 2],
  ])('%j is a sequence of %i', (text, count) => {
    const tree = parseJson(text);
    expect(tree.error).toBeUndefined();
    expect(tree.roots).toHaveLength(count);
  });

  test('reads escapes as JSON.parse does', () => {
    const text = String.raw`"a\"\\\/\b\f\n\r\t\u0041\ud83d\ude00\ud800 \\u0041"`;
    expect(parseJson(text).string(0)).toBe(JSON.parse(text));
  });
});

describe('what is not', () => {
  // Every beginning of a JSON text is a cut one: this is what a capture limit leaves.
  test('every beginning of a text ends too early', () => {
    const text = '{"a": [1.5e+7, true, null, "x\\u0041\\n"], "b": {"c": false}}';
    for (let end = 1; end < text.length; end += 1) {
      const { error } = parseJson(text.slice(0, end));
      expect([end, error?.atEnd, error?.valueStart]).toEqual([end, true, 0]);
    }
  });

  test.each([
    ['[1,]', 3],
    ['{"a" 1}', 5],
    ['{a:1}', 1],
    ["{'a':1}", 1],
    ['{"a":1,}', 7],
    ['[1 2]', 3],
    ['nope', 1],
    ['[01]', 3],
    ['[+1]', 1],
    ['["a\nb"]', 3],
    ['["\\x"]', 3],
    ['[1}', 2],
    ['2024-11-22', 4],
    ['nullnull', 4],
    ['NaN', 0],
  ])('%j stops at %i', (text, offset) => {
    expect(parseJson(text).error).toMatchObject({ offset, atEnd: false });
  });

  test('the values before the broken one are kept', () => {
    const tree = parseJson('{"a":1}\n{"b":');
    expect(tree.roots.map((root) => tree.raw(root))).toEqual(['{"a":1}']);
    expect(tree.error).toMatchObject({ valueStart: 8, atEnd: true });
  });

  test.each(['[', '{"a":', '[{"a":'])('100,000 times %s is too deep, and no stack overflows', (open) => {
    expect(parseJson(open.repeat(100_000)).error?.message).toContain(String(MAX_JSON_DEPTH));
  });

  test('the deepest that is allowed', () => {
    const text = '['.repeat(MAX_JSON_DEPTH) + ']'.repeat(MAX_JSON_DEPTH);
    expect(parseJson(text).error).toBeUndefined();
    expect(parseJson(`[${text}]`).error).toBeDefined();
  });
});
