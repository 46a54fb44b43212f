import { displayWidth, pad, shortenMiddle } from './width.ts';

const GAP = 3;
/** No column is made narrower than this. */
const NARROWEST = 6;

/**
 * How wide each column of `lines` is: takes from the widest column until all fit; where even that is not enough, the
 * last columns are left out.
 */
export function columnWidths(lines: string[][], room: number): number[] {
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

/** One line of the columns that have a width; the last is not filled up. */
export function rowText(cells: readonly string[], widths: readonly number[]): string {
  const texts = widths.map((width, column) => {
    const cell = shortenMiddle(cells[column] ?? '', width);
    return column === widths.length - 1 ? cell : pad(cell, width + GAP);
  });
  return texts.join('').trimEnd();
}
