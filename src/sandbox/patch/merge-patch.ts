import { isParsedObject, type Parsed, toJson } from '../codec/json-parser.ts';
import { kindOf } from '../codec/special-types.ts';
import { isObject, type Json, type JsonObject, own, setOwn } from '../model/json.ts';
import { badRequest } from '../model/status.ts';
import type { Patched } from './patched.ts';

/**
 * A JSON merge patch (RFC 7386) as gopkg.in/evanphx/json-patch.v4 does it.
 * @param isStrict whether the patch is also looked at for fieldValidation, which tells other words.
 * @throws StatusError 400 for what is no object.
 */
export function applyMergePatch(document: JsonObject, patch: Parsed, isStrict: boolean): Patched {
  if (patch === null) throw badRequest('Invalid JSON Patch');
  const touched = new Set<Json>();
  if (!isStrict && Array.isArray(patch)) return { value: withoutNulls(toJson(patch), touched), touched };
  if (!isStrict && !isParsedObject(patch)) throw badRequest('Invalid JSON Patch');
  if (!isParsedObject(patch)) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${kindOf(patch)} into Go value of type map[string]interface {}`,
    );
  }
  return { value: mergeDocuments(document, toJson(patch) as JsonObject, touched), touched };
}

function mergeDocuments(document: JsonObject, patch: JsonObject, touched: Set<Json>): JsonObject {
  const merged: JsonObject = {};
  for (const key of Object.keys(document)) setOwn(merged, key, document[key] as Json);
  for (const key of Object.keys(patch)) {
    const value = patch[key] as Json;
    const current = own(merged, key);
    if (value === null) delete merged[key];
    else if (isObject(current) && isObject(value)) {
      setOwn(merged, key, mergeDocuments(current, value, touched));
    } else if (isObject(current)) setOwn(merged, key, value);
    else setOwn(merged, key, withoutNulls(value, touched));
  }
  touched.add(merged);
  return merged;
}

/** Null fields go; null items of lists stay. */
function withoutNulls(value: Json, touched: Set<Json>): Json {
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, touched));
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const key of Object.keys(value)) {
    if (value[key] !== null) setOwn(kept, key, withoutNulls(value[key] as Json, touched));
  }
  touched.add(kept);
  return kept;
}
