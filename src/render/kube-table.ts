import { skipSpace, skipString, skipValue } from './json-read.ts';

/** A `Table` of meta.k8s.io: what the server answers `kubectl get` with, as far as it is going to be shown. */
export interface KubeTable {
  columns: KubeColumn[];
  rows: KubeRow[];
  /** Characters of the text. */
  length: number;
  /** How many rows there are, if that was cheap to learn. */
  total: number | undefined;
}

export interface KubeColumn {
  name: string;
  /** 0 is shown by kubectl always, higher ones by `-o wide`. */
  priority: number;
}

export interface KubeRow {
  /** One text for each column. */
  cells: string[];
  /** Where the row ends in the text. */
  end: number;
}

/** Texts up to here are read to their end, so that the rows can be counted. */
const CHEAP = 256 * 1024;

const LONGEST_CELL = 400;

/**
 * Reads a Table without reading the objects in it: each row carries an object that is longer than its cells, and the
 * rest of an 8 MiB list is not shown anyway. `limit` is the number of characters that the cells may come to.
 * Returns undefined for whatever is not a Table from its first words on (Go writes `kind` first).
 */
export function readKubeTable(text: string, limit: number): KubeTable | undefined {
  if (!/^\s*\{\s*"kind"\s*:\s*"Table"/.test(text.slice(0, 200))) return undefined;
  const whole = text.length <= CHEAP;
  const table: KubeTable = { columns: [], rows: [], length: text.length, total: undefined };
  let total = 0;
  let budget = limit;
  try {
    for (const [key, start] of members(text, text.indexOf('{'))) {
      if (key === 'columnDefinitions') {
        table.columns = readColumns(JSON.parse(text.slice(start, skipValue(text, start))));
      }
      if (key !== 'rows') continue;
      for (const at of elements(text, start)) {
        total++;
        if (budget > 0) {
          const row = readRow(text, at, table.columns.length);
          if (row === undefined) return undefined;
          table.rows.push(row);
          budget -= row.cells.join(' ').length + 1;
        } else if (!whole) return table;
      }
    }
  } catch {
    return undefined;
  }
  if (table.columns.length === 0) return undefined;
  table.total = total;
  return table;
}

/** From the value of `columnDefinitions`. */
export function readColumns(columns: unknown): KubeColumn[] {
  if (!Array.isArray(columns)) return [];
  return columns.map((column: unknown) => {
    const { name, priority } = Object(column) as { name?: unknown; priority?: unknown };
    return { name: String(name ?? ''), priority: typeof priority === 'number' ? priority : 0 };
  });
}

/** The cells of each of `rows`, as texts. */
export function readRows(rows: unknown, columns: number): string[][] {
  if (!Array.isArray(rows)) return [];
  return rows.map((row: unknown) => {
    const { cells } = Object(row) as { cells?: unknown };
    return cellTexts(Array.isArray(cells) ? cells : [], columns);
  });
}

function cellTexts(cells: readonly unknown[], columns: number): string[] {
  return Array.from({ length: columns }, (_, index) => cellText(cells[index]));
}

function readRow(text: string, start: number, columns: number): KubeRow | undefined {
  if (text[start] !== '{') return undefined;
  const end = skipValue(text, start);
  for (const [key, at] of members(text, start)) {
    if (key !== 'cells') continue;
    const cells: unknown = JSON.parse(text.slice(at, skipValue(text, at)));
    if (!Array.isArray(cells)) return undefined;
    return { cells: cellTexts(cells, columns), end };
  }
  return { cells: cellTexts([], columns), end };
}

function cellText(cell: unknown): string {
  const text =
    typeof cell === 'string' ? cell : cell === undefined || cell === null ? '' : JSON.stringify(cell);
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text;
}

/** The keys of the object at `start`, each with the place of its value. */
function* members(text: string, start: number): Generator<[key: string, start: number]> {
  let at = skipSpace(text, start + 1);
  while (text[at] === '"') {
    const keyEnd = skipString(text, at);
    const key = text.slice(at + 1, keyEnd - 1);
    const value = skipSpace(text, skipSpace(text, keyEnd) + 1);
    if (value >= text.length) return;
    yield [key, value];
    at = skipSpace(text, skipValue(text, value));
    if (text[at] !== ',') return;
    at = skipSpace(text, at + 1);
  }
}

/** The places of the elements of the array at `start`. */
function* elements(text: string, start: number): Generator<number> {
  if (text[start] !== '[') return;
  let at = skipSpace(text, start + 1);
  while (at < text.length && text[at] !== ']') {
    yield at;
    at = skipSpace(text, skipValue(text, at));
    if (text[at] !== ',') return;
    at = skipSpace(text, at + 1);
  }
}
