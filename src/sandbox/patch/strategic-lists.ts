import { goKind } from '../codec/go-kind.ts';
import type { GoType } from '../model/catalog.ts';
import { formatGo, goTypeName } from '../model/go-format.ts';
import { isObject, type Json, type JsonObject, own } from '../model/json.ts';
import { rejected } from './rejected.ts';
import { badDirective, badType, DIRECTIVE } from './strategic-directives.ts';
import { unexpected } from './strategic-fields.ts';
import { mergeMaps } from './strategic-merge-patch.ts';

/** A list as it was before the patch. Deletions move its items, as Go's do in the array that both lists share. */
export type LiveList = Json[];

const MAP = 'map[string]interface {}';

/** Merges two lists item by item (strategicpatch/patch.go, mergeSlice). */
export function mergeLists(
  live: LiveList,
  patch: Json[],
  type: GoType,
  mergeKey: string,
  isDeletion: boolean,
): Json[] {
  if (live.length === 0 && patch.length === 0) return live;
  const element = elementTypeName([live, patch]);
  if (element !== MAP) {
    if (isDeletion) return live.filter((item) => !patch.includes(item));
    return sortByOrders(withoutDuplicates([...live, ...patch]), patch, live, '', element);
  }
  if (mergeKey === '') throw unexpected(`cannot merge lists without merge key for ${goKind(type)}`);
  const { kept, items } = applyItemDirectives(live, patch as JsonObject[], mergeKey);
  const before = [...kept];
  const merged = mergeItems(live, kept, items, type, mergeKey);
  return sortByOrders(merged, items, before, mergeKey, element);
}

/**
 * Puts the items that `order` has into its order, and the others between them as they are in the live list
 * (strategicpatch/patch.go, normalizeElementOrder).
 */
export function sortByOrders(
  items: readonly Json[],
  order: readonly Json[],
  live: readonly Json[],
  mergeKey: string,
  element: string,
): Json[] {
  const key = element === MAP ? mergeKey : '';
  if (key !== '') for (const item of [...items, ...order, ...live]) keyOf(item, key);
  const isOrdered = (item: Json) => order.some((other) => sameValue(item, other, key));
  const left = sortBy(
    items.filter((item) => !isOrdered(item)),
    live,
    key,
  );
  const right = sortBy(items.filter(isOrdered), order, key);
  const merged: Json[] = [];
  while (left.length > 0 && right.length > 0) {
    const [l, r] = [placeOf(live, left[0] as Json, key), placeOf(live, right[0] as Json, key)];
    merged.push((l >= 0 && r >= 0 && l < r ? left.shift() : right.shift()) as Json);
  }
  return [...merged, ...left, ...right];
}

/** The Go type of all items. @throws StatusError where there are several, or lists. */
export function elementTypeName(lists: ReadonlyArray<readonly Json[]>): string {
  const names = new Set(lists.flat().map(goTypeName));
  const [name, ...others] = names;
  if (name === undefined) throw unexpected('no elements in any of the given slices');
  if (name === '[]interface {}') throw rejected();
  if (others.length > 0) {
    throw unexpected(`list element types are not identical: ${formatGo(lists.map((list) => [...list]))}`);
  }
  return name;
}

/** Whether two items are the same one. @throws StatusError where one has no merge key. */
export function sameItem(a: Json, b: Json, mergeKey: string): boolean {
  if (mergeKey === '') return a === b;
  return keyOf(a, mergeKey) === keyOf(b, mergeKey);
}

/** Items with `$patch: delete` take those of their key out; one with `replace` all that were there. */
function applyItemDirectives(
  live: LiveList,
  patch: readonly JsonObject[],
  mergeKey: string,
): { kept: Json[]; items: JsonObject[] } {
  const items: JsonObject[] = [];
  let kept = [...live];
  let replaces = false;
  for (const item of patch) {
    const directive = own(item, DIRECTIVE);
    if (directive === undefined) items.push(item);
    else if (directive === 'replace') replaces = true;
    else if (directive === 'delete') {
      const value = keyOf(item, mergeKey);
      kept = kept.filter((other) => !isObject(other) || own(other, mergeKey) !== value);
      live.splice(0, kept.length, ...kept);
    } else if (directive === 'merge') throw unexpected('merging lists cannot yet be specified in the patch');
    else throw unexpected(badDirective(directive, item));
  }
  return replaces ? { kept: items, items: [] } : { kept, items };
}

function mergeItems(
  live: LiveList,
  kept: readonly Json[],
  items: readonly JsonObject[],
  type: GoType,
  mergeKey: string,
): Json[] {
  const merged = [...kept];
  for (const item of items) {
    const value = keyOf(item, mergeKey);
    const index = merged.findIndex((other) => isObject(other) && own(other, mergeKey) === value);
    const current = merged[index];
    if (isObject(current)) merged[index] = mergeMaps(current, item, type);
    else {
      merged.push(item);
      // The room that deletions have left is filled again.
      if (merged.length <= live.length) live[merged.length - 1] = item;
    }
  }
  return merged;
}

/** As Go removes them: the last item comes into the place of one that is there already. */
function withoutDuplicates(items: Json[]): Json[] {
  const kept = [...items];
  for (let i = 0; i < kept.length - 1; i += 1) {
    for (let j = i + 1; j < kept.length; j += 1) {
      if (kept[i] !== kept[j]) continue;
      const last = kept.pop() as Json;
      if (j < kept.length) kept[j] = last;
      j -= 1;
    }
  }
  return kept;
}

/** Go's insertion sort, with a comparison by which items without a place come before all that stand before them. */
function sortBy(items: readonly Json[], order: readonly Json[], key: string): Json[] {
  const sorted = [...items];
  const isLess = (a: Json, b: Json) => {
    const [place, other] = [placeOf(order, a, key), placeOf(order, b, key)];
    return place < 0 || other < 0 || place < other;
  };
  for (let i = 1; i < sorted.length; i += 1) {
    for (let j = i; j > 0 && isLess(sorted[j] as Json, sorted[j - 1] as Json); j -= 1) {
      [sorted[j - 1], sorted[j]] = [sorted[j] as Json, sorted[j - 1] as Json];
    }
  }
  return sorted;
}

function placeOf(list: readonly Json[], item: Json, key: string): number {
  return list.findIndex((other) => sameValue(item, other, key));
}

function sameValue(a: Json, b: Json, key: string): boolean {
  if (key === '') return a === b;
  return isObject(a) && isObject(b) && own(a, key) === own(b, key);
}

function keyOf(item: Json, mergeKey: string): Json {
  if (!isObject(item)) throw unexpected(badType(MAP, item));
  const value = own(item, mergeKey);
  if (value !== undefined) return value;
  throw unexpected(`map: ${formatGo(item)} does not contain declared merge key: ${mergeKey}`);
}
