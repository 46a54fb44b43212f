import Table from 'cli-table3';
import type { Exchange } from '../exchange/exchange.ts';
import { createPaint, type Paint, statusStyle } from './paint.ts';
import type { CreateRenderer } from './renderer.ts';
import { createRows, type SummaryRow, totalRow } from './summary-rows.ts';
import { displayWidth, pad, shortenMiddle } from './width.ts';

const HEADINGS = ['#', 'VERB', 'RESOURCE', 'STATUS', 'MS', 'SENT', 'RECEIVED'];
const RIGHT = new Set([0, 4, 5, 6]);
const GAP = 2;
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
      const left = hidden === 0 ? '' : ` (${hidden} of discovery hidden: --discovery fold)`;
      if (rows.length === 0) return `${paint('note', `no API requests${left}`)}\n`;
      const total = totalRow(
        exchanges.filter((it) => hidden === 0 || !isDiscovery(it)),
        left,
      );
      return drawTable(rows, total, settings.width, paint);
    },
  };
};

function isDiscovery({ request }: Exchange): boolean {
  return request.info.isDiscovery;
}

function drawTable(rows: SummaryRow[], total: SummaryRow | undefined, width: number, paint: Paint): string {
  const all = total === undefined ? rows : [...rows, total];
  const cells = [HEADINGS, ...all.map(cellsOf)];
  const widths = fitWidths(cells, width);
  const table = new Table({
    chars: NO_BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const [line, texts] of cells.entries()) {
    const row = all[line - 1];
    table.push(
      texts.map((text, column) => {
        const fitted = shortenMiddle(text, widths[column] ?? 0);
        const filled = pad(fitted, widths[column] ?? 0, RIGHT.has(column) ? 'right' : 'left');
        if (row === undefined || row === total) return paint('faint', filled);
        return column === STATUS ? paint(row.failed ? 'failed' : statusStyle(row.worst), filled) : filled;
      }),
    );
  }
  return `${table.toString().split('\n').map(trimLine).join('\n')}\n`;
}

/** cli-table3 fills every line to the full width: nothing is there to see, and it wraps on a narrow screen. */
function trimLine(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours stand around the spaces
  return line.replace(/ +((?:\u001b\[\d*m)?)$/, '$1').trimEnd();
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
    Math.max(...cells.map((texts) => displayWidth(texts[column] ?? ''))),
  );
  const room = Math.max(width, 40) - GAP * (HEADINGS.length - 1);
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
