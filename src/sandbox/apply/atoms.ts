import type { MergeField, MergeType } from '../model/catalog.ts';
import { isObject, type Json } from '../model/json.ts';

/** What a type means for one value (structured-merge-diff schema.Atom, deduced for the value). */
export type Atom = ScalarAtom | ListAtom | MapAtom;

export interface ScalarAtom {
  kind: 'scalar';
  of: 'string' | 'number' | 'boolean' | 'untyped';
}

export interface ListAtom {
  kind: 'list';
  element: MergeType;
  relationship: 'associative' | 'atomic';
  keys: readonly string[];
}

/** A struct or a map: named fields, and what all others are. */
export interface MapAtom {
  kind: 'map';
  fields: ReadonlyMap<string, MergeField>;
  element: MergeType | undefined;
  relationship: 'separable' | 'atomic';
}

const NO_FIELDS: ReadonlyMap<string, MergeField> = new Map();
const UNTYPED_ATOMIC: MergeType = { kind: 'any', relationship: 'atomic' };

/** Null, and what no type fits, are taken for a map, as structured-merge-diff tries that first. */
export function atomOf(type: MergeType, value: Json | undefined): Atom {
  if (type.kind === 'scalar' || type.kind === 'list') return type;
  if (type.kind !== 'any') return mapAtomOf(type);
  if (Array.isArray(value)) {
    return { kind: 'list', element: UNTYPED_ATOMIC, relationship: 'atomic', keys: [] };
  }
  if (value === null || value === undefined || isObject(value)) return mapAtomOf(type);
  return { kind: 'scalar', of: 'untyped' };
}

/** The map that a type is or may be. */
export function mapAtom(type: MergeType | undefined): MapAtom | undefined {
  if (type === undefined || type.kind === 'scalar' || type.kind === 'list') return undefined;
  return mapAtomOf(type);
}

/** The type of a field or of a map's entry; undefined where there may be none of this name. */
export function fieldType(type: MergeType | undefined, name: string): MergeType | undefined {
  const atom = mapAtom(type);
  return atom?.fields.get(name)?.type ?? atom?.element;
}

/** The type of the items of the list that a type is or may be. */
export function elementType(type: MergeType | undefined): MergeType | undefined {
  if (type?.kind === 'any') return UNTYPED_ATOMIC;
  return type?.kind === 'list' ? type.element : undefined;
}

function mapAtomOf(type: Exclude<MergeType, { kind: 'scalar' | 'list' }>): MapAtom {
  if (type.kind === 'any') {
    return { kind: 'map', fields: NO_FIELDS, element: type, relationship: type.relationship };
  }
  const fields = type.kind === 'struct' ? type.fields : NO_FIELDS;
  return { kind: 'map', fields, element: type.element, relationship: type.relationship };
}
