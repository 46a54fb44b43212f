import { escapeControls } from './escape.ts';
import { headOfString, withoutHalfEscape } from './json-break.ts';
import type { JsonContainer, JsonEntry, JsonNode, JsonScalar } from './json-read.ts';
import { entryWidth, flatWidth } from './json-width.ts';
import type { Style } from './paint.ts';
import type { Sheet } from './sheet.ts';

export interface LayoutOptions {
  /** The column at which the text stands. */
  indent: number;
  /** Whether short entries of objects share a line: closer, for what is skimmed rather than read. */
  dense: boolean;
  /** After how many characters of the text to stop, at the end of a line; Infinity for the whole. */
  limit: number;
  /** What is said of the value that begins at an offset. */
  notes?: ReadonlyMap<number, string>;
}

/** Objects and arrays are put on one line up to here, however wide the terminal: longer lines are hard to read. */
const LAYOUT_WIDTH = 100;

/** Less than this is not worth being left out: the note that says so would be as long. */
const SLACK = 80;

/**
 * Writes JSON for reading: what fits in a line stays in one, closing brackets stand behind the last entry, numbers
 * and strings as they were sent. Returns how many characters of the text were left out.
 *
 * A string that is too long for its line is broken after `\n`, else at a space, else anywhere, and continued two
 * columns further in. Nothing is added but the line break and the indentation, so that joining the lines gives the
 * string again; where the width is infinite (a pipe), strings are never broken.
 */
export function layoutJson(sheet: Sheet, text: string, nodes: JsonNode[], options: LayoutOptions): number {
  return new Layout(sheet, text, options).documents(nodes);
}

class Layout {
  readonly #sheet: Sheet;
  readonly #text: string;
  readonly #options: LayoutOptions;
  readonly #width: number;
  /** How many characters have been written, and how far into the text they reach. */
  #shown = 0;
  #offset = 0;
  #cut = false;
  /** Whether the text ended within a value: said once, however many are open. */
  #unfinished = false;

  constructor(sheet: Sheet, text: string, options: LayoutOptions) {
    this.#sheet = sheet;
    this.#text = text;
    this.#options = options;
    this.#width = Math.min(sheet.width, LAYOUT_WIDTH);
  }

  documents(nodes: JsonNode[]): number {
    const { indent } = this.#options;
    this.#sheet.write(' '.repeat(indent));
    for (const [index, node] of nodes.entries()) {
      if (index > 0 && !this.#newline(indent)) break;
      this.#value(node, indent, 0, false);
    }
    if (this.#cut) return this.#text.length - this.#offset;
    this.#sheet.end();
    // What follows the last value of an unfinished text is at most a comma.
    const left = this.#text.slice(this.#offset);
    return /^[\s,:]*$/.test(left.slice(0, SLACK)) ? 0 : left.length;
  }

  /** Writes a value of which the line must hold `tail` more characters: closing brackets and a comma. */
  #value(node: JsonNode, indent: number, tail: number, afterKey: boolean): void {
    if (node.type === 'fold') {
      this.#write(node.text, 'plain', node.end);
      this.#sheet.note(node.note);
    } else if (node.type === 'scalar') this.#long(node, indent + 2, tail, 'plain');
    else if (flatWidth(this.#text, node, this.#room() - tail) !== undefined) {
      this.#flat(node);
      for (const [start, note] of this.#options.notes ?? []) {
        if (start >= node.start && start < node.end) this.#sheet.note(note);
      }
    } else if (indent > this.#width - 30) this.#long(node, indent, tail, 'plain');
    else this.#broken(node, indent, tail, afterKey);
  }

  #broken(node: JsonContainer, indent: number, tail: number, afterKey: boolean): void {
    const inner = indent + (afterKey ? 2 : 1);
    const dense =
      this.#options.dense || (node.type === 'array' && node.entries.every((e) => isScalar(e.value)));
    this.#write(node.type === 'object' ? '{' : '[', 'plain', node.start + 1);
    const [only] = node.entries;
    const note = this.#options.notes?.get(node.start);
    if (note !== undefined) this.#sheet.note(note);
    else if (afterKey && node.entries.length === 1 && only?.key !== undefined && this.#fits(only.key)) {
      // A chain of single keys needs neither a line nor an indentation for each link: `"spec": {"containers": [`.
      this.#entry(only, indent, tail + 1);
      if (!this.#cut) this.#close(node);
      return;
    }
    if (afterKey && !this.#newline(inner)) return;
    let packed = true;
    for (const [index, entry] of node.entries.entries()) {
      const last = index === node.entries.length - 1;
      const after = last ? tail + 1 : 1;
      const width: number | undefined =
        dense && packed ? entryWidth(this.#text, entry, this.#room() - after - 2) : undefined;
      if (index > 0) {
        this.#write(width === undefined ? ',' : ', ');
        if (width === undefined && !this.#newline(inner)) return;
      }
      packed = width !== undefined || entryWidth(this.#text, entry, this.#room() - after) !== undefined;
      this.#entry(entry, inner, after);
      if (this.#cut) return;
    }
    this.#close(node);
  }

  #close(node: JsonContainer): void {
    if (node.whole) this.#write(node.type === 'object' ? '}' : ']', 'plain', node.end);
    else if (!this.#unfinished) {
      const mark = node.entries.length > 0 ? ', …' : '…';
      if (this.#sheet.room < mark.length) this.#sheet.end().write(' '.repeat(this.#options.indent));
      this.#write(mark, 'note');
      this.#unfinished = true;
    }
  }

  /** Whether a key, its colon and an opening bracket fit in this line. */
  #fits(key: JsonScalar): boolean {
    return flatWidth(this.#text, key, this.#room() - 3) !== undefined;
  }

  #entry(entry: JsonEntry, indent: number, tail: number): void {
    const { key, value } = entry;
    if (key !== undefined) {
      // Behind a key stand a colon and, at least, an opening bracket.
      this.#long(key, indent + 2, 3, 'key');
      if (this.#cut) return;
      this.#write(':');
      if (this.#breaksAfterKey(value, indent, tail)) {
        if (!this.#newline(indent + 2)) return;
      } else this.#write(' ');
    }
    this.#value(value, indent, tail, key !== undefined);
  }

  /** Whether a value stands better on the line below its key: there it is whole, here it would be broken. */
  #breaksAfterKey(value: JsonNode, indent: number, tail: number): boolean {
    const room = this.#sheet.room - 1 - tail;
    const below = this.#sheet.width - indent - 2 - tail;
    if (value.type === 'fold') return value.text.length + value.note.length + 5 > room;
    if (value.type !== 'scalar') return false;
    const width = value.end - value.start;
    return width > room && (width <= below || room < Math.min(24, below));
  }

  /** Writes a literal, in several lines if it must be. */
  #long(node: JsonNode, indent: number, tail: number, style: Style): void {
    const { limit } = this.#options;
    const most = limit - this.#shown + this.#width * 2 + SLACK;
    const end = Math.min(node.end, node.start + Math.max(most, 0));
    let rest = escapeControls(this.#text.slice(node.start, end));
    let offset = node.start;
    while (rest !== '') {
      const head = this.#headOf(rest, tail);
      offset += head.length;
      this.#write(head, style, head === rest ? end : Math.min(offset, end));
      rest = rest.slice(head.length);
      if (rest !== '' && !this.#newline(Math.min(indent, this.#width - 20))) return;
    }
    // What is left was not even taken from the text: it is beyond the limit.
    if (end < node.end) this.#cut = this.#endLine();
  }

  /** As much of a literal as this line takes; escape sequences stay whole. */
  #headOf(literal: string, tail: number): string {
    const { limit } = this.#options;
    if (this.#sheet.width === Infinity) {
      const most = Math.max(limit - this.#shown, SLACK);
      return literal.length <= most + SLACK ? literal : withoutHalfEscape(literal.slice(0, most));
    }
    return headOfString(literal, this.#sheet.room, tail);
  }

  #flat(node: JsonNode): void {
    if (node.type === 'scalar')
      this.#write(escapeControls(this.#text.slice(node.start, node.end)), 'plain', node.end);
    if (node.type === 'scalar' || node.type === 'fold') return;
    this.#write(node.type === 'object' ? '{' : '[');
    for (const [index, { key, value }] of node.entries.entries()) {
      if (index > 0) this.#write(', ');
      if (key !== undefined) {
        this.#write(escapeControls(this.#text.slice(key.start, key.end)), 'key', key.end);
        this.#write(': ');
      }
      this.#flat(value);
    }
    this.#write(node.type === 'object' ? '}' : ']', 'plain', node.end);
  }

  #room(): number {
    return this.#width - this.#sheet.column;
  }

  #write(text: string, style: Style = 'plain', offset = this.#offset): void {
    this.#sheet.write(text, style);
    this.#shown += text.length;
    this.#offset = offset;
  }

  /** Ends the line and begins another, unless enough has been shown: then everything stops here. */
  #newline(indent: number): boolean {
    this.#sheet.end();
    if (this.#shown >= this.#options.limit && this.#text.length - this.#offset > SLACK) {
      this.#cut = true;
      return false;
    }
    this.#sheet.write(' '.repeat(indent));
    return true;
  }

  #endLine(): true {
    this.#sheet.end();
    return true;
  }
}

function isScalar(node: JsonNode): node is JsonScalar {
  return node.type === 'scalar';
}
