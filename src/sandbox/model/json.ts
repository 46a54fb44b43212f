/** A JSON value. Objects of the sandbox are plain JSON all the way; what is stored is never changed in place. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at `key`; an empty one (not put in) where there is none. For reading. */
export function objectAt(object: JsonObject | undefined, key: string): JsonObject {
  const value = object === undefined ? undefined : own(object, key);
  return isObject(value) ? value : {};
}

/** The list at `key`; an empty one (not put in) where there is none. For reading. */
export function listAt(object: JsonObject | undefined, key: string): Json[] {
  const value = object === undefined ? undefined : own(object, key);
  return Array.isArray(value) ? value : [];
}

/** The string at `key`; '' where there is none. */
export function stringAt(object: JsonObject | undefined, key: string): string {
  const value = object === undefined ? undefined : own(object, key);
  return typeof value === 'string' ? value : '';
}

/** What the object itself holds at `key`: `toString` or `__proto__` of its prototype are not in it. */
export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets a key of any name; an assignment to `__proto__` would change the prototype. */
export function setOwn(object: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else object[key] = value;
}

/** A copy that shares nothing; keys of any name, order kept. */
export function cloneJson<T extends Json>(value: T): T {
  if (Array.isArray(value)) return value.map((item) => cloneJson(item)) as T;
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) setOwn(copy, key, cloneJson(value[key] as Json));
  return copy as T;
}

/** Whether two values are the same JSON; the order of keys does not count. */
export function equalJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => equalJson(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && equalJson(a[key], b[key]));
}
