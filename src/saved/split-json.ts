import { Buffer } from 'node:buffer';

/** A piece of a file: an object that may be an exchange, or what a HAR says before its entries. */
export interface JsonPiece {
  kind: 'value' | 'head';
  bytes: Buffer;
  place: Place;
}

export interface Place {
  /** Bytes from the file's beginning. */
  offset: number;
  /** From 1. */
  line: number;
}

/** Receives the pieces in their order, and the places where the file is damaged. */
export interface PieceTaker {
  piece(piece: JsonPiece): void;
  /** @param at `end` where the text ends too soon. */
  damage(place: Place, at?: 'end'): void;
}

/**
 * Splits JSON text into the objects that stand at its top, in an array at its top, or in `log.entries` (HAR), without
 * holding more than one of them. Behind a damaged place it goes on where one of our own lines begins: each of them is
 * one exchange.
 */
export class JsonSplitter {
  readonly #taker: PieceTaker;
  #rest = Buffer.alloc(0);
  /** Of the first byte of `#rest`. */
  #place: Place = { offset: 0, line: 1 };
  /** What has come of the piece that is open. */
  #parts: Buffer[] = [];
  /** Where the open piece begins. */
  #start: Place = { offset: 0, line: 1 };
  #isOpen = false;
  #inString = false;
  #isEscaped = false;
  /** Open brackets. */
  #depth = 0;
  /** How many of them stand around each piece: 0 at the top, 1 in an array, 3 in `log.entries`. */
  #around = 0;
  /** The last string at depth 1 and at depth 2, where keys stand. */
  #keys: string[] = ['', '', ''];
  /** The beginning of the string that is open. */
  #string = '';
  #isInLog = false;
  #isSkipping = false;

  constructor(taker: PieceTaker) {
    this.#taker = taker;
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    // The beginning of a line is looked at as a whole.
    const end = Math.max(0, bytes.length - LOOKAHEAD);
    this.#scan(bytes, end);
    this.#rest = Buffer.from(bytes.subarray(end));
  }

  /** What was open is damaged: the file ends too soon. */
  end(): void {
    const bytes = this.#rest;
    this.#scan(bytes, bytes.length);
    this.#rest = Buffer.alloc(0);
    if (!this.#isSkipping && (this.#depth > 0 || this.#inString)) this.#taker.damage(this.#place, 'end');
  }

  /** Whether the text has ended within a piece. */
  get isWithinPiece(): boolean {
    return this.#isOpen && this.#depth > this.#around;
  }

  #scan(bytes: Buffer, end: number): void {
    const base = this.#place.offset;
    let { line } = this.#place;
    let from = 0;
    const placeOf = (at: number): Place => ({ offset: base + at, line });
    const take = (to: number) => {
      if (this.#isOpen) this.#parts.push(Buffer.from(bytes.subarray(from, to)));
      from = to;
    };
    for (let at = 0; at < end; at += 1) {
      const code = bytes[at];
      if (code === NEWLINE) {
        const isBroken = this.#inString || this.#isSkipping || this.isWithinPiece;
        line += 1;
        if (isBroken && isOurLine(bytes, at + 1)) {
          if (!this.#isSkipping) this.#taker.damage(this.#start);
          from = at + 1;
          this.#resume(bytes, at + 1);
        } else if (this.#inString && !this.#isSkipping) {
          this.#taker.damage(this.#isOpen ? this.#start : placeOf(at));
          this.#drop();
          from = at;
        }
        continue;
      }
      if (this.#isSkipping) continue;
      if (this.#inString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (code === BACKSLASH) this.#isEscaped = true;
        else if (code === QUOTE) {
          this.#inString = false;
          if (this.#depth < 3) this.#keys[this.#depth] = this.#string;
        } else if (this.#depth < 3 && this.#around === 0 && this.#string.length < LONGEST_KEY)
          this.#string += String.fromCharCode(code ?? 0);
        continue;
      }
      switch (code) {
        case QUOTE:
          this.#inString = true;
          this.#string = '';
          break;
        case OPEN_OBJECT:
        case OPEN_ARRAY:
          if (this.#depth === this.#around && code === OPEN_OBJECT) {
            this.#start = placeOf(at);
            this.#isOpen = true;
            from = at;
          } else if (this.#depth === 0) this.#around = 1;
          else if (this.#isLog(code)) this.#isInLog = true;
          else if (this.#isEntries(code)) {
            take(at);
            this.#emit('head');
            this.#around = 3;
          }
          this.#depth += 1;
          break;
        case CLOSE_OBJECT:
        case CLOSE_ARRAY:
          // Between pieces only the array around them can end, and at the top nothing.
          if (this.#depth === this.#around && (this.#depth === 0 || code === CLOSE_OBJECT)) {
            this.#taker.damage(placeOf(at));
            this.#drop();
            break;
          }
          this.#depth -= 1;
          if (this.#depth === this.#around && this.#isOpen) {
            take(at + 1);
            this.#emit('value');
          } else if (this.#depth < this.#around) {
            // In `log.entries` the log itself is still open.
            this.#around = 0;
            this.#isOpen = false;
          }
          if (this.#depth === 0) this.#isInLog = false;
          break;
        default:
          if (this.#depth === this.#around && code !== undefined && !isBlank(code)) {
            this.#taker.damage(placeOf(at));
            this.#drop();
          }
      }
    }
    take(end);
    this.#place = { offset: base + end, line };
  }

  #isLog(code: number | undefined): boolean {
    return this.#around === 0 && this.#depth === 1 && code === OPEN_OBJECT && this.#keys[1] === 'log';
  }

  #isEntries(code: number | undefined): boolean {
    const isHere = this.#isInLog && this.#around === 0 && this.#depth === 2;
    return isHere && code === OPEN_ARRAY && this.#keys[2] === 'entries';
  }

  #emit(kind: JsonPiece['kind']): void {
    this.#taker.piece({ kind, bytes: Buffer.concat(this.#parts), place: this.#start });
    this.#parts = [];
    this.#isOpen = false;
  }

  /** Everything up to the next line that is surely one of ours. */
  #drop(): void {
    this.#parts = [];
    this.#isOpen = false;
    this.#inString = false;
    this.#isEscaped = false;
    this.#isSkipping = true;
  }

  #resume(bytes: Buffer, at: number): void {
    this.#drop();
    this.#isSkipping = false;
    const isRecord = bytes.subarray(at, at + RECORD.length).equals(RECORD);
    this.#around = isRecord ? 0 : 3;
    this.#depth = this.#around;
    this.#isInLog = !isRecord;
  }
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const COMMA = 0x2c;

/** How the lines of src/render/jsonl.ts and src/render/har.ts begin. */
const RECORD = Buffer.from('{"version":');
const ENTRY = Buffer.from(',{"startedDateTime":');
const FIRST_ENTRY = ENTRY.subarray(1);
/** More than `entries` has. */
const LONGEST_KEY = 10;
const LOOKAHEAD = ENTRY.length + 1;

function isOurLine(bytes: Buffer, at: number): boolean {
  return [RECORD, ENTRY, FIRST_ENTRY].some((line) => bytes.subarray(at, at + line.length).equals(line));
}

function isBlank(code: number): boolean {
  // A record separator (RFC 7464) is as good as a blank, and so is a byte order mark.
  return code === 0x20 || code === 0x09 || code === 0x0d || code === COMMA || code === 0x1e || BOM.has(code);
}

const BOM: ReadonlySet<number> = new Set([0xef, 0xbb, 0xbf]);
