import { count } from './amounts.ts';
import { escapeControls } from './escape.ts';
import type { KubeTable } from './kube-table.ts';
import type { Sheet } from './sheet.ts';
import { displayWidth, pad, shortenMiddle } from './width.ts';

const GAP = 3;
/** No column is made narrower than this. */
const NARROWEST = 6;
const LAYOUT_WIDTH = 120;

/**
 * Writes a Table as the table that it is: the columns that kubectl prints, one row a line. The sheet stands behind
 * the label; how much is shown and what is not is said there.
 */
export function writeKubeTable(sheet: Sheet, table: KubeTable, limit: number, indent: number): void {
  const shown = table.columns.flatMap((column, index) => (column.priority > 0 ? [] : [index]));
  const hidden = table.columns.length - shown.length;
  const lines = [
    shown.map((index) => (table.columns[index]?.name ?? '').toUpperCase()),
    ...table.rows.map(({ cells }) => shown.map((index) => cells[index] ?? '')),
  ].map((cells) => cells.map(escapeControls));
  const widths = columnWidths(lines, Math.min(sheet.width, LAYOUT_WIDTH) - indent);
  const visible = shown.slice(0, widths.length);
  const more = hidden + shown.length - visible.length;
  sheet.note(describe(table, more)).end();
  let written = 0;
  let rows = 0;
  for (const [index, cells] of lines.entries()) {
    if (index > 1 && written > limit) break;
    const text = widths.map((width, column) => {
      const cell = shortenMiddle(cells[column] ?? '', width);
      return column === widths.length - 1 ? cell : pad(cell, width + GAP);
    });
    const line = text.join('').trimEnd();
    sheet.line(' '.repeat(indent) + line, index === 0 ? 'key' : 'plain');
    written += line.length;
    rows = index;
  }
  const left = table.length - (table.rows[rows - 1]?.end ?? 0);
  const total = table.total;
  if (total === undefined) sheet.line(`    [truncated ${left} chars: -v 10]`, 'note');
  else if (rows < total)
    sheet.line(`    [truncated ${count(total - rows, 'row')}, ${left} chars: -v 10]`, 'note');
}

function describe(table: KubeTable, more: number): string {
  const rows = table.total === undefined ? 'many rows' : count(table.total, 'row');
  const rest = more === 0 ? 'objects' : `${count(more, 'more column')}, objects`;
  return `a Table, ${rows}; ${rest}: -v 10`;
}

/** Takes from the widest column until all fit; where even that is not enough, the last columns are left out. */
function columnWidths(lines: string[][], room: number): number[] {
  const widths = (lines[0] ?? []).map((_, index) =>
    Math.min(room, Math.max(1, ...lines.map((cells) => displayWidth(cells[index] ?? '')))),
  );
  const total = (): number => widths.reduce((sum, width) => sum + width, 0) + GAP * (widths.length - 1);
  while (widths.length > 1 && widths.length * (NARROWEST + GAP) > room && total() > room) widths.pop();
  while (total() > room) {
    const widest = widths.indexOf(Math.max(...widths));
    const excess = total() - room;
    const next = Math.max(NARROWEST, ...widths.filter((_, index) => index !== widest));
    const width = widths[widest] ?? 0;
    const reduced = Math.max(width - excess, Math.min(next, width - 1), 1);
    if (width <= 1) break;
    widths[widest] = reduced;
  }
  return widths;
}
