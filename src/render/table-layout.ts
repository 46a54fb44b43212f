import type { StatusCell, SummaryRow, TotalRow } from './summary-rows.ts';
import { displayWidth, pad, shortenMiddle, splitAtWidth } from './width.ts';

export const GAP = 2;
/** The column that is painted. */
export const STATUS = 3;

const HEADINGS = ['#', 'VERB', 'RESOURCE', 'STATUS', 'MS', 'SENT', 'RECEIVED'];
const RIGHT = new Set([0, 4, 5, 6]);
const VERB = 1;
const RESOURCE = 2;
const SENT = 5;

/** Wider than the longest names of Kubernetes; cli-table3 takes seconds for cells of thousands of characters. */
const WIDEST = 400;
/** A resource that gets less than this needs the room of the sizes more than they do. */
const READABLE = 16;

export interface TableLayout {
  /** The headings, then the rows: every cell filled up to the width of its column. */
  lines: string[][];
  total: string | undefined;
  /** Whether the sizes were left out because there is no room for them. */
  withoutSizes: boolean;
}

/** Fits the table into `width` columns. The phrase of a status gives way first, then the middle of names; figures never do. */
export function layoutTable(rows: SummaryRow[], total: TotalRow | undefined, width: number): TableLayout {
  const room = Math.min(Math.max(width, 40), WIDEST);
  const natural = naturalWidths(rows, total);
  let widths = fitWidths(natural, rows, room);
  const resource = widths[RESOURCE] ?? 0;
  const withoutSizes = sumOf(widths) > room || (resource < READABLE && resource < (natural[RESOURCE] ?? 0));
  if (withoutSizes) widths = fitWidths(natural.slice(0, SENT), rows, room);
  const fill = (cells: string[]): string[] =>
    widths.map((columns, index) => {
      const text = shortenMiddle(cells[index] ?? '', columns);
      return pad(text, columns, RIGHT.has(index) ? 'right' : 'left');
    });
  const lines = rows.map((row) => fill(cellsOf(row, fitStatus(row.status, widths[STATUS] ?? 0))));
  return {
    lines: [fill(HEADINGS), ...lines],
    total: total === undefined ? undefined : totalLine(total, widths),
    withoutSizes,
  };
}

function cellsOf(row: SummaryRow, status: string): string[] {
  return [row.ids, row.verb, row.resource, status, row.milliseconds, row.sent, row.received];
}

function naturalWidths(rows: SummaryRow[], total: TotalRow | undefined): number[] {
  const texts = [HEADINGS, ...rows.map((row) => cellsOf(row, fitStatus(row.status, Infinity)))];
  if (total !== undefined) texts.push(['', '', '', '', '', total.sent, total.received]);
  const widths = HEADINGS.map((_, column) =>
    texts.reduce((widest, cells) => Math.max(widest, displayWidth(cells[column] ?? '')), 0),
  );
  // The words of the total stand across the columns from RESOURCE to MS.
  const lacking = (total?.label.length ?? 0) - sumOf(widths.slice(RESOURCE, SENT));
  widths[RESOURCE] = (widths[RESOURCE] ?? 0) + Math.max(0, lacking);
  return widths;
}

function fitWidths(natural: readonly number[], rows: SummaryRow[], room: number): number[] {
  const widths = [...natural];
  const bare = rows.reduce((widest, { status }) => Math.max(widest, bareStatus(status).length), 0);
  for (const [column, least] of [
    [STATUS, Math.max(bare, 6)],
    [RESOURCE, 24],
    [VERB, 6],
    [RESOURCE, 8],
    [STATUS, 6],
    [VERB, 4],
  ] as const) {
    const excess = sumOf(widths) - room;
    if (excess <= 0) break;
    const current = widths[column] ?? 0;
    widths[column] = Math.max(Math.min(current, least), current - excess);
  }
  return widths;
}

/** The columns of a line, its gaps included. */
function sumOf(widths: readonly number[]): number {
  return widths.reduce((sum, it) => sum + it, 0) + GAP * (widths.length - 1);
}

function fitStatus(status: StatusCell, width: number): string {
  const { code, phrase, marks } = status;
  const bare = bareStatus(status);
  const whole = [`${code} ${phrase}`.trimEnd(), ...marks].join(', ');
  if (phrase === '' || displayWidth(whole) <= width) return whole;
  const head = cutPhrase(phrase, width - bare.length - 2);
  return head === '' ? bare : [`${code} ${head}…`, ...marks].join(', ');
}

/** Whole words only: a part of one says less than the number alone. */
function cutPhrase(phrase: string, width: number): string {
  const head = splitAtWidth(phrase, Math.max(width, 1))[0];
  return head.slice(0, phrase[head.length] === ' ' ? head.length : Math.max(head.lastIndexOf(' '), 0));
}

/** A status without its phrase, which only repeats the number. */
function bareStatus({ code, marks }: StatusCell): string {
  return [code, ...marks].join(', ');
}

/** The label begins below the resources; where it is too long for that, further to the left. */
function totalLine({ label, sent, received }: TotalRow, widths: readonly number[]): string {
  const end = sumOf(widths.slice(0, SENT));
  const starts = [RESOURCE, VERB].map((column) => sumOf(widths.slice(0, column)) + GAP);
  const start = starts.find((it) => label.length <= end - it) ?? 0;
  const text = pad(' '.repeat(start) + shortenMiddle(label, end - start), end);
  const sizes = [sent, received].slice(0, widths.length - SENT);
  const cells = sizes.map((size, index) => pad(size, widths[SENT + index] ?? 0, 'right'));
  return [text, ...cells].join(' '.repeat(GAP)).trimEnd();
}
