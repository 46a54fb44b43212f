import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../src/compare/compare-runs.ts';
import {
  type Change,
  type Comparison,
  hasDifferences,
  isChanged,
  type Step,
} from '../../src/compare/comparison.ts';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { random as createRandom } from '../exchange/random.ts';
import { createNoise, createRun, type Planned } from './runs.ts';

const SEED = Number(process.env.SEED ?? 20_261_123);
const random = createRandom(SEED);
const noise = createNoise(random);
const integer = (below: number): number => Math.floor(random() * below);
const pick = <T>(values: readonly T[]): T => values[integer(values.length)] as T;

const web = (name: string, more: Partial<Planned> = {}): Planned => ({
  path: `/apis/apps/v1/namespaces/default/deployments/${name}`,
  spec: {
    replicas: 2,
    template: {
      spec: {
        containers: [
          { name: 'web', image: 'nginx:1.27' },
          { name: 'side', image: 'x' },
        ],
      },
    },
  },
  ...more,
});

const compare = (a: readonly Exchange[], b: readonly Exchange[]): Comparison =>
  compareRuns(a, b, { discovery: 'fold', all: false });

const found = ({ steps }: Comparison): Step[] =>
  steps.filter((step) => step.kind !== 'both' || isChanged(step));

describe(`a planted difference (SEED=${SEED})`, () => {
  const base = [
    web('a'),
    web('b', {
      method: 'PATCH',
      send: { spec: { replicas: 2 } },
      contentType: 'application/merge-patch+json',
    }),
    web('c'),
    web('a'),
    web('d'),
  ];

  const PLANTED: readonly (readonly [string, Planned, Change[]])[] = [
    ['none', web('c'), []],
    [
      'a field',
      web('c', {
        spec: {
          replicas: 3,
          template: {
            spec: {
              containers: [
                { name: 'side', image: 'x' },
                { name: 'web', image: 'nginx:1.28' },
              ],
            },
          },
        },
      }),
      [
        { part: 'response body', path: 'spec.replicas', a: 2, b: 3 },
        {
          part: 'response body',
          path: 'spec.template.spec.containers[web].image',
          a: 'nginx:1.27',
          b: 'nginx:1.28',
        },
        {
          part: 'response body',
          path: 'spec.template.spec.containers[order]',
          a: ['web', 'side'],
          b: ['side', 'web'],
        },
      ],
    ],
    [
      'an annotation',
      web('c', { annotations: { 'a.b/c': 'x' } }),
      [{ part: 'response body', path: 'metadata.annotations["a.b/c"]', a: undefined, b: 'x' }],
    ],
    [
      'a parameter',
      web('c', { path: `${web('c').path}?dryRun=All` }),
      [{ part: 'query', path: 'dryRun', a: undefined, b: 'All' }],
    ],
    [
      'a header',
      web('c', { command: 'kubectl describe' }),
      [{ part: 'request header', path: 'Kubectl-Command', a: 'kubectl get', b: 'kubectl describe' }],
    ],
    [
      'another version of kubectl',
      web('c', { requestHeaders: [['User-Agent', 'kubectl/v1.24.0 (linux/amd64) kubernetes/4ce5a89']] }),
      [
        { part: 'request header', path: 'Host', a: '10.0.0.5:6443', b: undefined },
        {
          part: 'request header',
          path: 'User-Agent',
          a: 'kubectl/v1.35.2 (linux/amd64) kubernetes/fdc9d74',
          b: 'kubectl/v1.24.0 (linux/amd64) kubernetes/4ce5a89',
        },
        { part: 'request header', path: 'Accept', a: 'application/json', b: undefined },
        {
          part: 'request header',
          path: 'Authorization',
          a: expect.stringContaining('<masked'),
          b: undefined,
        },
        { part: 'request header', path: 'Kubectl-Command', a: 'kubectl get', b: undefined },
        { part: 'request header', path: 'Accept-Encoding', a: 'gzip', b: undefined },
      ],
    ],
    [
      'another version of the API',
      web('c', { path: '/apis/apps/v1beta1/namespaces/default/deployments/c' }),
      [
        {
          part: 'request',
          path: 'path',
          a: web('c').path,
          b: '/apis/apps/v1beta1/namespaces/default/deployments/c',
        },
      ],
    ],
    [
      'another namespace',
      web('c', { path: '/apis/apps/v1/namespaces/prod/deployments/c' }),
      [{ part: 'request', path: 'path', a: web('c').path, b: '/apis/apps/v1/namespaces/prod/deployments/c' }],
    ],
    [
      'a status',
      web('c', { status: 404, receive: { kind: 'Status', reason: 'NotFound' } }),
      [
        { part: 'response', path: 'status', a: '200 OK', b: '404 Not Found' },
        {
          part: 'response body',
          path: '',
          a: expect.objectContaining({ kind: 'Deployment' }),
          b: { kind: 'Status', reason: 'NotFound' },
        },
      ],
    ],
    [
      'an end without an answer',
      web('c', { status: undefined, error: 'refused' }),
      [
        { part: 'response', path: 'status', a: '200 OK', b: undefined },
        { part: 'response', path: 'error', a: undefined, b: 'refused' },
      ],
    ],
  ];

  it.each(PLANTED)('%s: is found, and nothing else', (_name, planted, changes) => {
    const result = compare(createRun(base, noise), createRun(base.with(2, planted), noise));
    const steps = found(result);
    expect(steps.flatMap((step): unknown[] => (step.kind === 'both' ? [...step.changes] : [step]))).toEqual(
      changes,
    );
    expect(steps).toHaveLength(changes.length === 0 ? 0 : 1);
    expect(result.shared).toEqual([]);
    expect(hasDifferences(result)).toBe(changes.length > 0);
  });

  it('what is left out is counted, and shown with all', () => {
    const [a, b] = [createRun(base, noise), createRun(base, noise)];
    expect(compare(a, b).leftOut).toEqual(
      new Map([
        ['Kubectl-Session', 5],
        ['Audit-Id', 5],
        ['X-Kubernetes-Pf-*', 5],
        ['Date', 5],
        ['uid', 5],
        ['resourceVersion', 5],
        ['creationTimestamp', 5],
        ["managedFields' time", 5],
        ["conditions' times", 5],
      ]),
    );
    const all = compareRuns(a, b, { discovery: 'fold', all: true });
    expect(all.leftOut.size).toBe(0);
    expect(found(all)).toHaveLength(5);
  });

  it('what always differs counts where only one run has it', () => {
    const put = (metadata: object): Planned => web('a', { method: 'PUT', send: { metadata } });
    const result = compare(createRun([put({ resourceVersion: '7' })], noise), createRun([put({})], noise));
    expect(found(result)).toMatchObject([
      { changes: [{ part: 'request body', path: 'metadata.resourceVersion', a: '7' }] },
    ]);
  });

  it('placeholders of secrets are equal, whatever their number', () => {
    const secret = (data: string): Planned =>
      web('a', {
        method: 'POST',
        path: '/api/v1/namespaces/x/secrets',
        send: { metadata: { name: 's' }, data: { a: data } },
      });
    const run = (data: string) => createRun([secret(data)], noise);
    expect(found(compare(run('<masked>'), run('<masked:2>')))).toEqual([]);
    expect(found(compare(run('<masked:1>'), run('<masked:17>')))).toEqual([]);
    expect(found(compare(run('<masked>'), run('open')))).toHaveLength(1);
    const bearer = (mask: string) =>
      createRun([web('a', { requestHeaders: [['Authorization', `Bearer ${mask}`]] })], noise);
    expect(found(compare(bearer('<masked:1>'), bearer('<masked:2>')))).toEqual([]);
    expect(found(compare(bearer('<masked:1>'), bearer('open')))).toHaveLength(1);
  });

  it('many at once are found, and only they', () => {
    for (let round = 0; round < 15; round += 1) {
      const plan = Array.from({ length: 30 }, () =>
        web(`n${integer(12)}`, { method: pick(['GET', 'PUT', 'DELETE']) }),
      );
      const places = [...new Set(Array.from({ length: 3 }, () => integer(30)))];
      const changed = plan.map((planned, place) =>
        places.includes(place) ? { ...planned, spec: { planted: place } } : planned,
      );
      const steps = found(compare(createRun(plan, noise), createRun(changed, noise)));
      expect(steps.map((step) => (step.kind === 'both' ? step.b.id - 1 : step.kind))).toEqual(
        places.sort((x, y) => x - y),
      );
    }
  });
});

describe('requests', () => {
  const kinds = (a: readonly Planned[], b: readonly Planned[]) =>
    compare(createRun(a, noise), createRun(b, noise)).steps.map((step) => {
      if (step.kind === 'removed') return `-${step.a.id}`;
      if (step.kind === 'added') return `+${step.b.id}`;
      return `${step.moved ? '>' : '='}${step.a.id}:${step.b.id}`;
    });
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => web(name)) as [Planned, Planned, Planned, Planned];

  it.each([
    ['nothing in either', [], [], []],
    ['all added', [], [a, b], ['+1', '+2']],
    ['all removed', [a, b], [], ['-1', '-2']],
    ['one removed from the middle', [a, b, c], [a, c], ['=1:1', '-2', '=3:2']],
    ['one replaced', [a, b, c], [a, d, c], ['=1:1', '-2', '+2', '=3:3']],
    [
      'one more of a kind, wherever it stands',
      [a, b, a, c],
      [a, a, b, a, c],
      ['=1:1', '+2', '=2:3', '=3:4', '=4:5'],
    ],
    ['fewer polls', [a, b, b, b, c], [a, b, c], ['=1:1', '=2:2', '-3', '-4', '=5:3']],
    ['one moved to the end', [a, b, c, d], [b, c, d, a], ['=2:1', '=3:2', '=4:3', '>1:4']],
    ['one moved to the front', [a, b, c, d], [d, a, b, c], ['>4:1', '=1:2', '=2:3', '=3:4']],
    [
      'one created here and patched there',
      [
        {
          method: 'POST',
          path: '/apis/apps/v1/namespaces/default/deployments',
          send: { metadata: { name: 'a' } },
          status: 201,
        },
        b,
      ],
      [{ ...a, method: 'PATCH', send: {}, contentType: 'application/apply-patch+yaml' }, b],
      ['=1:1', '=2:2'],
    ],
  ] as [string, Planned[], Planned[], string[]][])('%s', (_name, one, other, expected) => {
    expect(kinds(one, other)).toEqual(expected);
  });

  it('that are alike in everything are paired rather than those of the same name only', () => {
    const missing = { ...a, status: 404, receive: { kind: 'Status' } };
    expect(kinds([missing, b, a], [a])).toEqual(['-1', '-2', '=3:1']);
  });
});

describe('discovery', () => {
  const plan = [{ path: '/api', receive: {} }, { path: '/apis', receive: {} }, web('a')];

  it('is told in numbers, whatever its order', () => {
    const [one, other] = [
      createRun(plan, noise),
      createRun([plan[1], plan[0], plan[2], { path: '/openapi/v3', receive: {} }] as Planned[], noise),
    ];
    const result = compare(one, other);
    expect(result.discovery).toEqual({ onlyA: 0, onlyB: 1, both: 2, changed: 0 });
    expect(result.steps).toHaveLength(1);
    expect(hasDifferences(result)).toBe(true);
    expect(compareRuns(one, other, { discovery: 'show', all: false }).steps).toHaveLength(4);
    expect(hasDifferences(compareRuns(one, other, { discovery: 'hide', all: false }))).toBe(false);
  });
});

it('a header that differs in most requests is told once', () => {
  const plan = [web('a'), web('b'), web('c')];
  const result = compare(
    createRun(plan, noise),
    createRun(
      plan.map((one) => ({ ...one, command: 'kubectl diff' })),
      noise,
    ),
  );
  expect(result.shared).toEqual([
    { part: 'request header', path: 'Kubectl-Command', a: 'kubectl get', b: 'kubectl diff', count: 3, of: 3 },
  ]);
  expect(found(result)).toEqual([]);
  expect(hasDifferences(result)).toBe(true);
});

describe('10,000 requests against 10,000', () => {
  const paths = Array.from({ length: 10_000 }, (_, index) => `/api/v1/namespaces/x/pods/p${index}`);
  const run = (list: readonly string[]) =>
    createRun(
      list.map((path) => ({ path, method: 'PUT', send: { metadata: {} }, receive: {} })),
      noise,
    );
  const one = run(paths);

  it.each([
    ['the same', paths],
    ['none in common', paths.map((path) => `${path}x`)],
    ['in reverse', paths.toReversed()],
    ['a few kinds over and over', paths.map((_, index) => paths[(index * index) % 7] ?? '')],
  ])(
    '%s: take seconds',
    (_name, other) => {
      const second = run(other);
      const before = process.cpuUsage();
      compare(one, second);
      const { user, system } = process.cpuUsage(before);
      // A tenth of it on an idle machine; pairing each with each would take minutes.
      expect((user + system) / 1e6).toBeLessThan(15);
    },
    120_000,
  );
});
