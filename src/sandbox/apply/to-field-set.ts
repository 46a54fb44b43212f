import type { MergeType } from '../model/catalog.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { atomOf, type ListAtom, type MapAtom } from './atoms.ts';
import { FieldSet } from './field-set.ts';
import { fieldElement, type Path, type PathElement } from './path-element.ts';
import { listItemElement, type TypedValue } from './typed-value.ts';

/** All leaves and items that a value mentions (structured-merge-diff typed/tofieldset.go). The value fits its type. */
export function toFieldSet({ value, type }: TypedValue): FieldSet {
  const set = new FieldSet();
  visit(value, type, [], set);
  return set;
}

function visit(value: Json, type: MergeType, path: Path, set: FieldSet): void {
  const atom = atomOf(type, value);
  if (atom.kind === 'scalar' || atom.relationship === 'atomic') set.insert(path);
  else if (atom.kind === 'list') {
    if (Array.isArray(value)) visitItems(value, atom, path, set);
  } else if (isObject(value)) visitFields(value, atom, path, set);
}

function visitItems(list: readonly Json[], atom: ListAtom, path: Path, set: FieldSet): void {
  const items = new Map<string, { element: PathElement; values: Json[] }>();
  for (const value of list) {
    const element = listItemElement(atom, value);
    const item = items.get(element.id);
    if (item === undefined) items.set(element.id, { element, values: [value] });
    else item.values.push(value);
  }
  for (const { element, values } of items.values()) {
    const below = [...path, element];
    // Duplicates are owned as one.
    if (values.length === 1) visit(values[0] as Json, atom.element, below, set);
    set.insert(below);
  }
}

function visitFields(map: JsonObject, atom: MapAtom, path: Path, set: FieldSet): void {
  for (const key of Object.keys(map)) {
    const field = atom.fields.get(key);
    const type = field?.type ?? atom.element;
    if (type === undefined) continue;
    const value = map[key] as Json;
    const below = [...path, fieldElement(key)];
    visit(value, type, below, set);
    if (field === undefined || value === null || isEmptyMap(value)) set.insert(below);
  }
}

function isEmptyMap(value: Json): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
