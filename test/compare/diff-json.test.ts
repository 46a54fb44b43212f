import { describe, expect, it } from 'vitest';
import { diffJson } from '../../src/compare/diff-json.ts';
import type { JsonValue } from '../../src/compare/json-value.ts';

/** Each change as `path: a → b`. */
const diff = (a: JsonValue, b: JsonValue) =>
  diffJson(a, b, () => undefined).map(
    (one) => `${one.path}: ${JSON.stringify(one.a)} → ${JSON.stringify(one.b)}`,
  );

const CASES: readonly (readonly [string, JsonValue, JsonValue, readonly string[]])[] = [
  ['keys in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
  ['a number and its text', { a: 1 }, { a: '1' }, ['a: 1 → "1"']],
  ['null and absence', { a: null }, {}, ['a: null → undefined']],
  ['keys that need quotes', { 'a.b': { 'c d': 1 } }, { 'a.b': { 'c d': 2 } }, ['["a.b"]["c d"]: 1 → 2']],
  [
    'keys of Object',
    { constructor: 1 },
    { toString: 2 },
    ['constructor: 1 → undefined', 'toString: undefined → 2'],
  ],
  ['plain lists as a whole', { args: ['a', 'b'] }, { args: ['a', 'c'] }, ['args: ["a","b"] → ["a","c"]']],
  [
    'containers by name',
    { containers: [{ name: 'a', image: '1' }] },
    { containers: [{ name: 'b' }, { name: 'a', image: '2' }] },
    ['containers[a].image: "1" → "2"', 'containers[b]: undefined → {"name":"b"}'],
  ],
  [
    'ports by number and protocol',
    { ports: [{ containerPort: 80, protocol: 'TCP' }] },
    { ports: [{ containerPort: 80, protocol: 'TCP', hostPort: 8 }] },
    ['ports[80/TCP].hostPort: undefined → 8'],
  ],
  [
    'objects by namespace and name',
    { items: [{ metadata: { name: 'a', namespace: 'x' }, n: 1 }] },
    { items: [{ metadata: { name: 'a', namespace: 'y' }, n: 1 }] },
    [
      'items[x/a]: {"metadata":{"name":"a","namespace":"x"},"n":1} → undefined',
      'items[y/a]: undefined → {"metadata":{"name":"a","namespace":"y"},"n":1}',
    ],
  ],
  [
    'items without a name, by their place between equal ones',
    { rules: [{ verbs: ['get'] }, { verbs: ['list'] }, { verbs: ['watch'] }] },
    { rules: [{ verbs: ['get'] }, { verbs: ['watch'] }, { verbs: ['patch'] }] },
    ['rules[1]: {"verbs":["list"]} → undefined', 'rules[2]: undefined → {"verbs":["patch"]}'],
  ],
  [
    'items without a name that changed',
    [{ a: [1] }, { a: [2] }],
    [{ a: [1] }, { a: [3] }],
    ['[1].a: [2] → [3]'],
  ],
  [
    'names that are not unique',
    [
      { name: 'a', n: 1 },
      { name: 'a', n: 2 },
    ],
    [
      { name: 'a', n: 1 },
      { name: 'a', n: 3 },
    ],
    ['[1].n: 2 → 3'],
  ],
  [
    'an object in a text',
    { 'last-applied': '{"spec":{"replicas":1}}\n' },
    { 'last-applied': '{"spec": {"replicas":2}}' },
    ['last-applied.spec.replicas: 1 → 2'],
  ],
  [
    'uids of objects',
    { metadata: { uid: 'a', resourceVersion: '1' } },
    { metadata: { uid: 'b', resourceVersion: '2' } },
    [],
  ],
  [
    "a user's own uid",
    { data: { uid: 'a' }, spec: { resourceVersion: '1' } },
    { data: { uid: 'b' }, spec: { resourceVersion: '2' } },
    ['data.uid: "a" → "b"', 'spec.resourceVersion: "1" → "2"'],
  ],
  [
    'addresses that were given out',
    { spec: { clusterIP: '10.0.0.1' } },
    { spec: { clusterIP: 'fd00::1' } },
    [],
  ],
  [
    'an address and none',
    { spec: { clusterIP: '10.0.0.1' } },
    { spec: { clusterIP: 'None' } },
    ['spec.clusterIP: "10.0.0.1" → "None"'],
  ],
];

describe('diffJson', () => {
  it.each(CASES)('%s', (_name, a, b, expected) => {
    expect(diff(a, b)).toEqual(expected);
    expect(diff(a, a)).toEqual([]);
    expect(diff(b, a)).toHaveLength(expected.length);
  });

  it('keeps the digits of numbers that are larger than a number holds, and does not mind depth', () => {
    const deep = (value: JsonValue): JsonValue =>
      Array.from({ length: 400 }).reduce<JsonValue>((inner) => [{ inner }], value);
    expect(diff(deep(1), deep(2))).toHaveLength(1);
  });

  it('pairs long lists by place rather than search for hours', () => {
    const list = (offset: number): JsonValue =>
      Array.from({ length: 5000 }, (_, index) => ({ n: [index + offset] }));
    expect(diff(list(0), list(100_000))).toHaveLength(5000);
  });
});
