import type { JsonObject } from '../../../../src/sandbox/model/json.ts';
import { waitUntil } from '../../harness/index.ts';
import type { RawApi, RawResponse } from '../raw-api.ts';
import { KINDS, type RandomKind, WIDGETS } from './kinds.ts';
import { Normalizer } from './normalize.ts';
import { Random } from './random.ts';
import { randomStep, type Step } from './steps.ts';

export interface Difference {
  /** Counted within its namespace, from 0. */
  step: number;
  namespace: string;
  what: string;
  request: string;
  real: string;
  sandbox: string;
}

export interface Comparison {
  steps: number;
  /** By what the steps did and how they were answered: `apply 409`. */
  answers: Map<string, number>;
  differences: Difference[];
}

export interface CompareOptions {
  seed: number;
  kinds?: readonly RandomKind[];
  /** What the namespaces' names begin with. */
  prefix?: string;
  /** Each on its own, at the same time. */
  namespaces: number;
  stepsEach: number;
}

/** Sends the same random writes to both servers and compares all answers. An object is not written any more once it differs. */
export async function compareWrites(
  real: RawApi,
  sandbox: RawApi,
  { seed, kinds = KINDS, prefix = 'random', namespaces, stepsEach }: CompareOptions,
): Promise<Comparison> {
  const all: Comparison = { steps: 0, answers: new Map(), differences: [] };
  if (kinds.some(({ kind }) => kind === 'Widget')) await Promise.all([real, sandbox].map(prepareWidgets));
  const lanes = Array.from({ length: namespaces }, (_, index) =>
    runLane(
      real,
      sandbox,
      { random: new Random(seed * 1000 + index), kinds, namespace: `${prefix}-${index}`, steps: stepsEach },
      all,
    ),
  );
  await Promise.all(lanes);
  return all;
}

interface Lane {
  random: Random;
  kinds: readonly RandomKind[];
  namespace: string;
  steps: number;
}

async function runLane(
  real: RawApi,
  sandbox: RawApi,
  { random, kinds, namespace, steps }: Lane,
  all: Comparison,
): Promise<void> {
  const sides = [real, sandbox].map((api) => ({ api, normalizer: new Normalizer() }));
  const made = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  await Promise.all(
    sides.map(({ api }) => api.send({ method: 'POST', path: '/api/v1/namespaces', body: made })),
  );
  const broken = new Set<string>();
  for (let index = 0; index < steps; index += 1) {
    const step = randomStep(random, kinds, namespace);
    if (broken.has(step.object)) continue;
    const answers = await Promise.all(sides.map(({ api }) => perform(api, step)));
    const texts = sides.map(({ normalizer }, side) =>
      normalizer.normalize(step.object, answers[side] as RawResponse),
    );
    all.steps += 1;
    const kind = `${step.what.split(/ by |:/)[0]} ${answers[0]?.status}`;
    all.answers.set(kind, (all.answers.get(kind) ?? 0) + 1);
    const [expected = '', found = ''] = texts;
    if (expected === found) continue;
    broken.add(step.object);
    const { what, method, path, contentType, body } = step;
    const request = `${method} ${path} ${contentType ?? ''}\n${JSON.stringify(body)}`;
    all.differences.push({ step: index, namespace, what, request, real: expected, sandbox: found });
  }
}

/** A PUT changes what this server has, which it is asked for first. */
async function perform(api: RawApi, step: Step): Promise<RawResponse> {
  const { modify, path } = step;
  if (modify === undefined) return api.send(step);
  const stored = await api.send({ method: 'GET', path: path.replace(/\?.*/, '') });
  if (stored.status !== 200) return stored;
  return api.send({ ...step, body: modify(JSON.parse(stored.body) as JsonObject) });
}

async function prepareWidgets(api: RawApi): Promise<void> {
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  await api.send({ method: 'POST', path, body: WIDGETS });
  await waitUntil(
    'widgets are served',
    async () => {
      const list = await api.send({ method: 'GET', path: '/apis/random.example.com/v1/widgets' });
      return list.status === 200;
    },
    { timeoutMs: 10_000 },
  );
}
