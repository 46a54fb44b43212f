import { HeldBytes } from '../../proxy/held-bytes.ts';

/**
 * Splits a watch in CBOR into its events: each is a CBOR item of its own (RFC 8742). Remembers one item, up to `limit`
 * bytes; a longer one ends the reading.
 */
export class CborSplitter {
  readonly #limit: number;
  readonly #onItem: (item: Buffer) => void;
  readonly #known = new HeldBytes();
  #scan = new ItemScan(0);
  #isBroken = false;

  constructor(limit: number, onItem: (item: Buffer) => void) {
    this.#limit = limit;
    this.#onItem = onItem;
  }

  push(chunk: Buffer): void {
    if (this.#isBroken) return;
    this.#known.push(chunk);
    let rest = this.#known.bytes();
    let isCut = false;
    while (rest.length > 0 && this.#scan.go(rest)) {
      this.#onItem(rest.subarray(0, this.#scan.at));
      rest = rest.subarray(this.#scan.at);
      this.#scan = new ItemScan(0);
      isCut = true;
    }
    this.#isBroken = rest.length > this.#limit || this.#scan.isTooDeep;
    if (this.#isBroken || isCut) this.#known.clear();
    if (isCut && !this.#isBroken) this.#known.push(rest);
  }
}

/** The string at a key of a map, which is an item; undefined where there is none. Kubernetes writes strings as bytes. */
export function stringInMap(item: Buffer, wanted: string): string | undefined {
  const at = item.readUIntBE(0, Math.min(3, item.length)) === SELF_DESCRIBED ? 3 : 0;
  const map = readHead(item, at);
  if (map === undefined || map.type !== MAP) return undefined;
  let key = map.end;
  for (let entry = 0; entry < (map.value ?? Number.POSITIVE_INFINITY); entry += 1) {
    const value = endOfItem(item, key);
    if (value === undefined || item[key] === BREAK) return undefined;
    if (stringAt(item, key) === wanted) return stringAt(item, value);
    const next = endOfItem(item, value);
    if (next === undefined) return undefined;
    key = next;
  }
  return undefined;
}

function stringAt(bytes: Buffer, at: number): string | undefined {
  const head = readHead(bytes, at);
  if (head?.value === undefined || (head.type !== BYTES && head.type !== TEXT)) return undefined;
  return bytes.toString('utf8', head.end, head.end + head.value);
}

const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const TAG = 6;
const SELF_DESCRIBED = 0xd9d9f7;
const BREAK = 0xff;

interface Head {
  /** The major type (RFC 8949, 3). */
  type: number;
  /** The argument: a length, a count or a value; undefined for an indefinite length. */
  value: number | undefined;
  /** Where what follows begins. */
  end: number;
}

function readHead(bytes: Buffer, at: number): Head | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  const type = first >> 5;
  const info = first & 0x1f;
  if (info < 24) return { type, value: info, end: at + 1 };
  if (info > 27) return { type, value: undefined, end: at + 1 };
  const size = 2 ** (info - 24);
  const end = at + 1 + size;
  if (end > bytes.length) return undefined;
  return {
    type,
    value: size === 8 ? Number(bytes.readBigUInt64BE(at + 1)) : bytes.readUIntBE(at + 1, size),
    end,
  };
}

/** Where the item at `start` ends; undefined where it is not whole. */
function endOfItem(bytes: Buffer, start: number): number | undefined {
  const scan = new ItemScan(start);
  return scan.go(bytes) ? scan.at : undefined;
}

/** Open items; what is nested deeper is never whole. */
const MAX_DEPTH = 10_000;

/**
 * Looks for the end of one item, and goes on where it was when more has come: from the start at each chunk, a long item
 * would cost the square of its length. A loop: hostile nesting would end our stack.
 */
class ItemScan {
  /** Where it stands: behind the item, once that is whole. A string that is not whole may end behind the bytes. */
  at: number;
  /** How many items are still to come, for each that is open; infinitely many up to a break. */
  readonly #open: number[] = [1];

  constructor(start: number) {
    this.at = start;
  }

  get isTooDeep(): boolean {
    return this.#open.length > MAX_DEPTH;
  }

  /**
   * @param bytes all from the same beginning as before, and what has come since.
   * @returns whether the item is whole.
   */
  go(bytes: Buffer): boolean {
    const open = this.#open;
    while (open.length > 0 && !this.isTooDeep) {
      const left = open.at(-1) ?? 0;
      if (left === 0) {
        open.pop();
        continue;
      }
      const head = readHead(bytes, this.at);
      if (head === undefined) return false;
      this.at = head.end;
      open.pop();
      if (left === Number.POSITIVE_INFINITY && bytes[this.at - 1] === BREAK) continue;
      open.push(left - 1);
      this.#enter(head);
    }
    return open.length === 0 && this.at <= bytes.length;
  }

  #enter({ type, value }: Head): void {
    if (type === TAG) this.#open.push(1);
    else if (type === ARRAY || type === MAP)
      this.#open.push((value ?? Number.POSITIVE_INFINITY) * (type === MAP ? 2 : 1));
    else if (type === BYTES || type === TEXT) {
      if (value === undefined) this.#open.push(Number.POSITIVE_INFINITY);
      else this.at += value;
    }
  }
}
