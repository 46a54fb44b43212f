import type { MergeType } from '../model/catalog.ts';
import { equalJson, isObject, type Json, type JsonObject, own } from '../model/json.ts';
import { type Atom, atomOf, type ListAtom, type MapAtom } from './atoms.ts';
import { FieldSet } from './field-set.ts';
import { fieldElement, type Path, type PathElement } from './path-element.ts';
import { listItemElement, scalarFault, TypedError, type TypedValue } from './typed-value.ts';

/** In what two values differ; no path is in more than one of the sets. */
export interface Comparison {
  removed: FieldSet;
  modified: FieldSet;
  added: FieldSet;
}

type Side = Json | undefined;

/**
 * Compares two values of one type (structured-merge-diff typed/compare.go).
 * @throws TypedError when one of them does not fit the type.
 */
export function compareTyped(left: TypedValue, right: TypedValue): Comparison {
  const comparison = { removed: new FieldSet(), modified: new FieldSet(), added: new FieldSet() };
  compare(left.type, left.value, right.value, [], comparison);
  return comparison;
}

function compare(type: MergeType, left: Side, right: Side, path: Path, into: Comparison): void {
  const leftAtom = atomOf(type, left);
  const rightAtom = atomOf(type, right);
  let isLeaf: boolean;
  if (right === undefined) isLeaf = compareAs(leftAtom, left, right, path, into);
  else if (left === undefined || leftAtom.kind === rightAtom.kind) {
    isLeaf = compareAs(rightAtom, left, right, path, into);
  } else {
    compareAs(leftAtom, left, right, path, into);
    isLeaf = compareAs(rightAtom, left, right, path, into);
  }
  if (isLeaf) return;
  if (left === undefined) into.added.insert(path);
  else if (right === undefined) into.removed.insert(path);
}

/** Returns whether the values were compared as one, and not part by part. */
function compareAs(atom: Atom, left: Side, right: Side, path: Path, into: Comparison): boolean {
  if (atom.kind === 'scalar') {
    const faults = [left, right].map((side) => (side === undefined ? undefined : scalarFault(atom, side)));
    if (faults[0] !== undefined && faults[1] !== undefined) {
      throw new TypedError([
        { path: '', message: `lhs: ${faults[0]}` },
        { path: '', message: `rhs: ${faults[1]}` },
      ]);
    }
    return compareLeaf(left, right, path, into);
  }
  if (atom.kind === 'list') {
    const lists = [asList(left), asList(right)] as const;
    if (atom.relationship === 'atomic' || lists[0].length + lists[1].length === 0) {
      return compareLeaf(left, right, path, into);
    }
    compareItems(atom, lists[0], lists[1], path, into);
    return false;
  }
  const maps = [asMap(left), asMap(right)] as const;
  if (atom.relationship === 'atomic' || Object.keys(maps[0]).length + Object.keys(maps[1]).length === 0) {
    return compareLeaf(left, right, path, into);
  }
  compareFields(atom, maps[0], maps[1], path, into);
  return false;
}

function compareLeaf(left: Side, right: Side, path: Path, into: Comparison): true {
  if (left === undefined) into.added.insert(path);
  else if (right === undefined) into.removed.insert(path);
  else if (!equalJson(left, right)) into.modified.insert(path);
  return true;
}

function compareFields(
  atom: MapAtom,
  left: JsonObject,
  right: JsonObject,
  path: Path,
  into: Comparison,
): void {
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const type = atom.fields.get(key)?.type ?? atom.element;
    if (type === undefined)
      throw new TypedError([{ path: `.${key}`, message: 'schema error: invalid atom: inlined' }]);
    compare(type, own(left, key), own(right, key), [...path, fieldElement(key)], into);
  }
}

interface Item {
  element: PathElement;
  left: Json[];
  right: Json[];
}

function compareItems(atom: ListAtom, left: Json[], right: Json[], path: Path, into: Comparison): void {
  const items = new Map<string, Item>();
  const collect = (list: Json[], side: 'left' | 'right') => {
    for (const value of list) {
      const element = listItemElement(atom, value);
      const item = items.get(element.id) ?? { element, left: [], right: [] };
      item[side].push(value);
      items.set(element.id, item);
    }
  };
  collect(left, 'left');
  collect(right, 'right');
  for (const item of items.values()) compareItem(atom, item, [...path, item.element], into);
}

/** Several items of one key are owned as one thing. */
function compareItem(atom: ListAtom, { left, right }: Item, path: Path, into: Comparison): void {
  if (left.length <= 1 && right.length <= 1) compare(atom.element, left[0], right[0], path, into);
  else if (left.length >= 2 && right.length >= 2) {
    if (!equalJson(left, right)) into.modified.insert(path);
  } else if (left.length >= 2) {
    if (right[0] !== undefined) compare(atom.element, undefined, right[0], path, into);
    into.removed.insert(path);
  } else {
    if (left[0] !== undefined) compare(atom.element, left[0], undefined, path, into);
    into.added.insert(path);
  }
}

function asList(value: Side): Json[] {
  return Array.isArray(value) ? value : [];
}

function asMap(value: Side): JsonObject {
  return isObject(value) ? value : {};
}
