import { isObject, type Json, type JsonObject, setOwn } from '../model/json.ts';
import { FieldSet } from './field-set.ts';
import { comparePathElements, parsePathElement } from './path-element.ts';

/** FieldsV1 as managedFields has it, its keys in the server's order (fieldpath/serialize.go). */
export function toFieldsV1(set: FieldSet, includeSelf = false): JsonObject {
  const fields: JsonObject = {};
  if (includeSelf) fields['.'] = {};
  const elements = new Map(set.members);
  for (const [id, { element }] of set.children) elements.set(id, element);
  for (const { id } of [...elements.values()].sort(comparePathElements)) {
    const child = set.children.get(id);
    setOwn(fields, id, child === undefined ? {} : toFieldsV1(child.set, set.members.has(id)));
  }
  return fields;
}

/** @throws Error when it is not FieldsV1. */
export function fromFieldsV1(fields: Json): FieldSet {
  const set = new FieldSet();
  readInto(set, fields);
  return set;
}

/** Returns whether what `fields` stands for is itself a member: with nothing in it, or with a '.'. */
function readInto(set: FieldSet, fields: Json): boolean {
  if (fields === null) return true;
  if (!isObject(fields)) throw new Error('expected an object');
  let isMember = false;
  for (const key of Object.keys(fields)) {
    if (key === '.') {
      isMember = true;
      continue;
    }
    const element = parsePathElement(key);
    if (element === undefined) continue;
    const below = new FieldSet();
    if (readInto(below, fields[key] as Json)) set.members.set(element.id, element);
    if (below.members.size > 0 || below.children.size > 0) {
      set.children.set(element.id, { element, set: below });
    }
  }
  return isMember || (set.members.size === 0 && set.children.size === 0);
}
