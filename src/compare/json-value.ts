import type { JsonTree } from '../exchange/json-tree.ts';

/** JSON as it is compared: integers that a number cannot hold are a bigint, which is only written by `scalarJson`. */
export type JsonValue = null | boolean | number | bigint | string | JsonValue[] | JsonObject;

export type JsonObject = { [key: string]: JsonValue };

/** The value of a node, with the last of repeated keys, as in Go. */
export function toValue(tree: JsonTree, node: number): JsonValue {
  switch (tree.kind(node)) {
    case 'object': {
      const members = tree
        .members(node)
        .map(({ key, value }) => [tree.string(key), toValue(tree, value)] as const);
      // Not by assignment: a key may be `__proto__`.
      return Object.fromEntries(members);
    }
    case 'array':
      return tree.items(node).map((item) => toValue(tree, item));
    case 'string':
      return tree.string(node);
    case 'number':
      return toNumber(tree.raw(node));
    case 'null':
      return null;
    case 'boolean':
      return tree.raw(node) === 'true';
  }
}

/** Digits that are made a bigint: the time for that grows faster than they do. */
const MOST_DIGITS = 1000;

/** A decimal number, exact where it is an integer of at most a thousand digits. */
export function toNumber(raw: string): number | bigint {
  const number = Number(raw);
  const isExact = Number.isSafeInteger(number) || raw.length > MOST_DIGITS || !/^-?\d+$/.test(raw);
  return isExact ? number : BigInt(raw);
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON of a value that holds no others: JSON.stringify knows no bigint. */
export function scalarJson(value: null | boolean | number | bigint | string): string {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

/** The same text for values that are equal, in whatever order their keys stand. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return scalarJson(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}
