import type { MergeType } from '../model/catalog.ts';
import { formatGo, formatGoSyntax, goTypeName } from '../model/go-format.ts';
import { isObject, type Json, own } from '../model/json.ts';
import type { ListAtom, ScalarAtom } from './atoms.ts';
import { mapAtom } from './atoms.ts';
import { keyElement, type PathElement, valueElement } from './path-element.ts';

/** A value with its type: what structured-merge-diff works on. */
export interface TypedValue {
  value: Json;
  type: MergeType;
}

/** One thing in which a value does not fit its type (structured-merge-diff typed/helpers.go, ValidationError). */
export interface TypedFault {
  path: string;
  message: string;
}

/** Several faults in one message: the same words that the server answers. */
export class TypedError extends Error {
  constructor(faults: readonly TypedFault[]) {
    const lines = faults.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
    super(lines.length === 1 ? lines[0] : ['errors:', ...lines.map((line) => `  ${line}`)].join('\n'));
  }
}

/** What is wrong with a value of a scalar type; undefined where nothing is. Null fits each of them. */
export function scalarFault(atom: ScalarAtom, value: Json): string | undefined {
  if (value === null) return undefined;
  const is = Array.isArray(value) || isObject(value) ? 'composite' : typeof value;
  switch (atom.of) {
    case 'number':
      return is === 'number' ? undefined : `expected numeric (int or float), got ${goTypeName(value)}`;
    case 'string':
      return is === 'string'
        ? undefined
        : `expected string, got &value.valueUnstructured{Value:${formatGoSyntax(value)}}`;
    case 'boolean':
      return is === 'boolean' ? undefined : `expected boolean, got ${formatWrapped(value)}`;
    case 'untyped':
      return is === 'composite' ? `expected any scalar, got ${formatWrapped(value)}` : undefined;
  }
}

/** `%v` of structured-merge-diff's value around a value. */
export function formatWrapped(value: Json): string {
  return `&{${formatGo(value)}}`;
}

/**
 * The step of a path that leads to an item of an associative list.
 * @throws Error when it has none of the keys, or is no item for such a list.
 */
export function listItemElement(list: ListAtom, item: Json): PathElement {
  if (list.keys.length === 0) return setItemElement(item);
  if (item === null) throw new Error('associative list with keys may not have a null element');
  if (!isObject(item)) throw new Error('associative list with keys may not have non-map elements');
  const fields = mapAtom(list.element)?.fields;
  const key: { [name: string]: Json } = {};
  for (const name of list.keys) {
    const value = own(item, name) ?? (Object.hasOwn(item, name) ? null : fields?.get(name)?.default);
    if (value !== undefined) key[name] = value;
  }
  if (Object.keys(key).length === 0) {
    const names = list.keys.map((name) => JSON.stringify(name)).join(' ');
    throw new Error(
      `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`,
    );
  }
  return keyElement(key);
}

function setItemElement(item: Json): PathElement {
  if (Array.isArray(item)) throw new Error('not supported: associative list with lists as elements');
  if (item === null) throw new Error("associative list without keys has an element that's an explicit null");
  if (isObject(item)) throw new Error("associative list without keys has an element that's a map type");
  return valueElement(item);
}
