import type { Body, Exchange } from '../../../src/exchange/exchange.ts';
import { compareBodies, type ExpectedBody } from './compare-bodies.ts';
import { compareLines, compareRequestHeaders, expectedHeaders, withoutVaried } from './compare-headers.ts';
import { type HttpCache, remember, takeFreshAnswers } from './http-cache.ts';
import type { KubectlLog, LoggedRequest, LoggedResponse } from './kubectl-log.ts';
import type { RuleUse } from './rules.ts';
import { auditIdOf, isUpgrade, nameOf } from './trace-file.ts';

interface LogComparison {
  trace: readonly Exchange[];
  log: KubectlLog;
  /** kubectl's HTTP cache as the commands before have left it; what this one adds is added. */
  cache: HttpCache;
  use: RuleUse;
  /** Whether the command is `get --raw`, which hands the answer out as it comes and logs none. */
  isRaw: boolean;
  /** Whether kubectl has printed this line apart from its log. */
  isOwnWord(line: string): boolean;
}

/**
 * Compares the trace with kubectl's own log of the same run, one request for one.
 *
 * @returns what differs and no rule allows, in words.
 */
export function compareWithLog({ trace, log, cache, use, isRaw, isOwnWord }: LogComparison): string[] {
  const requests = [...log.requests];
  const responses = [...log.responses];
  const fresh = takeFreshAnswers(responses, new Set(trace.map(({ request }) => request.url)), cache, use);
  const freshBodies = fresh.map(({ url }) => ({ name: url, body: cache.get(url)?.body as Body }));
  for (const { method, url } of fresh) takeFirst(requests, isFor(method, url));

  const isParallel = overlap(trace);
  const pairs = trace.map((exchange) => pairUp(exchange, requests, responses));
  const requestBodies = trace.flatMap((exchange) => expectedBody(exchange, exchange.request.body));
  const responseBodies = trace.flatMap((exchange) => {
    if (isUpgrade(exchange)) use.use('upgrade without a body');
    else if (isStream(exchange, isRaw)) use.use('stream without a body');
    else if (exchange.response?.status === 304)
      return expectedBody(exchange, cache.get(exchange.request.url)?.body);
    else return expectedBody(exchange, exchange.response?.body);
    return [];
  });
  return [
    ...pairs.flatMap((pair) => comparePair(pair, use)),
    ...compareHeads(pairs, isParallel, cache, use),
    ...compareOrder(
      trace,
      log.requests.filter(({ url }) => !fresh.some((one) => one.url === url)),
      isParallel,
      use,
    ),
    ...requests.map(({ method, url }) => `a request in the log only: ${method} ${url}`),
    ...responses.map(({ method, url }) => `a response in the log only: ${method} ${url}`),
    ...compareBodies({
      ...{ kind: 'request body', expected: requestBodies, logged: log.requestBodies },
      ...{ ordered: !isParallel, isOwnWord, use },
    }),
    ...compareBodies({
      ...{ kind: 'response body', expected: [...responseBodies, ...freshBodies], logged: log.responseBodies },
      ...{ ordered: !isParallel && fresh.length === 0, isOwnWord, use },
    }),
  ];
}

interface Pair {
  exchange: Exchange;
  request: LoggedRequest | undefined;
  response: LoggedResponse | undefined;
}

function pairUp(exchange: Exchange, requests: LoggedRequest[], responses: LoggedResponse[]): Pair {
  const matches = isFor(exchange.request.method, exchange.request.url);
  const auditId = auditIdOf(exchange);
  const isSame = (response: LoggedResponse) =>
    matches(response) && response.headers.some(([name, value]) => name === 'Audit-Id' && value === auditId);
  return {
    exchange,
    request: takeFirst(requests, matches),
    // The same URL twice: the Audit-Id tells which is which, where the response is in the log with its own head.
    response: takeFirst(responses, isSame) ?? takeFirst(responses, matches),
  };
}

function comparePair({ exchange, request, response }: Pair, use: RuleUse): string[] {
  const name = nameOf(exchange);
  if (request === undefined || response === undefined) return [`${name}: not in the log`];
  const { status, statusText } = exchange.response ?? { status: 0, statusText: '' };
  const isNotModified = status === 304;
  const expected = isNotModified
    ? '200 OK'
    : exchange.response === undefined
      ? ''
      : `${status} ${statusText}`;
  const wrong =
    response.status === expected ? [] : [`${name}: ${expected} here, ${response.status} in the log`];
  return [...wrong, ...compareRequestHeaders(exchange, request, use)];
}

function compareHeads(pairs: readonly Pair[], isParallel: boolean, cache: HttpCache, use: RuleUse): string[] {
  const heads = pairs.flatMap(({ exchange, response }) => {
    if (response === undefined) return [];
    const expected = expectedHeaders(exchange, cache, use);
    const logged = withoutVaried(exchange, response, use);
    remember(cache, exchange, response);
    return [{ name: nameOf(exchange), expected, logged }];
  });
  const differences = heads.flatMap(({ name, expected, logged }) => compareLines(name, expected, logged));
  if (differences.length === 0 || !isParallel) return differences;
  const pooled = compareLines(
    'all responses',
    heads.flatMap(({ expected }) => expected),
    heads.flatMap(({ logged }) => logged),
  );
  if (pooled.length === 0) use.use('interleaved headers');
  return pooled.length === 0 ? [] : differences;
}

function compareOrder(
  trace: readonly Exchange[],
  requests: readonly LoggedRequest[],
  isParallel: boolean,
  use: RuleUse,
): string[] {
  const sent = trace.map(({ request }) => `${request.method} ${request.url}`).join('\n');
  const logged = requests.map(({ method, url }) => `${method} ${url}`).join('\n');
  if (sent === logged) return [];
  if (!isParallel) return [`not in the order of the log:\n${sent}\n--- the log\n${logged}`];
  use.use('parallel requests');
  return [];
}

function isStream({ request, response }: Exchange, isRaw: boolean): boolean {
  return response?.status === 200 && (isRaw || request.info.verb === 'watch');
}

function expectedBody(exchange: Exchange, body: Body | undefined): ExpectedBody[] {
  return body === undefined || body.size === 0 ? [] : [{ name: nameOf(exchange), body }];
}

/** Whether some exchange began before another had ended: by a millisecond for certain, as the start has no parts of it. */
function overlap(trace: readonly Exchange[]): boolean {
  return trace.some(({ timing }, index) => {
    const next = trace[index + 1];
    return next !== undefined && next.timing.startedAt + 1 < timing.startedAt + (timing.end ?? Infinity);
  });
}

function isFor(method: string, url: string): (logged: { method: string; url: string }) => boolean {
  return (logged) => logged.method === method && logged.url === url;
}

function takeFirst<T>(list: T[], matches: (item: T) => boolean): T | undefined {
  const index = list.findIndex(matches);
  return index < 0 ? undefined : list.splice(index, 1)[0];
}
