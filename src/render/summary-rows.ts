import type { Exchange } from '../exchange/exchange.ts';
import { type Clock, count, elapsed, formatBytes } from './amounts.ts';
import { isEndedByKubectl } from './endings.ts';
import { escapeControls } from './escape.ts';
import type { DiscoveryMode } from './renderer.ts';
import { targetOf } from './resource-name.ts';
import { shortStreamWords } from './stream-words.ts';

/** One row of the summary, as text that is safe for a terminal. */
export interface SummaryRow {
  ids: string;
  verb: string;
  resource: string;
  status: StatusCell;
  milliseconds: string;
  sent: string;
  received: string;
  /** The highest status, 0 without a response. */
  worst: number;
  /** Whether something went wrong apart from a status. */
  failed: boolean;
}

/** `200 OK, dry run` in its parts, for they are not equally dear where there is little room. */
export interface StatusCell {
  code: string;
  phrase: string;
  /** What the status does not tell: `dry run`, `broken off`. */
  marks: string[];
}

/** The last line. */
export interface TotalRow {
  label: string;
  sent: string;
  received: string;
}

export interface RowSettings {
  discovery: DiscoveryMode;
  clock: Clock;
  isDryRun(exchange: Exchange): boolean;
}

/** One row an exchange, by id; neighbours that are discovery share one in fold mode and have none in hide mode. */
export function createRows(exchanges: readonly Exchange[], settings: RowSettings): SummaryRow[] {
  const rows: SummaryRow[] = [];
  let run: Exchange[] = [];
  const flush = (): void => {
    const [only] = run;
    if (only !== undefined) rows.push(run.length === 1 ? rowOf(only, settings) : foldedRow(run, settings));
    run = [];
  };
  for (const exchange of [...exchanges].sort((a, b) => a.id - b.id)) {
    const folds = exchange.request.info.isDiscovery && settings.discovery !== 'show';
    if (folds && settings.discovery === 'hide') continue;
    if (folds) run.push(exchange);
    else {
      flush();
      rows.push(rowOf(exchange, settings));
    }
  }
  flush();
  return rows;
}

/**
 * Undefined where one row says it all. Its time is no sum and so stands in words, not under the others: requests
 * overlap, and kubectl thinks between them.
 */
export function createTotal(exchanges: readonly Exchange[], clock: Clock): TotalRow | undefined {
  if (exchanges.length < 2) return undefined;
  const time = `${elapsed(exchanges, clock)} milliseconds`;
  return { label: `${count(exchanges.length, 'request')} in ${time}`, ...sizesOf(exchanges) };
}

function rowOf(exchange: Exchange, settings: RowSettings): SummaryRow {
  const { info } = exchange.request;
  return {
    ids: String(exchange.id),
    verb: visible((info.verb || exchange.request.method.toLowerCase()).slice(0, 40)),
    resource: visible(targetOf(exchange)),
    status: statusOf(exchange, settings.isDryRun(exchange)),
    milliseconds: String(settings.clock(exchange)),
    ...sizesOf([exchange]),
    ...outcomeOf([exchange]),
  };
}

function foldedRow(run: readonly Exchange[], { clock }: RowSettings): SummaryRow {
  const cells = new Map(run.map((it) => [it.response?.status ?? 0, statusOf(it, false)]));
  const [only] = cells.size === 1 ? cells.values() : [];
  const codes = [...cells].sort(([a], [b]) => a - b).map(([, { code }]) => code);
  return {
    ids: `${run[0]?.id}-${run.at(-1)?.id}`,
    verb: 'get',
    resource: `(${run.length} discovery)`,
    status: { code: codes.join(', '), phrase: only?.phrase ?? '', marks: [] },
    milliseconds: String(elapsed(run, clock)),
    ...sizesOf(run),
    ...outcomeOf(run),
  };
}

function sizesOf(exchanges: readonly Exchange[]): Pick<SummaryRow, 'sent' | 'received'> {
  const sum = (size: (exchange: Exchange) => number): string =>
    formatBytes(exchanges.reduce((all, it) => all + size(it), 0));
  return {
    sent: sum(({ request, tunnel }) => request.body.size + (tunnel?.sent ?? 0)),
    received: sum(({ response, tunnel }) => (response?.body.size ?? 0) + (tunnel?.received ?? 0)),
  };
}

function outcomeOf(exchanges: readonly Exchange[]): Pick<SummaryRow, 'worst' | 'failed'> {
  return {
    worst: exchanges.reduce((worst, { response }) => Math.max(worst, response?.status ?? 0), 0),
    failed: exchanges.some((it) => it.response === undefined || isBrokenOff(it)),
  };
}

function statusOf(exchange: Exchange, dryRun: boolean): StatusCell {
  const { response, open } = exchange;
  if (response === undefined) {
    const marks = open === true ? ['open'] : [];
    return { code: 'no response', phrase: '', marks };
  }
  const marks: string[] = [];
  if (dryRun) marks.push('dry run');
  if (exchange.tunnel?.exit?.code !== undefined) marks.push(`exit ${exchange.tunnel.exit.code}`);
  if (open === true) marks.push('open');
  else if (isEndedByKubectl(exchange)) marks.push('ended');
  else if (isBrokenOff(exchange)) marks.push('broken off');
  const came = shortStreamWords(exchange);
  if (came !== undefined) marks.push(came);
  return { code: String(response.status), phrase: visible(response.statusText.trim().slice(0, 80)), marks };
}

function isBrokenOff(exchange: Exchange): boolean {
  return exchange.error !== undefined && !isEndedByKubectl(exchange);
}

/**
 * Control characters escaped, and those that join or hide others: no name of Kubernetes has them, and terminals and
 * cli-table3 disagree on their width.
 */
function visible(text: string): string {
  return escapeControls(text).replace(/\p{Cf}/gu, (it) => `\\u${(it.codePointAt(0) ?? 0).toString(16)}`);
}
