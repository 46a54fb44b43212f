import { isDeepStrictEqual } from 'node:util';
import type { Normalised, NormalisedRequest } from './normalise.ts';

/** How one command differs on two servers. */
export interface Comparison {
  /** In exchanges and stdout: what counts. The first is enough to know that they differ; each is a few lines. */
  differences: string[];
  isStderrSame: boolean;
  isExitCodeSame: boolean;
  /** Exchanges whose JSON is the same but for the order of its keys. */
  reordered: number;
}

export function compare(expected: Normalised, actual: Normalised): Comparison {
  const { pairs, ...unpaired } = pairUp(expected.exchanges, actual.exchanges);
  const [missing, extra] = [unpaired.missing, unpaired.extra].map((one) => withoutPolls(one, pairs.flat()));
  const inExchanges = [
    ...(missing ?? []).map((request) => `not sent to the sandbox: ${nameOf(request)}`),
    ...(extra ?? []).map((request) => `sent to the sandbox only: ${nameOf(request)}`),
    ...pairs.flatMap(([real, sandbox]) => compareExchange(real, sandbox)),
    ...compareWrites(expected.exchanges, actual.exchanges),
  ];
  // kubectl prints some maps as they come. What the server says of an order is in the exchanges.
  const isOrderFree = inExchanges.length === 0 && sortLines(expected.stdout) === sortLines(actual.stdout);
  const inStdout = isOrderFree ? [] : compareText('stdout', expected.stdout, actual.stdout);
  const differences = [...inExchanges, ...inStdout];
  const isReordered = ([real, sandbox]: Pair) =>
    [
      [real.request, sandbox.request],
      [real.response, sandbox.response],
    ].some(([a, b]) => isDeepStrictEqual(a, b) && JSON.stringify(a) !== JSON.stringify(b));
  return {
    differences,
    isStderrSame: expected.stderr === actual.stderr,
    isExitCodeSame: expected.exitCode === actual.exitCode,
    reordered: pairs.filter(isReordered).length,
  };
}

type Pair = [NormalisedRequest, NormalisedRequest];

/** kubectl sends some requests at once, so they are paired by what they ask for, not by their place. */
function pairUp(expected: readonly NormalisedRequest[], actual: readonly NormalisedRequest[]) {
  const left = [...actual];
  const pairs: Pair[] = [];
  const missing: NormalisedRequest[] = [];
  for (const request of expected) {
    const index = left.findIndex(({ method, uri }) => method === request.method && uri === request.uri);
    const [found] = index < 0 ? [] : left.splice(index, 1);
    if (found === undefined) missing.push(request);
    else pairs.push([request, found]);
  }
  return { pairs, missing, extra: left };
}

/** How often kubectl asks again and gets the same answer depends on how fast it goes. */
function withoutPolls(
  requests: readonly NormalisedRequest[],
  known: readonly NormalisedRequest[],
): NormalisedRequest[] {
  const isKnown = (request: NormalisedRequest) =>
    request.method === 'GET' && known.some((one) => isDeepStrictEqual(one, request));
  return requests.filter((request) => !isKnown(request));
}

function compareExchange(real: NormalisedRequest, sandbox: NormalisedRequest): string[] {
  const name = nameOf(real);
  if (isFreshByChance(real, sandbox)) return [];
  if (real.status !== sandbox.status) {
    const told = [real, sandbox].map(
      ({ status, response }) => `${status} ${abridge(JSON.stringify(response))}`,
    );
    return [`${name}: status\n  real:    ${told[0]}\n  sandbox: ${told[1]}`];
  }
  return [
    ...compareValues(`${name}: request`, real.request, sandbox.request),
    ...compareValues(`${name}: response`, real.response, sandbox.response),
  ];
}

/**
 * The index of OpenAPI v3 has the time of the request as its Last-Modified: within a second it is 304, and later 200
 * (kube-aggregator pkg/controllers/openapiv3/aggregator).
 */
function isFreshByChance(real: NormalisedRequest, sandbox: NormalisedRequest): boolean {
  const statuses = new Set([real.status, sandbox.status]);
  return real.uri.startsWith('/openapi/v3?') && statuses.has(200) && statuses.has(304);
}

/** What changes something is sent in an order that matters. */
function compareWrites(
  expected: readonly NormalisedRequest[],
  actual: readonly NormalisedRequest[],
): string[] {
  const [real, sandbox] = [expected, actual].map((exchanges) =>
    exchanges.filter(({ method }) => method !== 'GET').map(nameOf),
  );
  if (real?.length !== sandbox?.length || isDeepStrictEqual(real, sandbox)) return [];
  return [`another order of writes\n  real:    ${real?.join(', ')}\n  sandbox: ${sandbox?.join(', ')}`];
}

function compareValues(what: string, real: unknown, sandbox: unknown): string[] {
  const found = firstDifference(real, sandbox, '');
  if (found === undefined) return [];
  const [path, expected, actual] = found;
  return [`${what}${path}\n  real:    ${abridge(told(expected))}\n  sandbox: ${abridge(told(actual))}`];
}

/** The path, and what stands there on both sides. */
function firstDifference(a: unknown, b: unknown, path: string): [string, unknown, unknown] | undefined {
  if (Object.is(a, b)) return undefined;
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let index = 0; index < Math.max(a.length, b.length); index++) {
      const found = firstDifference(a[index], b[index], `${path}[${index}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isRecord(a) || !isRecord(b)) return [path, a, b];
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = firstDifference(a[key], b[key], `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function compareText(what: string, real: string, sandbox: string): string[] {
  if (real === sandbox) return [];
  const [expected, actual] = [real.split('\n'), sandbox.split('\n')];
  const line = expected.findIndex((text, index) => text !== actual[index]);
  const at = line < 0 ? expected.length : line;
  return [
    `${what}, line ${at + 1}\n  real:    ${abridge(told(expected[at]))}\n  sandbox: ${abridge(told(actual[at]))}`,
  ];
}

function sortLines(text: string): string {
  return text.split('\n').sort().join('\n');
}

function nameOf({ method, uri }: NormalisedRequest): string {
  return `${method} ${uri}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function told(value: unknown): string {
  return value === undefined ? '(nothing)' : JSON.stringify(value);
}

function abridge(text: string): string {
  return text.length > 400 ? `${text.slice(0, 400)}… (${text.length})` : text;
}
