import type { Exchange, RawHeader } from '../exchange/exchange.ts';
import { findHeaderRule, findQueryRule } from './always-different.ts';
import type { Change, Part } from './comparison.ts';
import type { LeaveOut } from './diff-json.ts';
import { unifyPlaceholders } from './masked.ts';

/** Method, address and path, and the parameters of the query. */
export function diffRequestLine(a: Exchange, b: Exchange, leaveOut: LeaveOut): Change[] {
  const [left, right] = [splitUrl(a.request.url), splitUrl(b.request.url)];
  const changes = pair('request', [
    ['method', a.request.method, b.request.method],
    ['path', a.request.info.path, b.request.info.path],
  ]);
  if (left.origin !== right.origin) {
    if (leaveOut === undefined)
      changes.push({ part: 'request', path: 'server', a: left.origin, b: right.origin });
    else leaveOut('Host');
  }
  return [...changes, ...diffLists('query', left.query, right.query, findQueryRule, leaveOut)];
}

/** Lines of headers, by name: their order means nothing, nor does their case. */
export function diffHeaders(
  part: Part,
  a: readonly RawHeader[],
  b: readonly RawHeader[],
  leaveOut: LeaveOut,
): Change[] {
  return diffLists(part, a, b, findHeaderRule, leaveOut);
}

/** Status and what went wrong. */
export function diffOutcome(a: Exchange, b: Exchange): Change[] {
  return pair('response', [
    ['status', statusOf(a), statusOf(b)],
    ['error', a.error, b.error],
    ['open', a.open, b.open],
  ]);
}

function statusOf({ response }: Exchange): string | undefined {
  return response === undefined ? undefined : `${response.status} ${response.statusText}`.trim();
}

function pair(
  part: Part,
  values: readonly (readonly [
    path: string,
    a: string | boolean | undefined,
    b: string | boolean | undefined,
  ])[],
): Change[] {
  return values.filter(([, a, b]) => a !== b).map(([path, a, b]) => ({ part, path, a, b }));
}

type FindRule = (name: string, a: string, b: string) => string | undefined;

function diffLists(
  part: Part,
  a: readonly RawHeader[],
  b: readonly RawHeader[],
  findRule: FindRule,
  leaveOut: LeaveOut,
): Change[] {
  const [left, right] = [group(part, a), group(part, b)];
  const changes: Change[] = [];
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const [one, other] = [left.get(key), right.get(key)];
    const values = [one, other].map((it) => it?.values.join(', '));
    const [valueA, valueB] = values;
    const [unifiedA, unifiedB] = values.map((it) => (it === undefined ? undefined : unifyPlaceholders(it)));
    if (unifiedA === unifiedB) continue;
    const path = (other ?? one)?.name ?? key;
    const rule =
      valueA === undefined || valueB === undefined || leaveOut === undefined
        ? undefined
        : findRule(path, valueA, valueB);
    if (rule === undefined) changes.push({ part, path, a: valueA, b: valueB });
    else leaveOut?.(rule);
  }
  return changes;
}

/** By name; a parameter's case counts, a header's does not. */
function group(part: Part, list: readonly RawHeader[]): Map<string, { name: string; values: string[] }> {
  const groups = new Map<string, { name: string; values: string[] }>();
  for (const [name, value] of list) {
    const key = part === 'query' ? name : name.toLowerCase();
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { name, values: [value] });
    else known.values.push(value);
  }
  return groups;
}

function splitUrl(url: string): { origin: string; query: RawHeader[] } {
  const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url)?.[0] ?? '';
  const query = /\?([^#]*)/.exec(url)?.[1] ?? '';
  return { origin, query: [...new URLSearchParams(query)] };
}
