import { CORE_SCHEMA, defineScalarTag, intCoreTag, load, NOT_RESOLVED } from 'js-yaml';
import type { Body } from '../exchange/exchange.ts';
import { parseJson } from '../exchange/json.ts';
import { isObject, type JsonObject, type JsonValue, toNumber, toValue } from './json-value.ts';

/** A body as it is compared. */
export type ReadBody =
  | { kind: 'none' }
  /** Several values are a stream: a watch. */
  | { kind: 'json'; values: JsonValue[] }
  | { kind: 'text'; text: string }
  /** Bytes that are not here; what is known of them. */
  | { kind: 'withheld'; words: string };

export function readBody({ text, size, mediaType, withheld }: Body): ReadBody {
  if (text === undefined) {
    if (size === 0) return { kind: 'none' };
    return { kind: 'withheld', words: `${withheld ?? 'not recorded'}, ${size} bytes` };
  }
  const values = readJson(text) ?? (mediaType.includes('yaml') ? readYaml(text) : undefined);
  return values === undefined ? { kind: 'text', text } : { kind: 'json', values: values.map(spreadTable) };
}

function readJson(text: string): JsonValue[] | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  const tree = parseJson(text);
  return tree.error === undefined ? tree.roots.map((root) => toValue(tree, root)) : undefined;
}

function readYaml(text: string): JsonValue[] | undefined {
  try {
    const value = toJsonValue(load(text, { schema: EXACT_SCHEMA }), { left: MOST_VALUES });
    return value === null || typeof value === 'string' ? undefined : [value];
  } catch {
    return undefined;
  }
}

/** Integers in decimal digits as they are, however large. */
const EXACT_SCHEMA = CORE_SCHEMA.withTags(
  defineScalarTag<number | bigint | typeof NOT_RESOLVED>('tag:yaml.org,2002:int', {
    ...intCoreTag,
    resolve(source, isExplicit, tagName) {
      const number = intCoreTag.resolve(source, isExplicit, tagName);
      const isDecimal = number !== NOT_RESOLVED && /^[-+]?\d+$/.test(source);
      return isDecimal ? toNumber(source.replace('+', '')) : number;
    },
  }),
);

/** Aliases of aliases can stand for more values than any memory holds. */
const MOST_VALUES = 1_000_000;

/** @throws Error for what stands for too many values, or holds itself */
function toJsonValue(value: unknown, budget: { left: number }): JsonValue {
  if (budget.left-- <= 0) throw new Error('too many values');
  if (Array.isArray(value)) return value.map((item) => toJsonValue(item, budget));
  switch (typeof value) {
    case 'object': {
      const members = Object.entries(value ?? {});
      return value && Object.fromEntries(members.map(([key, member]) => [key, toJsonValue(member, budget)]));
    }
    case 'bigint':
    case 'boolean':
    case 'string':
      return value;
    case 'number':
      // As JSON has it: neither infinite nor no number.
      return Number.isFinite(value) ? value : null;
    default:
      return null;
  }
}

/** The rows of a Table by the names of their columns: `rows[web].cells.Ready`. */
function spreadTable(value: JsonValue): JsonValue {
  if (!isObject(value) || value.kind !== 'Table' || !Array.isArray(value.rows)) return value;
  const columns = Array.isArray(value.columnDefinitions) ? value.columnDefinitions : [];
  const names = columns.map((column) => (isObject(column) ? String(column.name) : ''));
  return { ...value, rows: value.rows.map((row) => (isObject(row) ? spreadRow(row, names) : row)) };
}

function spreadRow(row: JsonObject, names: readonly string[]): JsonObject {
  const { cells, object } = row;
  if (!Array.isArray(cells) || new Set(names).size !== cells.length) return row;
  const named = isObject(object) && isObject(object.metadata) ? nameOnly(object.metadata) : {};
  return { ...named, ...row, cells: Object.fromEntries(cells.map((cell, index) => [names[index], cell])) };
}

/** That by which rows are told from each other. */
function nameOnly({ name, namespace }: JsonObject): JsonObject {
  if (name === undefined) return {};
  return { metadata: namespace === undefined ? { name } : { name, namespace } };
}
