import type { Exchange } from '../exchange/exchange.ts';
import { count, duration, formatBytes } from './amounts.ts';
import { elapsed } from './discovery-lines.ts';
import { escapeControls } from './escape.ts';
import type { DiscoveryMode } from './renderer.ts';
import { targetOf } from './resource-name.ts';

/** One row of the summary, as text that is safe for a terminal. */
export interface SummaryRow {
  ids: string;
  verb: string;
  resource: string;
  status: string;
  milliseconds: string;
  sent: string;
  received: string;
  /** The highest status, 0 without a response. */
  worst: number;
  /** Whether something went wrong apart from a status. */
  failed: boolean;
}

/** One row an exchange, by id; neighbours that are discovery share one in fold mode and have none in hide mode. */
export function createRows(exchanges: readonly Exchange[], discovery: DiscoveryMode): SummaryRow[] {
  const rows: SummaryRow[] = [];
  let run: Exchange[] = [];
  const flush = (): void => {
    const [only] = run;
    if (only !== undefined) rows.push(run.length === 1 ? rowOf(only) : foldedRow(run));
    run = [];
  };
  for (const exchange of [...exchanges].sort((a, b) => a.id - b.id)) {
    const folds = exchange.request.info.isDiscovery && discovery !== 'show';
    if (folds && discovery === 'hide') continue;
    if (folds) run.push(exchange);
    else {
      flush();
      rows.push(rowOf(exchange));
    }
  }
  flush();
  return rows;
}

/** The last line; undefined where one row says it all. */
export function totalRow(exchanges: readonly Exchange[]): SummaryRow | undefined {
  if (exchanges.length < 2) return undefined;
  return {
    ...rowOfMany(exchanges),
    ids: '',
    verb: '',
    resource: `${count(exchanges.length, 'request')}, first to last`,
    status: '',
  };
}

function rowOf(exchange: Exchange): SummaryRow {
  const { info } = exchange.request;
  return {
    ...rowOfMany([exchange]),
    ids: String(exchange.id),
    verb: visible((info.verb || exchange.request.method.toLowerCase()).slice(0, 40)),
    resource: visible(targetOf(exchange)),
    status: statusOf(exchange),
  };
}

function foldedRow(run: readonly Exchange[]): SummaryRow {
  const codes = new Set(
    run.map(({ response }) => (response === undefined ? 'failed' : String(response.status))),
  );
  return {
    ...rowOfMany(run),
    ids: `${run[0]?.id}-${run.at(-1)?.id}`,
    verb: 'get',
    resource: `(${run.length} discovery)`,
    status: [...codes].sort().join(' '),
  };
}

function rowOfMany(exchanges: readonly Exchange[]): Omit<SummaryRow, 'ids' | 'verb' | 'resource' | 'status'> {
  const sum = (size: (exchange: Exchange) => number): number =>
    exchanges.reduce((all, it) => all + size(it), 0);
  const [first] = exchanges;
  const time = exchanges.length === 1 && first !== undefined ? duration(first.timing) : elapsed(exchanges);
  return {
    milliseconds: String(time),
    sent: formatBytes(sum(({ request }) => request.body.size)),
    received: formatBytes(sum(({ response }) => response?.body.size ?? 0)),
    worst: exchanges.reduce((worst, { response }) => Math.max(worst, response?.status ?? 0), 0),
    failed: exchanges.some(({ response, error }) => response === undefined || error !== undefined),
  };
}

function statusOf({ response, error, open }: Exchange): string {
  const base = response === undefined ? 'no response' : `${response.status} ${response.statusText}`.trimEnd();
  const suffix =
    open === true ? ', open' : error !== undefined && response !== undefined ? ', broken off' : '';
  return visible(base.slice(0, 80)) + suffix;
}

/**
 * Control characters escaped, and those that join or hide others: no name of Kubernetes has them, and terminals and
 * cli-table3 disagree on their width.
 */
function visible(text: string): string {
  return escapeControls(text).replace(/\p{Cf}/gu, (it) => `\\u${(it.codePointAt(0) ?? 0).toString(16)}`);
}
