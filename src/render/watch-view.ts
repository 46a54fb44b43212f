import { count } from './amounts.ts';
import { columnWidths, rowText } from './columns.ts';
import { escapeControls } from './escape.ts';
import type { KubeColumn } from './kube-table.ts';
import { moreItems } from './omissions.ts';
import type { Sheet } from './sheet.ts';
import type { WatchEvents, WatchLine } from './watch-events.ts';
import { pad } from './width.ts';

const LAYOUT_WIDTH = 120;
/** `MODIFIED`, and two. */
const TYPE_WIDTH = 10;

/**
 * Writes a watch as `kubectl get -w` shows it, with what happened before each row. The sheet stands behind the label;
 * how much is shown and what is not is said there.
 */
export function writeWatchEvents(sheet: Sheet, events: WatchEvents, indent: number): void {
  const margin = ' '.repeat(indent);
  const runs = splitByColumns(events.lines);
  const room = Math.min(sheet.width, LAYOUT_WIDTH) - indent - TYPE_WIDTH;
  const drawn = runs.map((run) => ({ run, ...layOut(run, room) }));
  const more = Math.max(0, ...drawn.map(({ hidden }) => hidden));
  sheet.note(more === 0 ? 'objects: -v 10' : `${count(more, 'more column')}, objects: -v 10`).end();
  for (const { run, header, rows } of drawn) {
    if (header !== undefined) sheet.line(margin + pad('EVENT', TYPE_WIDTH) + header, 'key');
    for (const [index, line] of run.entries()) {
      const row = rows.get(index);
      const type = pad(escapeControls(line.type), TYPE_WIDTH);
      const style = line.type === 'ERROR' ? 'failed' : 'plain';
      sheet.write(margin + (line.type === '' ? '' : type), style);
      sheet.flow(row ?? ('words' in line ? line.words : ''), indent + TYPE_WIDTH, style).end();
    }
  }
  const { left, leftCharacters, unfinished } = events;
  if (left > 0) sheet.line(margin + moreItems(left, 'event', leftCharacters), 'note');
  if (unfinished > 0) {
    const words = `[an unfinished event, ${count(unfinished, 'character')}: -v 10]`;
    sheet.line(margin + words, 'note');
  }
}

/** One header serves all rows until the columns change, which they do where a resource does (`get all -w`). */
function splitByColumns(lines: readonly WatchLine[]): WatchLine[][] {
  const runs: WatchLine[][] = [];
  let columns: KubeColumn[] | undefined;
  for (const line of lines) {
    const changed = 'columns' in line && columns !== undefined && line.columns !== columns;
    if ('columns' in line) columns = line.columns;
    if (changed || runs.length === 0) runs.push([]);
    runs.at(-1)?.push(line);
  }
  return runs;
}

interface Layout {
  header: string | undefined;
  /** By the index of the line in its run. */
  rows: Map<number, string>;
  hidden: number;
}

function layOut(run: readonly WatchLine[], room: number): Layout {
  const columns = run.flatMap((line) => ('columns' in line ? [line.columns] : []))[0];
  if (columns === undefined) return { header: undefined, rows: new Map(), hidden: 0 };
  const shown = columns.flatMap(({ priority }, index) => (priority > 0 ? [] : [index]));
  const headings = shown.map((index) => escapeControls(columns[index]?.name ?? '').toUpperCase());
  const cells = new Map<number, string[]>();
  for (const [index, line] of run.entries()) {
    if ('cells' in line) {
      cells.set(
        index,
        shown.map((column) => escapeControls(line.cells[column] ?? '')),
      );
    }
  }
  const widths = columnWidths([headings, ...cells.values()], room);
  const rows = new Map([...cells].map(([index, texts]) => [index, rowText(texts, widths)]));
  return { header: rowText(headings, widths), rows, hidden: columns.length - widths.length };
}
