import { goQuote } from '../model/field-error.ts';
import { type Json, type JsonObject, own, setOwn } from '../model/json.ts';

/** JSON as it was written: plain where nothing is lost by that, with the two classes below where something would be. */
export type Parsed = null | boolean | number | string | RawNumber | RawObject | Parsed[] | ParsedObject;

export interface ParsedObject {
  [key: string]: Parsed;
}

/** A number whose text is not what JSON.stringify would write: `1.0`, `1e3`, more digits than a double has. */
export class RawNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** An object with a key that stands twice. */
export class RawObject {
  readonly entries: Array<[string, Parsed]>;
  constructor(entries: Array<[string, Parsed]>) {
    this.entries = entries;
  }
}

/** The message of encoding/json's SyntaxError. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}

export function isParsedObject(value: Parsed): value is ParsedObject | RawObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RawNumber)
  );
}

export function entriesOf(object: ParsedObject | RawObject): Array<[string, Parsed]> {
  return object instanceof RawObject ? object.entries : Object.entries(object);
}

/** Plain JSON: the last of the values of a key that stands twice, numbers as doubles. */
export function toJson(value: Parsed): Json {
  if (value instanceof RawNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(toJson);
  if (!isParsedObject(value)) return value;
  const object: JsonObject = {};
  for (const [key, item] of entriesOf(value)) setOwn(object, key, toJson(item));
  return object;
}

/**
 * Parses JSON as Go does: the same faults in the same words (encoding/json scanner.go), no more than 10000 levels deep.
 * It does not recurse. @throws JsonSyntaxError
 */
export function parseJson(bytes: Uint8Array): Parsed {
  return new Parser(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).parse();
}

const MAX_DEPTH = 10000;

interface Frame {
  list: Parsed[] | undefined;
  entries: Array<[string, Parsed]>;
  object: ParsedObject;
  repeated: boolean;
  key: string;
}

class Parser {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  parse(): Parsed {
    const stack: Frame[] = [];
    let value = this.#begin(stack, false);
    for (;;) {
      const frame = stack.at(-1);
      if (value === undefined) {
        // A list or an object has begun.
        value = frame?.list === undefined ? this.#firstKey(stack) : this.#firstItem(stack);
        continue;
      }
      if (frame === undefined) break;
      value = frame.list === undefined ? this.#nextKey(stack, value) : this.#nextItem(stack, value);
    }
    const rest = this.#peek();
    if (rest !== undefined) this.#fail(rest, 'after top-level value');
    return value;
  }

  /** A value that is whole; undefined where it is a list or an object, which then lies on the stack. */
  #begin(stack: Frame[], mayEnd: boolean): Parsed | undefined {
    const c = this.#next();
    if (c === OPEN_BRACE || c === OPEN_BRACKET) {
      stack.push({
        list: c === OPEN_BRACKET ? [] : undefined,
        entries: [],
        object: {},
        repeated: false,
        key: '',
      });
      if (stack.length > MAX_DEPTH) this.#fail(c, 'exceeded max depth');
      return undefined;
    }
    if (c === QUOTE) return this.#string();
    if (c === 0x74) return this.#literal('true', true);
    if (c === 0x66) return this.#literal('false', false);
    if (c === 0x6e) return this.#literal('null', null);
    if (c === 0x2d || isDigit(c)) return this.#number(c);
    if (mayEnd && c === CLOSE_BRACKET) return this.#end(stack);
    return this.#fail(c, 'looking for beginning of value');
  }

  #firstItem(stack: Frame[]): Parsed | undefined {
    return this.#begin(stack, true);
  }

  #nextItem(stack: Frame[], value: Parsed): Parsed | undefined {
    stack.at(-1)?.list?.push(value);
    const c = this.#next();
    if (c === COMMA) return this.#begin(stack, false);
    if (c === CLOSE_BRACKET) return this.#end(stack);
    return this.#fail(c, 'after array element');
  }

  #firstKey(stack: Frame[]): Parsed | undefined {
    const c = this.#next();
    if (c === CLOSE_BRACE) return this.#end(stack);
    return this.#key(stack, c);
  }

  #nextKey(stack: Frame[], value: Parsed): Parsed | undefined {
    const frame = stack.at(-1);
    if (frame !== undefined) {
      if (own(frame.object as JsonObject, frame.key) !== undefined) frame.repeated = true;
      setOwn(frame.object as JsonObject, frame.key, value as Json);
      frame.entries.push([frame.key, value]);
    }
    const c = this.#next();
    if (c === COMMA) return this.#key(stack, this.#next());
    if (c === CLOSE_BRACE) return this.#end(stack);
    return this.#fail(c, 'after object key:value pair');
  }

  #key(stack: Frame[], c: number): Parsed | undefined {
    if (c !== QUOTE) this.#fail(c, 'looking for beginning of object key string');
    const frame = stack.at(-1);
    if (frame !== undefined) frame.key = this.#string();
    const colon = this.#next();
    if (colon !== COLON) this.#fail(colon, 'after object key');
    return this.#begin(stack, false);
  }

  #end(stack: Frame[]): Parsed {
    const frame = stack.pop();
    if (frame?.list !== undefined) return frame.list;
    return frame?.repeated ? new RawObject(frame.entries) : (frame?.object ?? null);
  }

  #string(): string {
    const start = this.#at;
    let escaped = false;
    for (;;) {
      const c = this.#byte();
      if (c === QUOTE) break;
      if (c < 0x20) this.#fail(c, 'in string literal');
      if (c !== BACKSLASH) continue;
      escaped = true;
      const code = this.#byte();
      if (code === 0x75) {
        for (let digit = 0; digit < 4; digit += 1) {
          const hex = this.#byte();
          if (!isHex(hex)) this.#fail(hex, 'in \\u hexadecimal character escape');
        }
      } else if (!ESCAPES.has(code)) this.#fail(code, 'in string escape code');
    }
    const text = this.#bytes.toString('utf8', start, this.#at - 1);
    // A half of a surrogate pair is replaced, as Go does.
    return escaped ? (JSON.parse(`"${text}"`) as string).replaceAll(/\p{Surrogate}/gu, '\ufffd') : text;
  }

  #number(first: number): number | RawNumber {
    const start = this.#at - 1;
    let c: number | undefined = first;
    if (c === 0x2d) {
      c = this.#byte();
      if (!isDigit(c)) this.#fail(c, 'in numeric literal');
    }
    const zero = c === 0x30;
    c = this.#bytes[this.#at];
    if (!zero) c = this.#digits();
    if (c === 0x2e) {
      this.#at += 1;
      const digit = this.#byte();
      if (!isDigit(digit)) this.#fail(digit, 'after decimal point in numeric literal');
      c = this.#digits();
    }
    if (c === 0x65 || c === 0x45) {
      this.#at += 1;
      let digit = this.#byte();
      if (digit === 0x2b || digit === 0x2d) digit = this.#byte();
      if (!isDigit(digit)) this.#fail(digit, 'in exponent of numeric literal');
      this.#digits();
    }
    const text = this.#bytes.toString('latin1', start, this.#at);
    const number = Number(text);
    return String(number) === text ? number : new RawNumber(text);
  }

  #digits(): number | undefined {
    while (isDigit(this.#bytes[this.#at])) this.#at += 1;
    return this.#bytes[this.#at];
  }

  #literal<T extends Parsed>(word: string, value: T): T {
    for (const expected of word.slice(1)) {
      const c = this.#byte();
      if (c !== expected.charCodeAt(0)) this.#fail(c, `in literal ${word} (expecting '${expected}')`);
    }
    return value;
  }

  /** The next byte that is not space. */
  #next(): number {
    const c = this.#peek();
    if (c === undefined) throw new JsonSyntaxError('unexpected end of JSON input');
    this.#at += 1;
    return c;
  }

  #peek(): number | undefined {
    let c = this.#bytes[this.#at];
    while (c === 0x20 || c === 0x09 || c === 0x0d || c === 0x0a) {
      this.#at += 1;
      c = this.#bytes[this.#at];
    }
    return c;
  }

  #byte(): number {
    const c = this.#bytes[this.#at];
    if (c === undefined) throw new JsonSyntaxError('unexpected end of JSON input');
    this.#at += 1;
    return c;
  }

  #fail(c: number, context: string): never {
    throw new JsonSyntaxError(`invalid character ${quoteByte(c)} ${context}`);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const ESCAPES: ReadonlySet<number> = new Set([...'bfnrt\\/"'].map((character) => character.charCodeAt(0)));

function isDigit(c: number | undefined): boolean {
  return c !== undefined && c >= 0x30 && c <= 0x39;
}

function isHex(c: number): boolean {
  return isDigit(c) || (c >= 0x61 && c <= 0x66) || (c >= 0x41 && c <= 0x46);
}

/** A byte is told as the character of that number. */
function quoteByte(c: number): string {
  if (c === 0x27) return "'\\''";
  if (c === QUOTE) return "'\"'";
  return `'${goQuote(String.fromCharCode(c)).slice(1, -1)}'`;
}
