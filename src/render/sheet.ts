import { escapeControls } from './escape.ts';
import { createPaint, type Paint, type Style } from './paint.ts';
import { displayWidth, splitAtWidth } from './width.ts';

/** Where notes begin if the line before them leaves the room: one quiet column instead of a ragged edge. */
const NOTE_COLUMN = 44;

/** The longest beginning after which a line may be broken. */
const BREAK = /^.*[ ,;]/s;

/**
 * The page that the text formats write on, and the terminal's door: everything that passes through `write` loses its
 * control characters here, is measured here and gets its colour here. Nothing else makes lines.
 */
export class Sheet {
  readonly width: number;
  readonly #paint: Paint;
  #done = '';
  #line = '';
  #column = 0;
  #notes: [Style, string][] = [];

  constructor(settings: { color: boolean; width: number }) {
    this.#paint = createPaint(settings.color);
    this.width = Math.max(settings.width, 40);
  }

  /** Where the next character goes, counted from 0. */
  get column(): number {
    return this.#column;
  }

  /** The columns left in this line. */
  get room(): number {
    return this.width - this.#column;
  }

  write(text: string, style: Style = 'plain'): this {
    const safe = escapeControls(text);
    this.#line += this.#paint(style, safe);
    this.#column += displayWidth(safe);
    return this;
  }

  /** An explanation that stands at the end of the line being written, or below where there is no room. */
  note(text: string): this {
    this.#notes.push(['note', `(${escapeControls(text)})`]);
    return this;
  }

  /** A word that the story needs, said at once after what was written. */
  word(text: string): this {
    this.#notes.push(['word', `— ${escapeControls(text)}`]);
    return this;
  }

  /** Ends the line, its notes with it. */
  end(): this {
    const notes = this.#notes;
    this.#notes = [];
    for (const [style, text] of notes) this.#place(style, text);
    this.#newline();
    return this;
  }

  /** A whole line: `write` and `end`. */
  line(text: string, style: Style = 'plain'): this {
    return this.write(text, style).end();
  }

  /** Writes a text of any length: broken at spaces and commas, else anywhere, and continued at `indent`. */
  flow(text: string, indent: number, style: Style = 'plain'): this {
    let rest = escapeControls(text);
    for (;;) {
      if (this.room < 1 && this.#column > indent && rest !== '') {
        this.#newline();
        this.write(' '.repeat(indent));
      }
      const [head, tail] = splitAtWidth(rest, Math.max(this.room, 1));
      if (tail === '') break;
      const space = BREAK.exec(head)?.[0].length ?? 0;
      const fresh = this.#column <= indent;
      // A long word begins on a line of its own before it is broken, unless it stands on one already.
      const at = space > 0 ? space : fresh || this.room > this.width / 2 ? head.length : 0;
      this.write(rest.slice(0, at), style);
      this.#newline();
      this.write(' '.repeat(indent));
      rest = rest.slice(at);
    }
    return this.write(rest, style);
  }

  /** All that was written; the sheet is empty again. */
  take(): string {
    const text = this.#done;
    this.#done = '';
    return text;
  }

  #place(style: Style, text: string): void {
    const width = displayWidth(text);
    const gap = style === 'word' ? 1 : 3;
    if (this.#column > 0 && this.room < width + gap) this.#newline();
    const column =
      style === 'word'
        ? Math.max(this.#column + (this.#column > 0 ? gap : 0), 4)
        : Math.max(this.#column + (this.#column > 0 ? gap : 0), Math.min(NOTE_COLUMN, this.width - width), 4);
    this.write(' '.repeat(Math.max(0, Math.min(column, this.width - 1) - this.#column)));
    this.flow(text, 6, style);
  }

  #newline(): void {
    this.#done += `${this.#line}\n`;
    this.#line = '';
    this.#column = 0;
  }
}
