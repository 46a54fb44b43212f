import type { MergeType } from '../model/catalog.ts';
import { isObject, type Json, type JsonObject, setOwn } from '../model/json.ts';
import { atomOf, type ListAtom, type MapAtom } from './atoms.ts';
import type { FieldSet } from './field-set.ts';
import { fieldElement } from './path-element.ts';
import { listItemElement, type TypedValue } from './typed-value.ts';

/** A value without the items and fields of a set (structured-merge-diff typed/remove.go); null where nothing is left. */
export function removeItems({ value, type }: TypedValue, set: FieldSet): TypedValue {
  return { value: remove(value, type, set), type };
}

function remove(value: Json, type: MergeType, set: FieldSet): Json {
  const atom = atomOf(type, value);
  if (atom.kind === 'scalar') return value;
  // What is owned as one goes as one.
  if (atom.relationship === 'atomic') return null;
  if (atom.kind === 'list') return Array.isArray(value) ? removeFromList(value, atom, set) : null;
  return isObject(value) ? removeFromMap(value, atom, set) : null;
}

function removeFromList(list: readonly Json[], atom: ListAtom, set: FieldSet): Json {
  const kept: Json[] = [];
  for (const item of list) {
    const element = listItemElement(atom, item);
    if (set.members.has(element.id)) continue;
    const below = set.children.get(element.id)?.set;
    kept.push(below === undefined || below.empty ? item : remove(item, atom.element, below));
  }
  return kept.length > 0 ? kept : null;
}

function removeFromMap(map: JsonObject, atom: MapAtom, set: FieldSet): Json {
  const kept: JsonObject = {};
  for (const key of Object.keys(map)) {
    const { id } = fieldElement(key);
    if (set.members.has(id)) continue;
    const value = map[key] as Json;
    const below = set.children.get(id)?.set;
    const type = atom.fields.get(key)?.type ?? atom.element;
    const untouched = below === undefined || below.empty || type === undefined;
    setOwn(kept, key, untouched ? value : remove(value, type, below));
  }
  return Object.keys(kept).length > 0 ? kept : null;
}
