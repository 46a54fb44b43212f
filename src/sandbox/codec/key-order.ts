import { sortedKeys } from '../model/go-format.ts';
import { isObject, type Json, type JsonObject, setOwn } from '../model/json.ts';

/** A copy with all keys sorted, as encoding/json writes maps: the form of objects without a Go type. */
export function sortKeys<T extends Json>(value: T): T {
  if (Array.isArray(value)) return value.map(sortKeys) as T;
  if (!isObject(value)) return value;
  const sorted: JsonObject = {};
  for (const key of sortedKeys(value)) setOwn(sorted, key, sortKeys(value[key] as Json));
  return sorted as T;
}
