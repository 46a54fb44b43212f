import type { Exchange } from '../../../src/exchange/exchange.ts';
import { type HttpCache, mergeHeaders, sortedLines } from './http-cache.ts';
import type { LoggedHeader, LoggedRequest, LoggedResponse } from './kubectl-log.ts';
import { type RuleUse, unloggedRequestHeaders } from './rules.ts';
import { headerOf, nameOf } from './trace-file.ts';

/** Each header of the log is on the wire, and each on the wire is in the log, or known to be left out there. */
export function compareRequestHeaders(exchange: Exchange, logged: LoggedRequest, use: RuleUse): string[] {
  const differences: string[] = [];
  const left = sortedLines(logged.headers);
  for (const [name, value] of exchange.request.headers) {
    const isCredential = name.toLowerCase() === 'authorization';
    const line = `${canonical(name, use)}: ${isCredential ? value.replace(/ .*/, ' <masked>') : value}`;
    const index = left.indexOf(line);
    if (index >= 0) {
      left.splice(index, 1);
      if (isCredential) use.use('masked authorization');
    } else if (unloggedRequestHeaders.has(name.toLowerCase())) {
      use.use('unlogged request header');
    } else {
      differences.push(`${nameOf(exchange)}: the log has no request header ${line}`);
    }
  }
  return [
    ...differences,
    ...left.map((line) => `${nameOf(exchange)}: a request header in the log only: ${line}`),
  ];
}

/** The response's head as kubectl's logger sees it, once Go and the HTTP cache have had it. */
export function expectedHeaders(
  { request, response }: Exchange,
  cache: HttpCache,
  use: RuleUse,
): LoggedHeader[] {
  const wire = response?.headers ?? [];
  const isPacked = headerOf(wire, 'content-encoding') === 'gzip';
  const seen = wire.filter(([name]) => {
    const key = name.toLowerCase();
    if (key === 'transfer-encoding') use.use('transfer coding undone');
    return (
      key !== 'transfer-encoding' && !(isPacked && (key === 'content-encoding' || key === 'content-length'))
    );
  });
  if (isPacked) use.use('content coding undone');
  const head = seen.map(([name, value]): LoggedHeader => [canonical(name, use), value]);
  if (response?.status !== 304) return head;
  use.use('not modified');
  return mergeHeaders(cache.get(request.url)?.headers ?? [], head);
}

/** The response's head in the log, without what the HTTP cache noted there of the request for itself. */
export function withoutVaried(
  { request, response }: Exchange,
  logged: LoggedResponse,
  use: RuleUse,
): LoggedHeader[] {
  const isFromCache = response?.status === 304;
  return logged.headers.filter(([name, value]) => {
    const varied = /^X-Varied-(.+)$/.exec(name)?.[1];
    if (varied === undefined || isFromCache || headerOf(request.headers, varied.toLowerCase()) !== value)
      return true;
    use.use('varied header');
    return false;
  });
}

/** Compares heads line by line, in whatever order: up to 1.32 the log has none. */
export function compareLines(
  name: string,
  expected: readonly LoggedHeader[],
  logged: readonly LoggedHeader[],
): string[] {
  const left = sortedLines(logged);
  const missing = sortedLines(expected).filter((line) => {
    const index = left.indexOf(line);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  return [
    ...missing.map((line) => `${name}: the log has no response header ${line}`),
    ...left.map((line) => `${name}: a response header in the log only: ${line}`),
  ];
}

/** As Go writes the names of headers. */
function canonical(name: string, use: RuleUse): string {
  const canonicalName = name.toLowerCase().replace(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase());
  if (canonicalName !== name) use.use('canonical header name');
  return canonicalName;
}
