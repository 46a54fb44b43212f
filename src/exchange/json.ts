import { type JsonError, JsonTree } from './json-tree.ts';

/** Deeper nesting counts as not parseable. Kubernetes stays under 100; walkers may recurse this far. */
export const MAX_JSON_DEPTH = 500;

/**
 * Reads JSON, or several JSON values one after the other (watch streams). Never throws: what is not JSON is
 * said in `error`, and the values before it are kept. JSON.parse will not do: it loses the digits of
 * numbers, the order and repetition of keys, and every offset.
 */
export function parseJson(text: string): JsonTree {
  return new JsonReader(text).read();
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const BYTE_ORDER_MARK = 0xfeff;

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const NUMBER_BEGUN = /-?[0-9]*(?:\.[0-9]*)?(?:[eE][+-]?[0-9]*)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const ESCAPE_BEGUN = /\\(?:u[0-9a-fA-F]{0,3})?/y;
const WORDS = ['true', 'false', 'null'];

/** Thrown inside the reader only, and by identity: building a real Error costs a stack. */
const STOP = Symbol('not JSON');

class JsonReader {
  readonly #text: string;
  #at = 0;
  #count = 0;
  #starts: Int32Array;
  #ends: Int32Array;
  #nexts: Int32Array;
  #problem = { offset: 0, message: '' };

  constructor(text: string) {
    this.#text = text;
    const capacity = Math.max(16, text.length >> 4);
    this.#starts = new Int32Array(capacity);
    this.#ends = new Int32Array(capacity);
    this.#nexts = new Int32Array(capacity);
  }

  read(): JsonTree {
    const roots: number[] = [];
    let error: JsonError | undefined;
    if (this.#text.charCodeAt(0) === BYTE_ORDER_MARK) this.#at = 1;
    this.#skipBlanks();
    while (this.#at < this.#text.length) {
      const valueStart = this.#at;
      const root = this.#count;
      try {
        if (this.#touchesScalar(roots.at(-1))) this.#stop('expected a blank between two values');
        this.#readValue();
      } catch (thrown) {
        if (thrown !== STOP) throw thrown;
        this.#count = root;
        error = { ...this.#problem, valueStart, atEnd: this.#problem.offset >= this.#text.length };
        break;
      }
      roots.push(root);
      this.#skipBlanks();
    }
    const spans = { starts: this.#starts, ends: this.#ends, nexts: this.#nexts };
    return new JsonTree(this.#text, roots, error, spans);
  }

  /** `{}{}` are two values, but `2024-11` and `nullnull` are not: that text is no JSON. */
  #touchesScalar(root: number | undefined): boolean {
    if (root === undefined || this.#ends[root] !== this.#at) return false;
    const code = this.#text.charCodeAt(this.#starts[root] ?? 0);
    return code !== OPEN_OBJECT && code !== OPEN_ARRAY;
  }

  /** One value with all that it holds; a loop with its own stack, as hostile nesting would end ours. */
  #readValue(): void {
    const open: number[] = [];
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
        if (open.length >= MAX_JSON_DEPTH) this.#stop(`nested deeper than ${MAX_JSON_DEPTH} levels`);
        open.push(this.#add(this.#at));
        this.#at += 1;
        this.#skipBlanks();
        const close = code === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY;
        if (this.#text.charCodeAt(this.#at) !== close) {
          if (code === OPEN_OBJECT) this.#readKey();
          continue;
        }
      } else this.#readScalar(code);
      if (this.#closeContainers(open)) return;
    }
  }

  /** Behind a value: closes what ends here, else goes on to the next value. True when all is closed. */
  #closeContainers(open: number[]): boolean {
    for (;;) {
      const container = open.at(-1);
      if (container === undefined) return true;
      const isObject = this.#text.charCodeAt(this.#starts[container] ?? 0) === OPEN_OBJECT;
      this.#skipBlanks();
      const code = this.#text.charCodeAt(this.#at);
      if (code === (isObject ? CLOSE_OBJECT : CLOSE_ARRAY)) {
        this.#at += 1;
        this.#ends[container] = this.#at;
        this.#nexts[container] = this.#count;
        open.pop();
        continue;
      }
      if (code !== COMMA) this.#stop(`expected , or ${isObject ? '}' : ']'}`);
      this.#at += 1;
      this.#skipBlanks();
      if (isObject) this.#readKey();
      return false;
    }
  }

  #readKey(): void {
    if (this.#text.charCodeAt(this.#at) !== QUOTE) this.#stop('expected a key in quotes');
    this.#readString();
    this.#skipBlanks();
    if (this.#text.charCodeAt(this.#at) !== COLON) this.#stop('expected :');
    this.#at += 1;
    this.#skipBlanks();
  }

  #readScalar(code: number): void {
    if (code === QUOTE) {
      this.#readString();
      return;
    }
    const start = this.#at;
    const word = WORDS.find((candidate) => candidate.charCodeAt(0) === code);
    if (word !== undefined && this.#text.startsWith(word, start)) this.#at += word.length;
    else if (word !== undefined) {
      let same = 0;
      while (this.#text.charAt(start + same) === word.charAt(same)) same += 1;
      this.#at += same;
      this.#stop('expected a value');
    } else this.#readNumber();
    this.#close(this.#add(start));
  }

  #readNumber(): void {
    NUMBER.lastIndex = this.#at;
    NUMBER_BEGUN.lastIndex = this.#at;
    const whole = NUMBER.test(this.#text);
    // `1.` and `1e` are a number that was cut, not a number and something else.
    NUMBER_BEGUN.test(this.#text);
    const isCut = NUMBER_BEGUN.lastIndex > NUMBER.lastIndex;
    this.#at = whole && !isCut ? NUMBER.lastIndex : NUMBER_BEGUN.lastIndex;
    if (!whole || isCut) this.#stop('expected a value');
  }

  #readString(): void {
    const node = this.#add(this.#at);
    const text = this.#text;
    let at = this.#at + 1;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) break;
      if (code > 0x1f && code !== BACKSLASH) {
        at += 1;
        continue;
      }
      this.#at = at;
      // NaN, behind the end of the text, comes here too.
      if (code !== BACKSLASH) this.#stop('a string that does not end');
      at = this.#readEscape();
    }
    this.#at = at + 1;
    this.#close(node);
  }

  #readEscape(): number {
    ESCAPE.lastIndex = this.#at;
    if (ESCAPE.test(this.#text)) return ESCAPE.lastIndex;
    ESCAPE_BEGUN.lastIndex = this.#at;
    ESCAPE_BEGUN.test(this.#text);
    this.#at = ESCAPE_BEGUN.lastIndex;
    return this.#stop('an unknown escape');
  }

  #skipBlanks(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }

  #add(start: number): number {
    if (this.#count === this.#starts.length) this.#grow();
    this.#starts[this.#count] = start;
    return this.#count++;
  }

  #close(node: number): void {
    this.#ends[node] = this.#at;
    this.#nexts[node] = node + 1;
  }

  #grow(): void {
    const larger = (old: Int32Array): Int32Array => {
      const array = new Int32Array(old.length * 2);
      array.set(old);
      return array;
    };
    this.#starts = larger(this.#starts);
    this.#ends = larger(this.#ends);
    this.#nexts = larger(this.#nexts);
  }

  #stop(message: string): never {
    this.#problem = { offset: this.#at, message };
    throw STOP;
  }
}
