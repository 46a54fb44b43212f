import type { Body, Exchange } from '../../../src/exchange/exchange.ts';
import type { LoggedHeader, LoggedResponse } from './kubectl-log.ts';
import type { RuleUse } from './rules.ts';

/** What kubectl's HTTP cache holds of one URL. The cache sits below kubectl's logger. */
export interface CachedAnswer {
  headers: readonly LoggedHeader[];
  body: Body;
}

/** By URL: what earlier commands with the same cache folder were answered. */
export type HttpCache = Map<string, CachedAnswer>;

/** Remembers what the cache may answer later. */
export function remember(cache: HttpCache, { request, response }: Exchange, logged: LoggedResponse): void {
  if (request.method !== 'GET' || response === undefined) return;
  const headers = logged.headers.filter(([name]) => name !== 'X-From-Cache');
  const body = response.status === 304 ? cache.get(request.url)?.body : response.body;
  if (response.status === 200 || response.status === 304)
    cache.set(request.url, { headers, body: body ?? response.body });
}

/** Go's httpcache lays the head of a 304 over the head that it has, and says so. */
export function mergeHeaders(
  cached: readonly LoggedHeader[],
  fresh: readonly LoggedHeader[],
): LoggedHeader[] {
  const names = new Set(fresh.map(([name]) => name.toLowerCase()));
  const kept = cached.filter(([name]) => !names.has(name.toLowerCase()));
  return [...kept, ...fresh, ['X-From-Cache', '1']];
}

/** Takes those responses out of the log that never were on the wire, if they are what the cache holds. */
export function takeFreshAnswers(
  responses: LoggedResponse[],
  sent: ReadonlySet<string>,
  cache: HttpCache,
  use: RuleUse,
): LoggedResponse[] {
  const fresh = responses.filter((response) => isFresh(response, cache) && !sent.has(response.url));
  for (const response of fresh) {
    responses.splice(responses.indexOf(response), 1);
    use.use('fresh in the cache');
  }
  return fresh;
}

function isFresh({ url, status, headers }: LoggedResponse, cache: HttpCache): boolean {
  const cached = cache.get(url);
  if (cached === undefined || status !== '200 OK') return false;
  const isImmutable = cached.headers.some(
    ([name, value]) => name === 'Cache-Control' && value.includes('immutable'),
  );
  return isImmutable && sameLines(headers, mergeHeaders(cached.headers, []));
}

/** Whether two heads have the same lines in whatever order. */
function sameLines(a: readonly LoggedHeader[], b: readonly LoggedHeader[]): boolean {
  return sortedLines(a).join('\n') === sortedLines(b).join('\n');
}

export function sortedLines(headers: readonly LoggedHeader[]): string[] {
  return headers.map(([name, value]) => `${name}: ${value}`).sort();
}
