import { compareGoStrings, sortedKeys } from '../model/go-format.ts';
import { isObject, type Json, type JsonObject, setOwn } from '../model/json.ts';
import { compareValues, formatValue } from './values.ts';

/**
 * One step into an object: a field's name, the keys of an item of a list, the value of an item of a set, or an index
 * (structured-merge-diff fieldpath/element.go). `id` is how it is written in managedFields; equal steps have equal ids.
 */
export type PathElement =
  | { readonly id: string; readonly kind: 'field'; readonly name: string }
  | { readonly id: string; readonly kind: 'key'; readonly fields: JsonObject }
  | { readonly id: string; readonly kind: 'value'; readonly value: Json }
  | { readonly id: string; readonly kind: 'index'; readonly index: number };

export type Path = readonly PathElement[];

export const fieldElement = (name: string): PathElement => ({ id: `f:${name}`, kind: 'field', name });

/** `fields` in any order. */
export function keyElement(fields: JsonObject): PathElement {
  const sorted: JsonObject = {};
  const parts: string[] = [];
  for (const name of sortedKeys(fields)) {
    setOwn(sorted, name, fields[name] as Json);
    parts.push(`${JSON.stringify(name)}:${writeJson(fields[name] as Json)}`);
  }
  return { id: `k:{${parts.join(',')}}`, kind: 'key', fields: sorted };
}

export const valueElement = (value: Json): PathElement => ({
  id: `v:${writeJson(value)}`,
  kind: 'value',
  value,
});

export const indexElement = (index: number): PathElement => ({ id: `i:${index}`, kind: 'index', index });

/**
 * Reads a key of managedFields; undefined for a kind that is not known, which is left out.
 * @throws Error when it cannot be read.
 */
export function parsePathElement(text: string): PathElement | undefined {
  if (text.length < 2) throw new Error('key must be 2 characters long:');
  if (text[1] !== ':') throw new Error(`missing colon: ${text}`);
  const content = text.slice(2);
  switch (text[0]) {
    case 'f':
      return fieldElement(content);
    case 'v':
      return valueElement(JSON.parse(content) as Json);
    case 'k': {
      const fields = JSON.parse(content) as Json;
      if (!isObject(fields)) throw new Error(`expected an object: ${text}`);
      return keyElement(fields);
    }
    case 'i':
      if (!/^[+-]?\d+$/.test(content)) throw new Error(`invalid index: ${text}`);
      return indexElement(Number(content));
    default:
      return undefined;
  }
}

const KINDS = ['field', 'key', 'value', 'index'] as const;

export function comparePathElements(a: PathElement, b: PathElement): number {
  if (a.id === b.id) return 0;
  if (a.kind === 'field' && b.kind === 'field') return compareGoStrings(a.name, b.name);
  if (a.kind === 'key' && b.kind === 'key') return compareKeys(a.fields, b.fields);
  if (a.kind === 'value' && b.kind === 'value') return compareValues(a.value, b.value);
  if (a.kind === 'index' && b.kind === 'index') return a.index - b.index;
  return KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind);
}

function compareKeys(a: JsonObject, b: JsonObject): number {
  const left = Object.entries(a);
  const right = Object.entries(b);
  for (const [index, [name, value]] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = compareGoStrings(name, other[0]) || compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** As messages name it: `.spec`, `[name="a"]`, `[="x"]`, `[0]`. */
export function formatPathElement(element: PathElement): string {
  switch (element.kind) {
    case 'field':
      return `.${element.name}`;
    case 'key': {
      const parts = Object.entries(element.fields).map(([name, value]) => `${name}=${formatValue(value)}`);
      return `[${parts.join(',')}]`;
    }
    case 'value':
      return `[=${formatValue(element.value)}]`;
    case 'index':
      return `[${element.index}]`;
  }
}

export function formatPath(path: Path): string {
  return path.map(formatPathElement).join('');
}

/** As Go's encoder writes a value: what HTML could trip over is escaped. */
function writeJson(value: Json): string {
  const escapeUnit = (c: string) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(sortMaps(value)).replaceAll(/[<>&\u2028\u2029]/g, escapeUnit);
}

function sortMaps(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortMaps);
  if (!isObject(value)) return value;
  const sorted: JsonObject = {};
  for (const key of sortedKeys(value)) setOwn(sorted, key, sortMaps(value[key] as Json));
  return sorted;
}
