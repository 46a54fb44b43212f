import { goJson } from '../codec/encode-json.ts';
import { sortedKeys } from '../model/go-format.ts';
import { isObject, type Json, type JsonObject, setOwn } from '../model/json.ts';

/** What a patch has made of a document. */
export interface Patched {
  value: Json;
  /** Objects that Go has decoded into maps on the way, whose keys it then writes sorted. */
  touched: ReadonlySet<Json>;
}

/** The text of the patched document, as the server's messages show it. */
export function encodePatched({ value, touched }: Patched): string {
  return goJson(sortTouched(value, touched));
}

function sortTouched(value: Json, touched: ReadonlySet<Json>): Json {
  if (Array.isArray(value)) return value.map((item) => sortTouched(item, touched));
  if (!isObject(value)) return value;
  const sorted: JsonObject = {};
  for (const key of touched.has(value) ? sortedKeys(value) : Object.keys(value)) {
    setOwn(sorted, key, sortTouched(value[key] as Json, touched));
  }
  return sorted;
}
