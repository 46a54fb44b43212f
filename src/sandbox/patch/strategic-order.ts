import type { GoType } from '../model/catalog.ts';
import { formatGo } from '../model/go-format.ts';
import { isObject, type Json, type JsonObject, own, setOwn } from '../model/json.ts';
import { badType, DIRECTIVE, ELEMENT_ORDER, keyBehind, withoutDirectives } from './strategic-directives.ts';
import { listStrategy, unexpected } from './strategic-fields.ts';
import { elementTypeName, type LiveList, mergeLists, sameItem, sortByOrders } from './strategic-lists.ts';

/**
 * Merges the lists that the patch gives an order for, and takes them out of the patch (strategicpatch/patch.go,
 * mergePatchIntoOriginal). The order given goes before the patch's own, and that before the live one.
 */
export function applyElementOrders(original: JsonObject, patch: JsonObject, type: GoType): void {
  for (const patchKey of Object.keys(patch)) {
    if (!patchKey.startsWith(ELEMENT_ORDER)) continue;
    const order = patch[patchKey] as Json;
    delete patch[patchKey];
    if (!Array.isArray(order)) throw unexpected(badType('[]interface {}', order));
    applyOrder(original, patch, type, keyBehind(patchKey, ELEMENT_ORDER), order);
  }
}

function applyOrder(original: JsonObject, patch: JsonObject, type: GoType, key: string, order: Json[]): void {
  const live = listOrNone(own(original, key));
  const patched = listOrNone(own(patch, key));
  const { type: below, strategy, mergeKey } = listStrategy(type, key);
  checkOrder(patched ?? [], order, mergeKey);
  const merged = mergeBoth(live, patched, below, strategy, mergeKey);
  if (merged === undefined) return;
  const element = elementTypeName([live ?? [], patched ?? []]);
  setOwn(original, key, sortByOrders(merged, order, live ?? [], mergeKey, element));
  delete patch[key];
}

function mergeBoth(
  live: LiveList | undefined,
  patched: Json[] | undefined,
  type: GoType,
  strategy: string,
  mergeKey: string,
): Json[] | undefined {
  if (patched === undefined) return live;
  if (live === undefined) return withoutDirectives(patched) as Json[];
  return strategy === 'merge' ? mergeLists(live, patched, type, mergeKey, false) : patched;
}

/** The items of the patch must be in the order, in the same order. */
function checkOrder(patched: readonly Json[], order: readonly Json[], mergeKey: string): void {
  if (order.length === 0 || patched.length === 0) return;
  const items = mergeKey === '' ? patched : patched.filter((item) => !isDeletion(item));
  let at = 0;
  let place = 0;
  while (at < items.length && place < order.length) {
    const item = items[at] as Json;
    if (isObject(item) && Object.hasOwn(item, DIRECTIVE)) at += 1;
    else {
      if (sameItem(item, order[place] as Json, mergeKey)) at += 1;
      place += 1;
    }
  }
  if (at < items.length && place >= order.length) {
    throw unexpected(
      `The order in patch list:\n${formatGo([...patched])}\n doesn't match ${ELEMENT_ORDER} list:\n${formatGo([...order])}\n`,
    );
  }
}

function isDeletion(item: Json): boolean {
  if (!isObject(item)) throw unexpected(badType('map[string]interface {}', item));
  return own(item, DIRECTIVE) === 'delete';
}

function listOrNone(value: Json | undefined): Json[] | undefined {
  if (value === undefined || Array.isArray(value)) return value;
  throw unexpected(badType('[]interface {}', value));
}
