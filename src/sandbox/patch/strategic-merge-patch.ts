import type { GoStruct, GoType } from '../model/catalog.ts';
import { goTypeName } from '../model/go-format.ts';
import { isObject, type Json, type JsonObject, own, setOwn } from '../model/json.ts';
import { badRequest } from '../model/status.ts';
import {
  badDirective,
  DELETE_FROM_LIST,
  DIRECTIVE,
  ELEMENT_ORDER,
  keyBehind,
  RETAIN_KEYS,
  setOrDelete,
  withoutDirectives,
} from './strategic-directives.ts';
import { fieldStrategy, listStrategy, unexpected } from './strategic-fields.ts';
import { mergeLists } from './strategic-lists.ts';
import { applyElementOrders } from './strategic-order.ts';

/**
 * Merges by the patch strategies of the Go types (apimachinery pkg/util/strategicpatch/patch.go). Both arguments are
 * changed: what is left of `patch` is what the server's messages show.
 * @throws StatusError 400 for directives of a bad form, 500 for what does not fit the types.
 */
export function applyStrategicMergePatch(
  struct: GoStruct,
  document: JsonObject,
  patch: JsonObject,
): JsonObject {
  return mergeMaps(document, patch, { kind: 'struct', struct, pointer: false });
}

export function mergeMaps(original: JsonObject, patch: JsonObject, type: GoType): JsonObject {
  const directive = own(patch, DIRECTIVE);
  if (directive !== undefined) return applyDirective(directive, patch);
  applyRetainKeys(original, patch);
  applyElementOrders(original, patch, type);
  for (const patchKey of Object.keys(patch)) {
    const value = patch[patchKey] as Json;
    const isDeletion = patchKey.startsWith(DELETE_FROM_LIST);
    const key = isDeletion ? keyBehind(patchKey, DELETE_FROM_LIST) : patchKey;
    if (value === null) delete original[key];
    else mergeField(original, key, value, type, isDeletion);
  }
  return original;
}

function mergeField(original: JsonObject, key: string, value: Json, type: GoType, isDeletion: boolean): void {
  const current = own(original, key);
  if (current === undefined || current === null || goTypeName(current) !== goTypeName(value)) {
    if (isDeletion) return;
    discardNulls(value);
    setOrDelete(original, key, withoutDirectives(value));
  } else if (isObject(current) && isObject(value)) {
    const { type: below, strategy } = fieldStrategy(type, key);
    setOwn(original, key, strategy === 'replace' ? value : mergeMaps(current, value, below));
  } else if (Array.isArray(current) && Array.isArray(value)) {
    const { type: below, strategy, mergeKey } = listStrategy(type, key);
    const merges = strategy === 'merge' || isDeletion;
    setOwn(original, key, merges ? mergeLists(current, value, below, mergeKey, isDeletion) : value);
  } else setOrDelete(original, key, withoutDirectives(value));
}

function applyDirective(directive: Json, patch: JsonObject): JsonObject {
  if (directive === 'replace') {
    delete patch[DIRECTIVE];
    return patch;
  }
  if (directive === 'delete') return {};
  throw unexpected(badDirective(directive, patch));
}

/** Clears what the patch does not name in its list of keys. */
function applyRetainKeys(original: JsonObject, patch: JsonObject): void {
  const keys = own(patch, RETAIN_KEYS);
  if (keys === undefined) return;
  delete patch[RETAIN_KEYS];
  if (!Array.isArray(keys)) throw badRequest('invalid patch format of retainKeys');
  const retained = new Set(keys);
  for (const key of Object.keys(patch)) {
    const isDirective = key.startsWith(DELETE_FROM_LIST) || key.startsWith(ELEMENT_ORDER);
    if (patch[key] !== null && !isDirective && !retained.has(key)) {
      throw badRequest('invalid patch format of retainKeys');
    }
  }
  for (const key of Object.keys(original)) if (!retained.has(key)) delete original[key];
}

function discardNulls(value: Json): void {
  if (Array.isArray(value)) for (const item of value) discardNulls(item);
  else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      if (value[key] === null) delete value[key];
      else discardNulls(value[key] as Json);
    }
  }
}
