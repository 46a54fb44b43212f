import { sortedKeys } from '../model/go-format.ts';
import { isObject, type Json, type JsonObject, listAt, objectAt, own } from '../model/json.ts';

// Reads the fields of canonical objects as Go's types have them: a pointer that is nil has no key.

/** Whether a pointer, a list or a map is not nil. */
export function isSet(object: JsonObject, key: string): boolean {
  const value = own(object, key);
  return value !== undefined && value !== null;
}

export function numberAt(object: JsonObject, key: string): number | undefined {
  const value = own(object, key);
  return typeof value === 'number' ? value : undefined;
}

export function booleanAt(object: JsonObject, key: string): boolean | undefined {
  const value = own(object, key);
  return typeof value === 'boolean' ? value : undefined;
}

/** The text behind a pointer; undefined where it is nil. */
export function textAt(object: JsonObject, key: string): string | undefined {
  const value = own(object, key);
  return typeof value === 'string' ? value : undefined;
}

/** The struct behind a pointer; undefined where it is nil. */
export function structAt(object: JsonObject, key: string): JsonObject | undefined {
  const value = own(object, key);
  return isObject(value) ? value : undefined;
}

export function objectsAt(object: JsonObject | undefined, key: string): JsonObject[] {
  return listAt(object, key).filter(isObject);
}

export function stringsAt(object: JsonObject | undefined, key: string): string[] {
  return listAt(object, key).filter((item) => typeof item === 'string');
}

export function numbersAt(object: JsonObject | undefined, key: string): number[] {
  return listAt(object, key).filter((item) => typeof item === 'number');
}

/** The entries of a map of strings, by key: Go has no order here. */
export function entriesAt(object: JsonObject | undefined, key: string): [string, string][] {
  const map = objectAt(object, key);
  return sortedKeys(map).map((name) => [name, String(map[name])]);
}

/** A value that a message shows; null where it is not there. */
export function valueAt(object: JsonObject, key: string): Json {
  return own(object, key) ?? null;
}

/** A map as Go writes it into a message: by its keys. */
export function sortedMap(map: JsonObject): JsonObject {
  return Object.fromEntries(sortedKeys(map).map((key) => [key, map[key] ?? null]));
}
