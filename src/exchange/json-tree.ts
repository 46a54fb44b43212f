import { decodeJsonEscapes } from './escapes.ts';

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

export interface JsonError {
  /** Where the text stops being JSON: an offset in UTF-16 units. */
  offset: number;
  /** In words for a person, without quoting the text: it may hold secrets. */
  message: string;
  /** Where the broken value begins; everything before it is in `roots`. */
  valueStart: number;
  /** Whether the text simply ends too early, as that of a cut recording does. */
  atEnd: boolean;
}

/**
 * JSON that remembers how it was written. Nodes are small integers in the order of the text: a container
 * is followed by all that it holds, an object's members are a key node and then its value.
 * Three numbers a node, in typed arrays: 8 MiB of JSON have half a million nodes.
 */
export class JsonTree {
  readonly text: string;
  /** The values of the sequence, one in ordinary JSON, one an event in a watch stream. */
  readonly roots: readonly number[];
  /** Set where the text is not wholly JSON; `roots` are the whole values before that place. */
  readonly error: JsonError | undefined;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #nexts: Int32Array;

  constructor(
    text: string,
    roots: readonly number[],
    error: JsonError | undefined,
    spans: { starts: Int32Array; ends: Int32Array; nexts: Int32Array },
  ) {
    this.text = text;
    this.roots = roots;
    this.error = error;
    this.#starts = spans.starts;
    this.#ends = spans.ends;
    this.#nexts = spans.nexts;
  }

  kind(node: number): JsonKind {
    switch (this.text.charAt(this.start(node))) {
      case '{':
        return 'object';
      case '[':
        return 'array';
      case '"':
        return 'string';
      case 't':
      case 'f':
        return 'boolean';
      case 'n':
        return 'null';
      default:
        return 'number';
    }
  }

  /** Offset of the value's first character. */
  start(node: number): number {
    return this.#starts[node] ?? 0;
  }

  /** Offset behind the value's last character. */
  end(node: number): number {
    return this.#ends[node] ?? 0;
  }

  /** The node after this one and all that it holds: its next sibling, if `next(parent)` is larger. */
  next(node: number): number {
    return this.#nexts[node] ?? 0;
  }

  /** The value as it is written, quotes and escapes included. */
  raw(node: number): string {
    return this.text.slice(this.start(node), this.end(node));
  }

  /** What a string node says; lone surrogates are kept. */
  string(node: number): string {
    const inside = this.text.slice(this.start(node) + 1, this.end(node) - 1);
    return inside.includes('\\') ? decodeJsonEscapes(inside).text : inside;
  }

  /** The members of an object in the order of the text, repeated keys included; [] for other kinds. */
  members(node: number): { key: number; value: number }[] {
    const members: { key: number; value: number }[] = [];
    if (this.kind(node) !== 'object') return members;
    for (let key = node + 1; key < this.next(node); key = this.next(key + 1)) {
      members.push({ key, value: key + 1 });
    }
    return members;
  }

  /** The items of an array; [] for other kinds. */
  items(node: number): number[] {
    const items: number[] = [];
    if (this.kind(node) !== 'array') return items;
    for (let item = node + 1; item < this.next(node); item = this.next(item)) items.push(item);
    return items;
  }

  /** The value of a member; the last one where the key is repeated, as in Go. */
  member(node: number, name: string): number | undefined {
    return this.members(node).findLast(({ key }) => this.string(key) === name)?.value;
  }
}
