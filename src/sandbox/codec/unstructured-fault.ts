import type { GoStruct, GoType } from '../model/catalog.ts';
import { isObject, type Json, type JsonObject, own } from '../model/json.ts';
import { goKind } from './go-kind.ts';
import { SPECIALS } from './special-types.ts';
import { specialName } from './zero.ts';

/**
 * In whose words a strategic merge's result does not fit its Go type: it is not decoded from JSON, but copied field by
 * field (apimachinery pkg/runtime/converter.go, fromUnstructured). Undefined where only a type that decodes itself
 * can tell.
 */
export function unstructuredFault(struct: GoStruct, value: JsonObject): string | undefined {
  for (const field of struct.fields) {
    const item = own(value, field.json);
    const fault = item === undefined || item === null ? undefined : faultOf(field.type, item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOf(type: GoType, value: Json): string | undefined {
  switch (type.kind) {
    case 'special':
      return specialFault(type, value);
    case 'struct':
      if (!isObject(value)) return `cannot restore struct from: ${kindOf(value)}`;
      return unstructuredFault(type.struct, value);
    case 'map':
      if (!isObject(value)) return `cannot restore map from ${kindOf(value)}`;
      return firstFault(type.element, Object.values(value));
    case 'list':
      if (!Array.isArray(value)) return `cannot restore slice from ${kindOf(value)}`;
      return firstFault(type.element, value);
    case 'bytes':
      return typeof value === 'string' ? undefined : `cannot restore slice from ${kindOf(value)}`;
    default:
      return scalarFault(type, value);
  }
}

/** A type that decodes itself does so from JSON, and tells its own words. */
function specialFault(type: GoType & { kind: 'special' }, value: Json): string | undefined {
  try {
    SPECIALS[specialName(type)]?.(value);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function firstFault(type: GoType, items: readonly Json[]): string | undefined {
  for (const item of items) {
    const fault = item === null ? undefined : faultOf(type, item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function scalarFault(
  type: GoType & { kind: 'string' | 'bool' | 'int' | 'float' },
  value: Json,
): string | undefined {
  const isNumber = typeof value === 'number';
  if (type.kind === 'string' && typeof value === 'string') return undefined;
  if (type.kind === 'bool' && typeof value === 'boolean') return undefined;
  if (type.kind === 'float' && isNumber) return undefined;
  if (type.kind === 'int' && Number.isInteger(value)) return undefined;
  // Go converts numbers to one another, and an integer, as a character, to a string.
  const converts = isNumber && (type.kind === 'int' || (type.kind === 'string' && Number.isInteger(value)));
  if (converts) return `cannot convert ${kindOf(value)} to ${type.name}`;
  return `unrecognized type: ${goKind({ ...type, pointer: false })}`;
}

/** reflect.Kind of what JSON is decoded into. */
function kindOf(value: Json): string {
  if (Array.isArray(value)) return 'slice';
  if (isObject(value)) return 'map';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}
