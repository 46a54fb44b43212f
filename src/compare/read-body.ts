import { load } from 'js-yaml';
import type { Body } from '../exchange/exchange.ts';
import { parseJson } from '../exchange/json.ts';
import { isObject, type JsonObject, type JsonValue, toValue } from './json-value.ts';

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
    // What YAML can say and JSON cannot (dates, aliases) is what JSON makes of it.
    const value: JsonValue | undefined = JSON.parse(JSON.stringify(load(text)) ?? 'null');
    return value === undefined || value === null || typeof value === 'string' ? undefined : [value];
  } catch {
    return undefined;
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
