import { type JsonContainer, type JsonNode, type JsonScalar, NotJson, readJson } from './json-read.ts';

/** A line of YAML, with what has to be said of it. */
export interface YamlLine {
  text: string;
  note?: string;
  /** How far into the JSON it reaches. */
  offset: number;
}

/**
 * JSON as the YAML that kubectl prints: two columns a level, lists at the column of their key, texts of several lines as
 * blocks. What YAML might read as something else stays in JSON's quotes, which are YAML's as well.
 *
 * @param notes what is said of the value that begins at an offset.
 */
export function toYamlLines(
  text: string,
  documents: readonly JsonNode[],
  notes: ReadonlyMap<number, string>,
): Generator<YamlLine> {
  return new YamlWriter(text, notes).documents(documents);
}

/** A whole body as YAML, without a newline at its end; undefined where it is not JSON. */
export function formatYaml(text: string): string | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    const documents = readJson(text, Infinity, () => undefined);
    return [...toYamlLines(text, documents, new Map())].map((line) => line.text).join('\n');
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

class YamlWriter {
  readonly #text: string;
  readonly #notes: ReadonlyMap<number, string>;
  /** Whether the text ended within a value: said once, however many are open. */
  #isUnfinished = false;

  constructor(text: string, notes: ReadonlyMap<number, string>) {
    this.#text = text;
    this.#notes = notes;
  }

  *documents(documents: readonly JsonNode[]): Generator<YamlLine> {
    for (const [index, node] of documents.entries()) {
      if (index > 0) yield { text: '---', offset: node.start };
      yield* this.#value(node, '', '');
    }
  }

  /** @param lead what stands in the line already: a key and its colon, a dash, or nothing */
  *#value(node: JsonNode, lead: string, pad: string): Generator<YamlLine> {
    const isBehindKey = lead.endsWith(':');
    const gap = isBehindKey ? ' ' : '';
    if (node.type === 'fold') {
      yield { text: `${lead}${gap}${node.text}`, note: node.note, offset: node.end };
    } else if (node.type === 'scalar') {
      yield* this.#scalar(node, `${lead}${gap}`, isBehindKey ? `${pad}  ` : pad);
    } else if (node.entries.length === 0) {
      const brackets = node.type === 'object' ? '{}' : '[]';
      yield { text: `${lead}${gap}${node.whole ? brackets : '…'}`, ...this.#noteOf(node), offset: node.end };
      this.#isUnfinished ||= !node.whole;
    } else if (isBehindKey) {
      yield { text: lead, ...this.#noteOf(node), offset: node.start + 1 };
      yield* this.#entries(node, node.type === 'object' ? `${pad}  ` : pad, undefined);
    } else yield* this.#entries(node, pad, lead);
  }

  *#entries(node: JsonContainer, pad: string, lead: string | undefined): Generator<YamlLine> {
    for (const [index, { key, value }] of node.entries.entries()) {
      const head = index === 0 ? (lead ?? pad) : pad;
      if (key === undefined) yield* this.#value(value, `${head}- `, `${pad}  `);
      else yield* this.#value(value, `${head}${this.#key(key)}:`, pad);
    }
    if (node.whole || this.#isUnfinished) return;
    this.#isUnfinished = true;
    yield { text: `${pad}…`, offset: node.end };
  }

  #noteOf(node: JsonNode): { note?: string } {
    const note = this.#notes.get(node.start);
    return note === undefined ? {} : { note };
  }

  #key(node: JsonScalar): string {
    const literal = this.#text.slice(node.start, node.end);
    const key = stringOf(literal);
    return key !== undefined && isPlain(key) ? key : literal;
  }

  *#scalar({ start, end }: JsonScalar, lead: string, pad: string): Generator<YamlLine> {
    const literal = this.#text.slice(start, end);
    const string = literal.startsWith('"') ? stringOf(literal) : undefined;
    if (string !== undefined && isBlock(string)) {
      const isChomped = !string.endsWith('\n');
      yield { text: `${lead}${isChomped ? '|-' : '|'}`, offset: start };
      for (const line of (isChomped ? string : string.slice(0, -1)).split('\n')) {
        yield { text: line === '' ? '' : `${pad}${line}`, offset: start };
      }
    } else
      yield { text: `${lead}${string !== undefined && isPlain(string) ? string : literal}`, offset: end };
  }
}

function stringOf(literal: string): string | undefined {
  try {
    return String(JSON.parse(literal));
  } catch {
    return undefined;
  }
}

/** Texts of which a block shows every line as it is: no control characters, no blanks at the ends of lines. */
function isBlock(text: string): boolean {
  if (!/^\S.*\n./s.test(text) || text.endsWith('\n\n')) return false;
  return (
    !/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufffe\uffff]/u.test(text.replaceAll('\n', '')) &&
    !/[ \t](?:\n|$)/.test(text)
  );
}

/** What YAML 1.1 and 1.2 read as this string, and nothing else. */
function isPlain(text: string): boolean {
  if (!PLAIN.test(text) || text.endsWith(' ') || text.endsWith(':')) return false;
  return !WORDS.test(text);
}

/** Begins with a letter or what no number begins with, and holds nothing that means something to YAML. */
const PLAIN =
  /^(?:[A-Za-z_/$]|<[a-z])(?:[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}"'#:{}[\],&*!|%@`\\\ufffe\uffff]|:(?! ))*$/u;
const WORDS = /^(?:true|false|yes|no|on|off|null|y|n)$/i;
