import { isObject, type Json, type JsonObject, own } from '../../model/json.ts';

/** Sets what is nil in Go: a pointer, a list or a map without value. An empty string or 0 of a pointer is a value. */
export function setIfNil(object: JsonObject, key: string, value: Json): void {
  if (isNil(own(object, key))) object[key] = value;
}

/** Sets what has Go's zero value, for fields that are no pointers. */
export function setIfZero(object: JsonObject, key: string, value: Json): void {
  if (isZero(own(object, key))) object[key] = value;
}

export function isNil(value: Json | undefined): value is null | undefined {
  return value === undefined || value === null;
}

export function isZero(value: Json | undefined): boolean {
  return isNil(value) || value === '' || value === 0 || value === false;
}

/** Whether a list or a map is nil or has nothing in it: `len(x) == 0`. */
export function isEmpty(value: Json | undefined): boolean {
  if (isNil(value) || value === '') return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

/** The object at `key`, put in where there is none. */
export function ensureObject(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  if (isObject(value)) return value;
  const made: JsonObject = {};
  object[key] = made;
  return made;
}

/** The list at `key`, put in where there is none. */
export function ensureList(object: JsonObject, key: string): Json[] {
  const value = own(object, key);
  if (Array.isArray(value)) return value;
  const made: Json[] = [];
  object[key] = made;
  return made;
}

/** The object at the end of the path; undefined where there is none. */
export function findObject(
  object: JsonObject | undefined,
  ...path: readonly string[]
): JsonObject | undefined {
  let found = object;
  for (const key of path) {
    const value = found === undefined ? undefined : own(found, key);
    found = isObject(value) ? value : undefined;
  }
  return found;
}

/** The objects of the list at `key`; none where there is no list. */
export function objectsAt(object: JsonObject | undefined, key: string): JsonObject[] {
  const value = object === undefined ? undefined : own(object, key);
  return Array.isArray(value) ? value.filter(isObject) : [];
}
