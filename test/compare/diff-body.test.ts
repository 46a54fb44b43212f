import { describe, expect, it } from 'vitest';
import { diffBody } from '../../src/compare/diff-body.ts';
import type { Body } from '../../src/exchange/exchange.ts';

const body = (text: string | undefined, more: Partial<Body> = {}): Body => ({
  size: text?.length ?? 0,
  mediaType: 'application/json',
  masked: 0,
  ...(text === undefined ? {} : { text }),
  ...more,
});

const json = (value: unknown, more: Partial<Body> = {}) => body(JSON.stringify(value), more);

const leftOut: string[] = [];
const diff = (a: Body, b: Body) => {
  leftOut.length = 0;
  return diffBody(a, b, (rule) => leftOut.push(rule));
};

const yaml = { mediaType: 'application/apply-patch+yaml' };

const table = (age: string, ready: string) => ({
  kind: 'Table',
  columnDefinitions: [{ name: 'Name' }, { name: 'Ready' }, { name: 'Age' }],
  rows: [
    {
      cells: ['web', ready, age],
      object: { kind: 'PartialObjectMetadata', metadata: { name: 'web', labels: { ready } } },
    },
  ],
});

const event = (type: string, name: string, phase = '') =>
  JSON.stringify({
    type,
    object: { kind: 'Pod', metadata: { name, resourceVersion: String(Math.random()) }, status: { phase } },
  });

describe('bodies', () => {
  it('YAML and JSON say the same', () => {
    expect(
      diff(
        body('# mine\nspec:\n  replicas: 2\n  on: "yes"\n', yaml),
        json({ spec: { on: 'yes', replicas: 2 } }, yaml),
      ),
    ).toEqual([]);
    expect(diff(body('spec:\n  replicas: 2\n', yaml), body('spec: {replicas: 3}\n', yaml))).toEqual([
      { path: 'spec.replicas', a: 2, b: 3 },
    ]);
  });

  it('integers larger than a number holds keep their digits, and are no strings', () => {
    const big = '{"x": 9007199254740993, "list": [18446744073709551615]}';
    expect(diff(body(big), body(big.replace('993', '992').replace('615', '614')))).toEqual([
      { path: 'x', a: 9007199254740993n, b: 9007199254740992n },
      { path: 'list', a: [18446744073709551615n], b: [18446744073709551614n] },
    ]);
    expect(diff(body('{"x": 9007199254740993}'), body('{"x": "9007199254740993"}'))).toEqual([
      { path: 'x', a: 9007199254740993n, b: '9007199254740993' },
    ]);
    expect(diff(body('x: 9007199254740993\n', yaml), body('x: 9007199254740992\n', yaml))).toEqual([
      { path: 'x', a: 9007199254740993n, b: 9007199254740992n },
    ]);
    const events = (x: string) => `{"type":"ADDED","object":{"metadata":{"name":${x}}}}\n`.repeat(2);
    expect(diff(body(events('9007199254740993')), body(`${events('9007199254740993')} `))).toEqual([]);
  });

  it('aliases of aliases do not fill the memory', () => {
    const levels = Array.from({ length: 10 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]`);
    const bomb = `a0: &a0 [x]\n${levels.join('\n')}\n`;
    expect(diff(body(bomb, yaml), body(`${bomb}# more\n`, yaml))).toHaveLength(1);
  });

  it('what is neither is compared as a text, whole', () => {
    expect(diff(body('a: [', yaml), body('a: ]', yaml))).toEqual([{ path: '', a: 'a: [', b: 'a: ]' }]);
    expect(diff(body('{"a": 1', { recorded: 7 }), body('{"a": 1', { recorded: 7, size: 99 }))).toEqual([]);
    expect(diff(body('one\n'), body('two\n'))).toEqual([{ path: '', a: 'one\n', b: 'two\n' }]);
  });

  it('one that is not there, or was not recorded, is told as a whole', () => {
    expect(diff(body(undefined), json({ a: 1 }))).toEqual([{ path: '', a: undefined, b: { a: 1 } }]);
    const binary = (size: number) => body(undefined, { size, withheld: 'binary (image/png)' });
    expect(diff(binary(3), binary(3))).toEqual([]);
    expect(diff(binary(3), binary(4))).toEqual([
      { path: '', a: '[binary (image/png), 3 bytes]', b: '[binary (image/png), 4 bytes]' },
    ]);
  });

  it('rows of tables are compared by name and column, but for their age', () => {
    expect(diff(json(table('5s', '0/1')), json(table('7s', '1/1')))).toEqual([
      { path: 'rows[web].cells.Ready', a: '0/1', b: '1/1' },
      { path: 'rows[web].object.metadata.labels.ready', a: '0/1', b: '1/1' },
    ]);
    expect(leftOut).toEqual(['Age']);
  });

  it('objects of two kinds have nothing in common', () => {
    expect(diff(json({ kind: 'Status', code: 404 }), json({ kind: 'Pod', spec: {} }))).toEqual([
      { path: '', a: { kind: 'Status', code: 404 }, b: { kind: 'Pod', spec: {} } },
    ]);
  });

  it('events of a watch are paired by type and object', () => {
    const a = [event('ADDED', 'a'), event('ADDED', 'b', 'Pending'), event('MODIFIED', 'b', 'Running')].join(
      '\n',
    );
    const b = [
      event('ADDED', 'a'),
      event('ADDED', 'x'),
      event('ADDED', 'b', 'Failed'),
      event('MODIFIED', 'b', 'Running'),
    ].join('\n');
    expect(diff(body(a), body(b))).toEqual([
      { path: 'events[1]', a: undefined, b: expect.objectContaining({ type: 'ADDED' }) },
      { path: 'events[1].object.status.phase', a: 'Pending', b: 'Failed' },
    ]);
    expect(leftOut).toEqual(['resourceVersion', 'resourceVersion', 'resourceVersion']);
  });
});
