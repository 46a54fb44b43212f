import type { Edit } from './edit.ts';

/** A text with its escapes undone, which still knows where each of its characters came from. */
export interface Decoded {
  text: string;
  /** Edits of `text` as edits of the source, so that what is not edited keeps the spelling it had. */
  lift(edits: readonly Edit[]): Edit[];
}

/**
 * Undoes JSON's escapes wherever they stand. Lenient: what is no escape stays as it is, so that it also
 * serves for cut texts and for logs that quote JSON. Equal to JSON.parse on the inside of a valid string.
 */
export function decodeJsonEscapes(source: string): Decoded {
  return decode(source, '\\', readJsonEscape, (text) => JSON.stringify(text).slice(1, -1));
}

/** Undoes the percent-encoding of ASCII and reads `+` as a blank, as in a query string. */
export function decodePercent(source: string): Decoded {
  return decode(source.replaceAll('+', ' '), '%', readPercent, (text) => text);
}

/** Reads the escape at `at`: what it stands for and its length; undefined where there is none. */
type ReadEscape = (source: string, at: number) => { text: string; length: number } | undefined;

function decode(source: string, mark: string, read: ReadEscape, encode: (text: string) => string): Decoded {
  const pieces: string[] = [];
  // From decoded offset `from[i]` on, the source is `shift[i]` units ahead. One entry an escape, not one a
  // character: a text of many megabytes has few escapes.
  const from: number[] = [];
  const shift: number[] = [];
  let copied = 0;
  let length = 0;
  for (let at = source.indexOf(mark); at >= 0; ) {
    const found = read(source, at);
    if (found === undefined) {
      at = source.indexOf(mark, at + 1);
      continue;
    }
    pieces.push(source.slice(copied, at), found.text);
    length += at - copied + found.text.length;
    copied = at + found.length;
    from.push(length);
    shift.push(copied - length);
    at = source.indexOf(mark, copied);
  }
  pieces.push(source.slice(copied));

  const toSource = (offset: number): number => {
    let low = 0;
    let high = from.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((from[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return offset + (low === 0 ? 0 : (shift[low - 1] ?? 0));
  };
  return {
    text: pieces.join(''),
    lift: (edits) =>
      edits.map(({ start, end, by }) => ({ start: toSource(start), end: toSource(end), by: encode(by) })),
  };
}

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

const HEX4 = /[0-9a-f]{4}/iy;
const HEX2 = /[0-9a-f]{2}/iy;

function readJsonEscape(source: string, at: number): { text: string; length: number } | undefined {
  const letter = source.charAt(at + 1);
  const simple = SIMPLE.get(letter);
  if (simple !== undefined) return { text: simple, length: 2 };
  if (letter !== 'u') return undefined;
  HEX4.lastIndex = at + 2;
  const hex = HEX4.exec(source);
  return hex === null ? undefined : { text: String.fromCharCode(Number.parseInt(hex[0], 16)), length: 6 };
}

function readPercent(source: string, at: number): { text: string; length: number } | undefined {
  HEX2.lastIndex = at + 1;
  const hex = HEX2.exec(source);
  const code = hex === null ? 0x80 : Number.parseInt(hex[0], 16);
  // Parts of a longer UTF-8 sequence stay as they are: no secret's shape needs them.
  return code < 0x80 ? { text: String.fromCharCode(code), length: 3 } : undefined;
}
