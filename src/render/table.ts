import Table from 'cli-table3';
import type { Exchange } from '../exchange/exchange.ts';
import { count } from './amounts.ts';
import { createPaint, type Paint, statusStyle } from './paint.ts';
import type { CreateRenderer } from './renderer.ts';
import { createRows, type SummaryRow, totalRow } from './summary-rows.ts';
import { displayWidth, pad, shortenMiddle } from './width.ts';

const HEADINGS = ['#', 'VERB', 'RESOURCE', 'STATUS', 'MS', 'SENT', 'RECEIVED'];
const RIGHT = new Set([0, 4, 5, 6]);
const GAP = 2;
/** Wider than the longest names of Kubernetes; cli-table3 takes seconds for cells of thousands of characters. */
const WIDEST = 400;
const VERB = 1;
const RESOURCE = 2;
const STATUS = 3;

/** `table`: the summary alone, one row an exchange, in the verbs and resources of RBAC. */
export const createRenderer: CreateRenderer = (settings) => {
  const paint = createPaint(settings.color);
  return {
    head: () => '',
    exchange: () => '',
    summary(exchanges) {
      const rows = createRows(exchanges, settings.discovery);
      const hidden = settings.discovery === 'hide' ? exchanges.filter(isDiscovery).length : 0;
      const left = hidden === 0 ? '' : `(${count(hidden, 'discovery request')} hidden: --discovery fold)`;
      if (rows.length === 0) return `${paint('note', left || 'no API requests')}\n`;
      const total = totalRow(exchanges.filter((it) => hidden === 0 || !isDiscovery(it)));
      return drawTable(rows, total, settings.width, paint) + (left && `${paint('note', left)}\n`);
    },
  };
};

function isDiscovery({ request }: Exchange): boolean {
  return request.info.isDiscovery;
}

function drawTable(rows: SummaryRow[], total: SummaryRow | undefined, width: number, paint: Paint): string {
  const all = total === undefined ? rows : [...rows, total];
  const texts = [HEADINGS, ...all.map(cellsOf)];
  const widths = fitWidths(texts, width);
  const lines = texts.map((line) =>
    line.map((text, column) => {
      const room = widths[column] ?? 0;
      return pad(shortenMiddle(text, room), room, RIGHT.has(column) ? 'right' : 'left');
    }),
  );
  let drawn = '';
  for (let from = 0; from < lines.length; from += CHUNK) {
    const chunk = lines.slice(from, from + CHUNK);
    for (const [index, line] of drawPlain(chunk).entries()) {
      const row = all[from + index - 1];
      const plain = row === undefined || row === total;
      drawn += `${plain ? paint('faint', line) : paintStatus(line, chunk[index] ?? [], row, paint)}\n`;
    }
  }
  return drawn;
}

/**
 * cli-table3 takes time by the square of the rows, and three times as much for cells with colours: it gets a few rows
 * at a time, each cell filled to its width before, and the colour comes afterwards.
 */
const CHUNK = 50;

function drawPlain(lines: string[][]): string[] {
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 0 };
  const table = new Table({ chars: NO_BORDERS, style });
  table.push(...lines);
  return table.toString().split('\n');
}

function paintStatus(line: string, cells: string[], row: SummaryRow, paint: Paint): string {
  const from = cells.slice(0, STATUS).join(NO_BORDERS.middle).length + GAP;
  const to = from + (cells[STATUS] ?? '').length;
  const style = row.failed ? 'failed' : statusStyle(row.worst);
  return line.slice(0, from) + paint(style, line.slice(from, to)) + line.slice(to);
}

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(GAP),
};

function cellsOf(row: SummaryRow): string[] {
  return [row.ids, row.verb, row.resource, row.status, row.milliseconds, row.sent, row.received];
}

/** The resource gives way first, then the status; figures never do. */
function fitWidths(cells: string[][], width: number): number[] {
  const widths = HEADINGS.map((_, column) =>
    cells.reduce((widest, texts) => Math.max(widest, displayWidth(texts[column] ?? '')), 0),
  );
  const room = Math.min(Math.max(width, 40), WIDEST) - GAP * (HEADINGS.length - 1);
  for (const [column, least] of [
    [RESOURCE, 24],
    [STATUS, 12],
    [VERB, 6],
    [STATUS, 3],
    [RESOURCE, 4],
    [VERB, 3],
  ] as const) {
    const excess = widths.reduce((sum, it) => sum + it, 0) - room;
    if (excess <= 0) break;
    const current = widths[column] ?? 0;
    widths[column] = Math.max(Math.min(current, least), current - excess);
  }
  return widths;
}
