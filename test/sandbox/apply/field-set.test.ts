import { describe, expect, test } from 'vitest';
import { FieldSet } from '../../../src/sandbox/apply/field-set.ts';
import { fromFieldsV1, toFieldsV1 } from '../../../src/sandbox/apply/fields-v1.ts';
import {
  comparePathElements,
  fieldElement,
  formatPath,
  indexElement,
  keyElement,
  parsePathElement,
  valueElement,
} from '../../../src/sandbox/apply/path-element.ts';
import type { JsonObject } from '../../../src/sandbox/model/json.ts';

const a = { 'f:metadata': { 'f:labels': { '.': {}, 'f:x': {}, 'f:y': {} } }, 'f:data': { 'f:k': {} } };
const b = { 'f:metadata': { 'f:labels': { 'f:x': {} } }, 'f:data': {} };

const set = (fields: JsonObject) => fromFieldsV1(fields);

describe('a set of fields', () => {
  test.each<[string, FieldSet, JsonObject]>([
    ['union', set(b).union(set(a)), { 'f:data': { '.': {}, 'f:k': {} }, 'f:metadata': a['f:metadata'] }],
    ['intersection', set(a).intersection(set(b)), { 'f:metadata': { 'f:labels': { 'f:x': {} } } }],
    [
      'difference keeps what is below',
      set(a).difference(set(b)),
      { 'f:data': { 'f:k': {} }, 'f:metadata': { 'f:labels': { '.': {}, 'f:y': {} } } },
    ],
    [
      'recursive difference does not',
      set(a).recursiveDifference(set(b)),
      { 'f:metadata': { 'f:labels': { '.': {}, 'f:y': {} } } },
    ],
    ['difference with itself', set(a).difference(set(a)), {}],
  ])('%s', (_, result, expected) => {
    expect(JSON.stringify(toFieldsV1(result))).toBe(JSON.stringify(expected));
    expect(result.empty).toBe(Object.keys(expected).length === 0);
  });

  test('is written in the order of structured-merge-diff', () => {
    const keys = [
      'i:10',
      'i:9',
      'v:true',
      'v:"b"',
      'v:"a"',
      'v:2',
      'v:10',
      'k:{"b":1}',
      'k:{"a":2}',
      'f:b',
      'f:a',
    ];
    const written = Object.keys(toFieldsV1(set(Object.fromEntries(keys.map((key) => [key, {}])))));
    expect(written).toEqual([
      ...['f:a', 'f:b', 'k:{"a":2}', 'k:{"b":1}'],
      ...['v:2', 'v:10', 'v:"a"', 'v:"b"', 'v:true', 'i:9', 'i:10'],
    ]);
  });

  test('leaves out what it does not know, and refuses what it cannot read', () => {
    expect(toFieldsV1(set({ 'z:new': {}, 'f:a': {} }))).toEqual({ 'f:a': {} });
    for (const key of ['f', 'field', 'k:[1]', 'k:{', 'v:', 'i:x']) {
      expect(() => set({ [key]: {} }), key).toThrow();
    }
    expect(() => set({ 'f:a': 5 })).toThrow();
  });

  test('takes names that JavaScript has a use for', () => {
    const fields = JSON.parse('{"f:__proto__":{"f:constructor":{}},"f:toString":{}}') as JsonObject;
    expect(JSON.stringify(toFieldsV1(set(fields)))).toBe(JSON.stringify(fields));
    const named = new FieldSet();
    named.insert([fieldElement('__proto__'), fieldElement('x')]);
    expect(named.has([fieldElement('__proto__'), fieldElement('x')])).toBe(true);
    expect(named.has([fieldElement('toString')])).toBe(false);
  });
});

describe('a step of a path', () => {
  test.each([
    ['f:a.b', '.a.b'],
    ['k:{"containerPort":80,"protocol":"TCP"}', '[containerPort=80,protocol="TCP"]'],
    ['v:"x"', '[="x"]'],
    ['v:1.5', '[=1.5]'],
    ['i:3', '[3]'],
  ])('%s is told as %s', (id, told) => {
    const element = parsePathElement(id);
    expect(element?.id).toBe(id);
    expect(element && formatPath([element])).toBe(told);
  });

  test('has its keys sorted, and what HTML could trip over escaped', () => {
    expect(keyElement({ b: 1, a: '<' }).id).toBe(String.raw`k:{"a":"\u003c","b":1}`);
  });

  test('is ordered by kind first', () => {
    const elements = [indexElement(0), valueElement('a'), keyElement({ a: 1 }), fieldElement('z')];
    const kinds = elements.sort(comparePathElements).map(({ kind }) => kind);
    expect(kinds).toEqual(['field', 'key', 'value', 'index']);
  });
});
