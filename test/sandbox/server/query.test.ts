import { expect, test } from 'vitest';
import { parseQuery, percentDecode } from '../../../src/sandbox/server/query.ts';

// net/url's ParseQuery, whose errors URL.Query swallows.
test.each([
  ['', {}],
  ['a=1&b=2&a=3', { a: ['1', '3'], b: ['2'] }],
  ['watch', { watch: [''] }],
  ['a=b=c', { a: ['b=c'] }],
  ['labelSelector=a+in+%28b%29', { labelSelector: ['a in (b)'] }],
  ['a=1;b=2&c=3', { c: ['3'] }],
  ['a=%zz&b=1', { b: ['1'] }],
  ['%5F%5Fproto%5F%5F=1', { ['__proto__']: ['1'] }],
])('%s', (text, expected) => {
  expect([...parseQuery(text)]).toEqual(Object.entries(expected));
});

test.each([
  ['/api/v1/pods', '/api/v1/pods'],
  ['/a%2Fb', '/a/b'],
  ['/%e2%82%ac', '/€'],
  ['/%', undefined],
  ['/%2', undefined],
])('path %s', (text, expected) => {
  expect(percentDecode(text)).toBe(expected);
});
