import type { WatchEvent } from '../exchange/watch-event.ts';
import { columnWidths, rowText } from './columns.ts';
import { escapeControls } from './escape.ts';
import type { KubeColumn } from './kube-table.ts';
import type { Sheet } from './sheet.ts';
import { readEvent } from './watch-events.ts';
import { pad } from './width.ts';

const LAYOUT_WIDTH = 120;
/** `MODIFIED`, and two. */
const TYPE_WIDTH = 10;

/**
 * The events of one watch as they come, a line each with the number of their exchange before it, as several watches may
 * run at once. Rows of a Table stand in columns; these only grow, as those of `kubectl get -w`.
 */
export class LiveLines {
  readonly #sheet: Sheet;
  readonly #label: string;
  #columns: KubeColumn[] = [];
  /** The widest text of each column so far. */
  #widest: string[] = [];

  constructor(sheet: Sheet, id: number) {
    this.#sheet = sheet;
    this.#label = liveLabel(id);
  }

  write({ type, body }: WatchEvent): void {
    if (body.text === undefined) {
      this.#line(type, `[${body.withheld ?? 'not recorded'}]`);
      return;
    }
    const { lines, columns } = readEvent(body.text, this.#columns);
    const hasNewColumns = columns !== this.#columns;
    this.#columns = columns;
    for (const [index, line] of lines.entries()) {
      if ('words' in line) this.#line(line.type, line.words);
      else this.#row(line.type, line.cells, hasNewColumns && index === 0);
    }
  }

  #row(type: string, cells: readonly string[], isFirst: boolean): void {
    const shown = this.#columns.flatMap(({ priority }, index) => (priority > 0 ? [] : [index]));
    const headings = shown.map((index) => escapeControls(this.#columns[index]?.name ?? '').toUpperCase());
    const texts = shown.map((index) => escapeControls(cells[index] ?? ''));
    const before = isFirst ? headings : this.#widest;
    this.#widest = texts.map((text, index) => longer(text, before[index] ?? ''));
    const room = Math.min(this.#sheet.width, LAYOUT_WIDTH) - this.#label.length - TYPE_WIDTH;
    const widths = columnWidths([this.#widest], room);
    if (isFirst) {
      this.#start();
      this.#sheet.line(pad('EVENT', TYPE_WIDTH) + rowText(headings, widths), 'key');
    }
    this.#line(type, rowText(texts, widths));
  }

  #line(type: string, text: string): void {
    const style = type === 'ERROR' ? 'failed' : 'plain';
    this.#start();
    this.#sheet.write(type === '' ? '' : pad(escapeControls(type), TYPE_WIDTH), style);
    this.#sheet.flow(text, this.#label.length + TYPE_WIDTH, style).end();
  }

  #start(): void {
    this.#sheet.write(this.#label, 'faint');
  }
}

/** Stands before each line that belongs to an exchange whose block stands above. */
export function liveLabel(id: number): string {
  return `[${id}] `;
}

function longer(one: string, other: string): string {
  return one.length > other.length ? one : other;
}
