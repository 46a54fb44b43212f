/**
 * One value of a JSON text, by its place in it: literals are never converted, so that numbers and escapes are shown
 * as they were sent. Positions are offsets in the text, the end exclusive.
 */
export type JsonNode = JsonScalar | JsonFold | JsonContainer;

/** A string, a number, a word, or whatever is too deep to be laid out. */
export interface JsonScalar {
  type: 'scalar';
  start: number;
  end: number;
}

/** A value that is shown as `text`, with `note` to say what it is. */
export interface JsonFold {
  type: 'fold';
  start: number;
  end: number;
  text: string;
  note: string;
}

export interface JsonContainer {
  type: 'object' | 'array';
  start: number;
  end: number;
  entries: JsonEntry[];
  /** False where the text or the budget ended inside. */
  whole: boolean;
}

export interface JsonEntry {
  key: JsonScalar | undefined;
  value: JsonNode;
}

/** Decides by an entry's key whether its value is folded. It is asked with the place at which the value begins. */
export type FoldRule = (text: string, key: string, start: number) => JsonFold | undefined;

/** Thrown where a text is not JSON: it is shown as plain text then. */
export class NotJson extends Error {}

/**
 * Reads the JSON documents of a text, one after the other (a watch is a sequence of them), and stops when `budget`
 * characters have been read: 1024 characters of an 8 MiB list are shown, and nobody waits for the rest to be parsed.
 * What a rule folds does not count.
 */
export function readJson(text: string, budget: number, fold: FoldRule): JsonNode[] {
  const reader = new Reader(text, budget, fold);
  return reader.documents();
}

/** Deeper than any object of Kubernetes; it keeps a hostile body from exhausting the stack. */
const MAX_DEPTH = 60;

const WORD = /-?\d[\d.eE+-]*|true|false|null/y;

class Reader {
  readonly #text: string;
  readonly #fold: FoldRule;
  #budget: number;
  #at = 0;

  constructor(text: string, budget: number, fold: FoldRule) {
    this.#text = text;
    this.#budget = budget;
    this.#fold = fold;
  }

  documents(): JsonNode[] {
    const documents: JsonNode[] = [];
    while (this.#more()) documents.push(this.#value(0));
    return documents;
  }

  /** Whether there is more to read, white space aside. */
  #more(): boolean {
    this.#at = skipSpace(this.#text, this.#at);
    return this.#at < this.#text.length && this.#budget > 0;
  }

  #value(depth: number): JsonNode {
    const character = this.#text[this.#at];
    if (character !== '{' && character !== '[') return this.#scalar();
    if (depth < MAX_DEPTH) return this.#container(character, depth);
    return this.#spend(this.#at, skipValue(this.#text, this.#at));
  }

  #container(open: '{' | '[', depth: number): JsonContainer {
    const start = this.#at++;
    const entries: JsonEntry[] = [];
    const type = open === '{' ? 'object' : 'array';
    this.#budget--;
    while (this.#more()) {
      const character = this.#text[this.#at];
      if (character === (open === '{' ? '}' : ']')) {
        return { type, start, end: ++this.#at, entries, whole: true };
      }
      if (entries.length > 0) {
        if (character !== ',') throw new NotJson();
        this.#at++;
        if (!this.#more()) break;
      }
      const entry =
        type === 'object' ? this.#entry(depth) : { key: undefined, value: this.#value(depth + 1) };
      if (entry === undefined) break;
      entries.push(entry);
    }
    return { type, start, end: this.#at, entries, whole: false };
  }

  /** A key and its value; undefined where the text ends between the two. */
  #entry(depth: number): JsonEntry | undefined {
    if (this.#text[this.#at] !== '"') throw new NotJson();
    const key = this.#scalar();
    this.#at = skipSpace(this.#text, this.#at);
    if (this.#at >= this.#text.length) return undefined;
    if (this.#text[this.#at] !== ':') throw new NotJson();
    this.#at = skipSpace(this.#text, this.#at + 1);
    if (this.#at >= this.#text.length) return undefined;
    const fold = this.#fold(this.#text, this.#text.slice(key.start + 1, key.end - 1), this.#at);
    if (fold === undefined) return { key, value: this.#value(depth + 1) };
    this.#at = fold.end;
    return { key, value: fold };
  }

  #scalar(): JsonScalar {
    if (this.#text[this.#at] === '"') return this.#spend(this.#at, skipString(this.#text, this.#at));
    WORD.lastIndex = this.#at;
    const word = WORD.exec(this.#text);
    if (word === null) throw new NotJson();
    return this.#spend(this.#at, WORD.lastIndex);
  }

  #spend(start: number, end: number): JsonScalar {
    this.#budget -= end - start;
    this.#at = end;
    return { type: 'scalar', start, end };
  }
}

/** The offset behind the string that begins at `start`, or the end of the text. */
export function skipString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote !== -1) {
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 0x5c && quote - 1 - slashes > start) slashes++;
    if (slashes % 2 === 0) return quote + 1;
    quote = text.indexOf('"', quote + 1);
  }
  return text.length;
}

/** The offset behind the value that begins at `start`, found without building anything. */
export function skipValue(text: string, start: number, onComma?: () => void): number {
  const first = text[start];
  if (first === '"') return skipString(text, start);
  if (first !== '{' && first !== '[') {
    WORD.lastIndex = start;
    return WORD.test(text) ? WORD.lastIndex : start;
  }
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = skipString(text, at) - 1;
    else if (code === 0x7b || code === 0x5b) depth++;
    else if (code === 0x7d || code === 0x5d) {
      if (--depth === 0) return at + 1;
    } else if (code === 0x2c && depth === 1) onComma?.();
  }
  return text.length;
}

export function skipSpace(text: string, start: number): number {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at++;
  }
}
