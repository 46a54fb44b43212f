import { goQuote } from '../model/field-error.ts';
import { compareGoStrings, formatGo, sortedKeys } from '../model/go-format.ts';
import { isObject, type Json, type JsonObject, own } from '../model/json.ts';

/** A total order of all values: numbers, strings, booleans, lists, maps, null (value/value.go, Compare). */
export function compareValues(a: Json, b: Json): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (typeof a === 'number') return a - (b as number);
  if (typeof a === 'string') return compareGoStrings(a, b as string);
  if (typeof a === 'boolean') return Number(a) - Number(b);
  if (Array.isArray(a)) return compareLists(a, b as Json[]);
  return isObject(a) ? compareMaps(a, b as JsonObject) : 0;
}

/** As a path in a message shows it (value/value.go, ToString). */
export function formatValue(value: Json): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return goQuote(value);
  if (Array.isArray(value)) return `[${value.map(formatValue).join(',')}]`;
  if (!isObject(value)) return formatGo(value);
  return sortedKeys(value)
    .map((key) => `${key}=${formatValue(value[key] as Json)}`)
    .join('');
}

function rankOf(value: Json): number {
  if (value === null) return 5;
  if (Array.isArray(value)) return 3;
  if (isObject(value)) return 4;
  return ['number', 'string', 'boolean'].indexOf(typeof value);
}

function compareLists(a: Json[], b: Json[]): number {
  for (const [index, item] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareValues(item, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareMaps(a: JsonObject, b: JsonObject): number {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort(compareGoStrings);
  const sizes = [Object.keys(a).length, Object.keys(b).length];
  for (const [index, key] of keys.entries()) {
    if (index === sizes[0]) return -1;
    if (index === sizes[1]) return 1;
    const left = own(a, key);
    const right = own(b, key);
    if (left === undefined) return 1;
    if (right === undefined) return -1;
    const order = compareValues(left, right);
    if (order !== 0) return order;
  }
  return 0;
}
