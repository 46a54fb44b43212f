import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../src/compare/compare-runs.ts';
import { formatJsonReport } from '../../src/compare/report-json.ts';
import { formatReport } from '../../src/compare/report-text.ts';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { createPaint } from '../../src/render/paint.ts';
import { displayWidth } from '../../src/render/width.ts';
import { random } from '../exchange/random.ts';
import { exchange } from '../render/factory.ts';
import { createGenerator } from '../render/generator.ts';
import { createNoise, createRun, type Planned } from './runs.ts';

const SEED = Number(process.env.SEED ?? 20_261_123);

function report(
  a: readonly Exchange[],
  b: readonly Exchange[],
  { width = 80, color = false, all = false } = {},
): string {
  const comparison = compareRuns(a, b, { discovery: 'show', all });
  const sides = [
    { name: 'a.jsonl', count: a.length },
    { name: 'b.jsonl', count: b.length },
  ] as const;
  return formatReport(comparison, sides[0], sides[1], { paint: createPaint(color), width, all });
}

/** What may never reach a terminal. */
const RAW =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/u;

describe(`arbitrary exchanges (SEED=${SEED})`, () => {
  const runs = Array.from({ length: 80 }, (_, run) => {
    const generator = createGenerator(SEED + run);
    return Array.from({ length: 6 }, (_, index) => generator.exchange(index + 1));
  });
  // Each beside its neighbour, and beside itself with one exchange changed by halves.
  const twins = runs.map((run, index) => {
    const [one, ...rest] = run;
    const other = runs[(index + 1) % runs.length]?.[0];
    const mixed =
      one !== undefined && other !== undefined ? [{ ...one, request: other.request }, ...rest] : rest;
    return [run, index % 2 === 0 ? mixed : (runs[(index + 1) % runs.length] ?? [])] as const;
  });

  it.each([50, 80, 200])('keep within %i columns, without control characters', (width) => {
    for (const [a, b] of twins) {
      for (const all of [false, true]) {
        const text = report(a, b, { width, all });
        expect(RAW.exec(text)).toBeNull();
        expect(text.split('\n').filter((line) => displayWidth(line) > width)).toEqual([]);
      }
    }
  });

  it('say the same in colour and in a pipe', () => {
    for (const [a, b] of twins) {
      expect(stripVTControlCharacters(report(a, b, { color: true }))).toBe(report(a, b));
      expect(RAW.exec(report(a, b, { width: Infinity }))).toBeNull();
    }
  });

  it('never differ from themselves', () => {
    for (const run of runs) expect(report(run, structuredClone(run))).toMatch(/\nno difference\n$/);
  });
});

describe('the report', () => {
  const noise = createNoise(random(SEED));
  const web = (name: string, more: Partial<Planned> = {}): Planned => ({
    path: `/apis/apps/v1/namespaces/default/deployments/${name}`,
    ...more,
  });

  it('reads as diff does: what went, what came, what changed, field by field', () => {
    const log = (text: string): Planned =>
      web('l', { receive: text, path: '/api/v1/namespaces/x/pods/web/log' });
    const a = [
      web('a', { status: 404, receive: { kind: 'Status' } }),
      web('b', { spec: { replicas: 2 } }),
      web('c'),
      web('c'),
      web('c'),
      web('c'),
      log('one\ntwo\nthree\n'),
    ];
    const b = [
      web('b', { spec: { replicas: 3, paused: true } }),
      web('c'),
      web('c'),
      web('c'),
      web('c'),
      web('d'),
      log('one\n2\nthree\n'),
    ];
    expect(report(createRun(a, noise), createRun(b, noise))).toMatchInlineSnapshot(`
      "--- A  a.jsonl  7 requests
      +++ B  b.jsonl  7 requests

        A  B
      - 1     get  deployments.apps default/a  404 Not Found
      ~ 2  1  get  deployments.apps default/b  200 OK
              response body
                ~ spec.replicas: 2 → 3
                + spec.paused: true
        3  2  get  deployments.apps default/c  200 OK
        4  3  get  deployments.apps default/c  200 OK
              … 2 more the same
      +    6  get  deployments.apps default/d  200 OK
      ~ 7  7  get  pods/log x/web  200 OK
              response body
                ~ the text:
                    … 1 equal line
                  - two
                  + 2
                    … 1 equal line

      1 request only in A, 1 only in B, 2 changed, 4 the same
      left out, as it differs between any two runs: Date, Audit-Id,
      X-Kubernetes-Pf-*, Content-Length, Kubectl-Session, resourceVersion, uid,
      creationTimestamp, managedFields' time, conditions' times (--all)
      "
    `);
  });

  it('shows integers of any size in their digits, for people and for programs', () => {
    const [a, b] = ['9007199254740993', '9007199254740992'].map((x) => [
      exchange({ id: 1, path: '/version', receive: `{"x":${x}}` }),
    ]);
    expect(report(a ?? [], b ?? [])).toContain('~ x: 9007199254740993 → 9007199254740992');
    const comparison = compareRuns(a ?? [], b ?? [], { discovery: 'show', all: false });
    const text = formatJsonReport(comparison, { name: 'a', count: 1 }, { name: 'b', count: 1 });
    expect(text).toContain('"a": 9007199254740993,\n');
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), undefined, 2)}\n`.replace('40992,', '40993,'));
  });
});
