import Table from 'cli-table3';
import type { Exchange } from '../exchange/exchange.ts';
import { type Clock, duration, headDuration } from './amounts.ts';
import { isDryRun } from './dry-run.ts';
import { hiddenDiscovery } from './omissions.ts';
import { createPaint, type Paint, statusStyle } from './paint.ts';
import type { CreateRenderer, RenderSettings } from './renderer.ts';
import { createRows, createTotal, type SummaryRow } from './summary-rows.ts';
import { GAP, layoutTable, STATUS } from './table-layout.ts';

/** `table`: the summary alone, one row an exchange, in the verbs and resources of RBAC. */
export const createRenderer: CreateRenderer = (settings) => {
  // Some say it in the body only, and the summary gets exchanges without bodies.
  const dryRuns = new Set<number>();
  let hasHead = false;
  return {
    head() {
      hasHead = true;
      return '';
    },
    exchange(exchange) {
      if (isDryRun(exchange)) dryRuns.add(exchange.id);
      return '';
    },
    summary(exchanges) {
      if (exchanges.length > 0) return drawSummary(exchanges, dryRuns, settings);
      // With filters that nothing came says nothing; without a first line nothing can have come.
      return settings.filtered === true && hasHead ? '' : NOTHING_SENT;
    },
  };
};

/** In the words of the commands that run untouched. */
export const NOTHING_SENT = 'kubectl trace: no API requests\n';

function drawSummary(
  exchanges: readonly Exchange[],
  dryRuns: ReadonlySet<number>,
  settings: RenderSettings,
): string {
  const { discovery, width, verbosity } = settings;
  const paint = createPaint(settings.color);
  // The ladder speaks by kubectl's clock, and a reader compares; a tunnel only begins where that stops.
  const clock: Clock = ({ timing, tunnel }) =>
    verbosity === undefined || tunnel !== undefined ? duration(timing) : headDuration(timing);
  const rows = createRows(exchanges, { discovery, clock, isDryRun: ({ id }) => dryRuns.has(id) });
  const shown =
    discovery === 'hide' ? exchanges.filter(({ request }) => !request.info.isDiscovery) : exchanges;
  const { lines, total, withoutSizes } = layoutTable(rows, createTotal(shown, clock), width);
  const hidden = exchanges.length - shown.length;
  const closing = [
    total === undefined ? '' : paint('faint', total),
    withoutSizes && rows.length > 0 ? paint('note', '(sizes need a wider terminal)') : '',
    hidden === 0 ? '' : paint('note', hiddenDiscovery(hidden)),
  ].filter((line) => line !== '');
  const drawn = rows.length === 0 ? '' : drawRows(lines, rows, paint);
  return drawn + closing.map((line) => `${line}\n`).join('');
}

/**
 * cli-table3 takes time by the square of the rows, and three times as much for cells with colours: it gets a few rows
 * at a time, each cell filled to its width before, and the colour comes afterwards.
 */
const CHUNK = 50;

function drawRows(lines: string[][], rows: SummaryRow[], paint: Paint): string {
  let drawn = '';
  for (let from = 0; from < lines.length; from += CHUNK) {
    const chunk = lines.slice(from, from + CHUNK);
    for (const [index, line] of drawPlain(chunk).entries()) {
      const row = rows[from + index - 1];
      drawn += `${row === undefined ? paint('faint', line) : paintStatus(line, chunk[index] ?? [], row, paint)}\n`;
    }
  }
  return drawn;
}

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
