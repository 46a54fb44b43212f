import { count } from './amounts.ts';
import { columnWidths, rowText } from './columns.ts';
import { escapeControls } from './escape.ts';
import type { KubeTable } from './kube-table.ts';
import { moreCharacters, moreItems } from './omissions.ts';
import type { Sheet } from './sheet.ts';

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
    const line = rowText(cells, widths);
    sheet.line(' '.repeat(indent) + line, index === 0 ? 'key' : 'plain');
    written += line.length;
    rows = index;
  }
  const left = table.length - (table.rows[rows - 1]?.end ?? 0);
  const total = table.total;
  const margin = ' '.repeat(indent);
  if (total === undefined) sheet.line(margin + moreCharacters(left), 'note');
  else if (rows < total) sheet.line(margin + moreItems(total - rows, 'row', left), 'note');
}

function describe(table: KubeTable, more: number): string {
  const rows = table.total === undefined ? 'many rows' : count(table.total, 'row');
  const rest = more === 0 ? 'objects' : `${count(more, 'more column')}, objects`;
  return `a Table, ${rows}; ${rest}: -v 10`;
}
