import type { MergeType } from '../model/catalog.ts';
import { isObject, type Json, type JsonObject, own, setOwn } from '../model/json.ts';
import { type Atom, atomOf, type ListAtom, type MapAtom } from './atoms.ts';
import { formatPathElement, type PathElement } from './path-element.ts';
import { listItemElement, TypedError, type TypedValue } from './typed-value.ts';

type Side = Json | undefined;

/**
 * Puts a configuration into a live value (structured-merge-diff typed/merge.go): nothing is removed, leaves are the
 * configuration's, lists keep the live order as far as the configuration does not say another.
 * @throws TypedError when the configuration has two items of one key.
 */
export function mergeTyped(live: TypedValue, configuration: TypedValue): TypedValue {
  const value = merge(live.type, live.value, configuration.value);
  return { value: value ?? null, type: live.type };
}

function merge(type: MergeType, left: Side, right: Side): Side {
  const leftAtom = atomOf(type, left);
  const rightAtom = atomOf(type, right);
  if (right === undefined) return mergeAs(leftAtom, left, right);
  return mergeAs(rightAtom, left, right);
}

function mergeAs(atom: Atom, left: Side, right: Side): Side {
  if (atom.kind === 'scalar') return leaf(left, right);
  if (atom.kind === 'list') {
    const lists = [asList(left), asList(right)] as const;
    if (atom.relationship === 'atomic' || lists[0].length + lists[1].length === 0) return leaf(left, right);
    return mergeItems(atom, lists[0], lists[1]);
  }
  const maps = [asMap(left), asMap(right)] as const;
  const size = Object.keys(maps[0]).length + Object.keys(maps[1]).length;
  if (atom.relationship === 'atomic' || size === 0) return leaf(left, right);
  return mergeFields(atom, maps[0], maps[1]);
}

function leaf(left: Side, right: Side): Side {
  return right === undefined ? left : right;
}

function mergeFields(atom: MapAtom, left: JsonObject, right: JsonObject): Side {
  const merged: JsonObject = {};
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const type = atom.fields.get(key)?.type ?? atom.element;
    if (type === undefined)
      throw new TypedError([{ path: `.${key}`, message: 'schema error: invalid atom: inlined' }]);
    const value = merge(type, own(left, key), own(right, key));
    if (value !== undefined) setOwn(merged, key, value);
  }
  return Object.keys(merged).length > 0 ? merged : undefined;
}

interface Indexed {
  /** One for each item, in the list's order. */
  elements: PathElement[];
  /** By the elements' ids; null for several items of one key. */
  values: Map<string, Json>;
}

function mergeItems(atom: ListAtom, left: Json[], right: Json[]): Side {
  const mine = indexItems(atom, right, false);
  const live = indexItems(atom, left, true);
  const shared = mine.elements.filter(({ id }) => live.values.has(id)).map(({ id }) => id);
  let nextShared = shared.shift();
  const merged = new Set<string>();
  const out: Json[] = [];
  const push = (leftItem: Side, rightItem: Side) => {
    const value = merge(atom.element, leftItem, rightItem);
    if (value !== undefined) out.push(value);
  };
  let l = 0;
  let r = 0;
  while (l < live.elements.length || r < mine.elements.length) {
    const liveId = live.elements[l]?.id;
    const id = mine.elements[r]?.id;
    if (liveId !== undefined && id !== undefined) {
      if (liveId === id) {
        merged.add(id);
        push(live.values.get(id), mine.values.get(id));
        l += 1;
        r += 1;
        nextShared = shared.shift();
        continue;
      }
      if (mine.values.has(liveId) && nextShared !== undefined && nextShared !== liveId) {
        // It is in both, but its turn has not come.
        l += 1;
        continue;
      }
    }
    if (liveId !== undefined) {
      if (!mine.values.has(liveId)) {
        push(left[l], undefined);
        l += 1;
        continue;
      }
      if (merged.has(liveId)) l += 1;
    }
    if (id !== undefined) {
      merged.add(id);
      push(live.values.get(id), mine.values.get(id));
      r += 1;
      if (nextShared === id) nextShared = shared.shift();
    }
  }
  return out.length > 0 ? out : undefined;
}

function indexItems(atom: ListAtom, list: readonly Json[], allowDuplicates: boolean): Indexed {
  const elements: PathElement[] = [];
  const values = new Map<string, Json>();
  for (const item of list) {
    const element = listItemElement(atom, item);
    const seen = values.has(element.id);
    if (seen && !allowDuplicates) {
      const message = `duplicate entries for key ${formatPathElement(element)}`;
      throw new TypedError([{ path: '', message }]);
    }
    values.set(element.id, seen ? null : item);
    elements.push(element);
  }
  return { elements, values };
}

function asList(value: Side): Json[] {
  return Array.isArray(value) ? value : [];
}

function asMap(value: Side): JsonObject {
  return isObject(value) ? value : {};
}
