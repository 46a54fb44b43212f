import { type KubeColumn, readColumns, readRows } from './kube-table.ts';

/** One line of what a watch shows. */
export type WatchLine =
  /** A row of a Table: one text for each column. */
  | { type: string; cells: string[]; columns: KubeColumn[] }
  /** Everything else, in words. */
  | { type: string; words: string };

export interface WatchEvents {
  lines: WatchLine[];
  /** How many whole events of the text stand in no line, and with how many characters. */
  left: number;
  leftCharacters: number;
  /** The characters of an event that the text ends within. */
  unfinished: number;
}

/**
 * Reads the events of a watch, one a line of the text, until what they show comes to `limit` characters. Returns
 * undefined for whatever is no watch from its first words on (Go writes `type` first).
 */
export function readWatchEvents(text: string, limit: number): WatchEvents | undefined {
  if (!FIRST_EVENT.test(text.slice(0, 200))) return undefined;
  const events: WatchEvents = { lines: [], left: 0, leftCharacters: 0, unfinished: 0 };
  let columns: KubeColumn[] = [];
  let budget = limit;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    const whole = newline !== -1;
    if (budget > 0) {
      const line = text.slice(at, end).trim();
      const event = line === '' ? undefined : readEvent(line, columns);
      if (event !== undefined && (whole || event.isJson)) {
        columns = event.columns;
        events.lines.push(...event.lines);
        for (const it of event.lines) budget -= widthOf(it);
      } else if (!whole) events.unfinished = line.length;
    } else if (whole) {
      events.left++;
      events.leftCharacters += end - at;
    } else events.unfinished = end - at;
    at = end + 1;
  }
  return events;
}

const FIRST_EVENT = /^\s*\{\s*"type"\s*:\s*"[A-Z]{1,20}"\s*,\s*"object"\s*:/;
const LONGEST_WORDS = 300;

function widthOf(line: WatchLine): number {
  return 12 + ('cells' in line ? line.cells.join('   ') : line.words).length;
}

/** What one event says, and the columns that its rows have, and those after it that carry none. */
export interface ReadEvent {
  lines: WatchLine[];
  columns: KubeColumn[];
  isJson: boolean;
}

export function readEvent(line: string, columns: KubeColumn[]): ReadEvent {
  const event = parse(line);
  if (event === undefined) return { lines: [{ type: '', words: cut(line) }], columns, isJson: false };
  const type = stringOf(event.type);
  const object = fieldsOf(event.object);
  const inWords = (words: string): ReadEvent => ({
    lines: [{ type, words: cut(words) }],
    columns,
    isJson: true,
  });
  if (type === 'BOOKMARK') return inWords(bookmarkWords(object));
  if (object.kind !== 'Table') {
    return inWords(object.kind === 'Status' ? statusWords(object) : objectWords(object));
  }
  // The first event alone carries the columns, or each carries the same.
  const own = readColumns(object.columnDefinitions);
  const current = own.length === 0 || JSON.stringify(own) === JSON.stringify(columns) ? columns : own;
  const rows = readRows(object.rows, current.length);
  if (rows.length === 0 || current.length === 0) return inWords('a Table without rows');
  const lines = rows.map((cells) => ({ type, cells, columns: current }));
  return { lines, columns: current, isJson: true };
}

/** What a client may resume from. It says nothing else, whatever the object looks like. */
function bookmarkWords(object: Fields): string {
  const metadata = fieldsOf(object.metadata);
  const annotations = fieldsOf(metadata.annotations);
  const isInitial = annotations['k8s.io/initial-events-end'] === 'true';
  return `${versionWords(metadata)}${isInitial ? ' (the end of the initial events)' : ''}`.trim();
}

function statusWords(status: Fields): string {
  const code = typeof status.code === 'number' ? String(status.code) : '';
  return `${code} ${stringOf(status.reason)}: ${stringOf(status.message)}`.trim();
}

function objectWords(object: Fields): string {
  const metadata = fieldsOf(object.metadata);
  const namespace = stringOf(metadata.namespace);
  const name = `${namespace === '' ? '' : `${namespace}/`}${stringOf(metadata.name)}`;
  return [stringOf(object.kind), name].filter(Boolean).join(' ').concat('  ', versionWords(metadata)).trim();
}

function versionWords(metadata: Fields): string {
  const version = stringOf(metadata.resourceVersion);
  return version === '' ? '' : `rv ${version}`;
}

type Fields = Readonly<Record<string, unknown>>;

function parse(line: string): Fields | undefined {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Fields {
  return Object(value) as Fields;
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function cut(words: string): string {
  return words.length > LONGEST_WORDS ? `${words.slice(0, LONGEST_WORDS)}…` : words;
}
