import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../../../src/sandbox/model/object.ts';
import { parseFieldSelector } from '../../../src/sandbox/registry/selectors/field-selector.ts';
import { parseLabelSelector } from '../../../src/sandbox/registry/selectors/label-selector.ts';

const labelled = (labels: Record<string, string>): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { labels },
});

// The cases of apimachinery pkg/labels/selector_test.go.
describe('label selectors', () => {
  const object = labelled({ x: 'y', z: 'w', n: '7' });
  test.each([
    ['', true],
    ['x=y', true],
    ['x==y', true],
    ['x=y,z=w', true],
    ['x!=y', false],
    ['a!=b', true],
    ['x', true],
    ['!x', false],
    ['!a', true],
    [' x = y ', true],
    ['x in (y,q)', true],
    ['x in (q)', false],
    ['x notin (q), z', true],
    ['a in ()', false],
    ['n>6', true],
    ['n<7', false],
    ['x=', false],
    ['constructor', false],
  ])('%s', (text, expected) => expect(parseLabelSelector(text)(object)).toBe(expected));

  test.each([
    ['!!', "unable to parse requirement: found '!', expected: identifier"],
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['a in', "unable to parse requirement: found '' expected: '('"],
    ['a,', "found '', expected: identifier after ','"],
    ['(a)', "found '(', expected: !, identifier, or 'end of string'"],
    [
      'n>x',
      "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
  ])('refuses %s', (text, message) => expect(() => parseLabelSelector(text)).toThrow(message));
});

// The cases of apimachinery pkg/fields/selector_test.go.
describe('field selectors', () => {
  test.each([
    ['', []],
    ['a=b', [{ field: 'a', value: 'b', isEqual: true }]],
    ['a==b', [{ field: 'a', value: 'b', isEqual: true }]],
    ['a!=b', [{ field: 'a', value: 'b', isEqual: false }]],
    [
      'b=1,,a=2',
      [
        { field: 'a', value: '2', isEqual: true },
        { field: 'b', value: '1', isEqual: true },
      ],
    ],
    ['a=x\\,y\\=z', [{ field: 'a', value: 'x,y=z', isEqual: true }]],
    ['a=', [{ field: 'a', value: '', isEqual: true }]],
  ])('%s', (text, expected) => expect(parseFieldSelector(text)).toEqual(expected));

  test.each([
    ['foo', "invalid selector: 'foo'; can't understand 'foo'"],
    ['a=\\x', 'invalid field selector: invalid escape sequence: \\x'],
    ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
  ])('refuses %s', (text, message) => expect(() => parseFieldSelector(text)).toThrow(message));
});
