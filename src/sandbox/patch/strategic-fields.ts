import { goKind } from '../codec/go-kind.ts';
import type { GoField, GoStruct, GoType } from '../model/catalog.ts';
import { goQuote } from '../model/field-error.ts';
import { failure } from '../model/status.ts';

/** How a field takes part in a strategic merge: from the tags of the Go struct (strategicpatch/meta.go). */
export interface FieldStrategy {
  /** The type of the field's value, or of the items of a list. */
  type: GoType;
  strategy: string;
  /** '' for none. */
  mergeKey: string;
}

/** @throws StatusError 500 where the type has no such field: only structs can be merged. */
export function fieldStrategy(type: GoType, key: string): FieldStrategy {
  const field = fieldOf(type, key);
  const strategies = (field.patchStrategy ?? '').split(',');
  const strategy = strategies.find((name) => name !== 'retainKeys') ?? '';
  return { type: field.type, strategy, mergeKey: field.patchMergeKey ?? '' };
}

/** @throws StatusError 500 where the type has no such field, or it is no list. */
export function listStrategy(type: GoType, key: string): FieldStrategy {
  const of = fieldStrategy(type, key);
  if (of.type.kind === 'list') {
    if (of.type.element.kind === 'list') throw unexpected('unexpected slice of slice');
    return { ...of, type: of.type.element };
  }
  if ('pointer' in of.type && of.type.pointer) return of;
  throw unexpected(`expected slice or array type, but got: ${goKind(type)}`);
}

/** What the server has no answer for: 500 without a reason. */
export function unexpected(message: string) {
  return failure(500, '', message);
}

function fieldOf(type: GoType, key: string): GoField {
  if (type.kind === 'special') throw unexpected(missing(type.name, key));
  if (type.kind !== 'struct') {
    throw unexpected(`merging an object in json but data type is not struct, instead is: ${goKind(type)}`);
  }
  const field = findField(type.struct, key);
  if (field === undefined) throw unexpected(missing(type.struct.name, key));
  return field;
}

function findField({ fields }: GoStruct, key: string): GoField | undefined {
  const folded = key.toLowerCase();
  return fields.find(({ json }) => json === key) ?? fields.find(({ json }) => json.toLowerCase() === folded);
}

function missing(type: string, key: string): string {
  const name = type.slice(type.lastIndexOf('.') + 1);
  return `unable to find api field in struct ${name} for the json field ${goQuote(key)}`;
}
