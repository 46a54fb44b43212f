import type { GoField, GoStruct, GoType } from '../model/catalog.ts';
import { equalJson, type Json, type JsonObject, setOwn } from '../model/json.ts';

/** How encoding/json writes the zero value of a type. */
export function zeroOf(type: GoType): Json {
  switch (type.kind) {
    case 'list':
    case 'map':
    case 'bytes':
      return null;
    case 'struct':
      return type.pointer ? null : structJson(type.struct, new Map());
    case 'special':
      return type.pointer ? null : (SPECIAL_ZEROS[specialName(type)] ?? null);
    case 'string':
      return type.pointer ? null : '';
    case 'bool':
      return type.pointer ? null : false;
    default:
      return type.pointer ? null : 0;
  }
}

/** The struct as encoding/json writes it: keys in the order of declaration, `omitempty` and `omitzero` applied. */
export function structJson(struct: GoStruct, values: ReadonlyMap<string, Json>): JsonObject {
  const object: JsonObject = {};
  for (const field of struct.fields) {
    const value = values.get(field.json);
    if (!isOmitted(field, value)) setOwn(object, field.json, value ?? zeroOf(field.type));
  }
  return object;
}

/** `v1.Time` and `Time` are the same: the name without the package. */
export function specialName(type: { name: string }): string {
  return type.name.slice(type.name.lastIndexOf('.') + 1);
}

const SPECIAL_ZEROS: Readonly<Record<string, Json>> = {
  Quantity: '0',
  IntOrString: 0,
  Duration: '0s',
  JSONSchemaPropsOrBool: false,
};

function isOmitted({ omit, type }: GoField, value: Json | undefined): boolean {
  if (omit === '') return false;
  const isStruct = (type.kind === 'struct' || type.kind === 'special') && !type.pointer;
  if (value === undefined || value === null) return omit === 'zero' || !isStruct;
  if (omit === 'empty' && isStruct) return false;
  if (Array.isArray(value)) return value.length === 0 && omit === 'empty';
  if (type.kind === 'map') return omit === 'empty' && Object.keys(value).length === 0;
  if (type.kind === 'bytes') return value === '';
  return 'pointer' in type && !type.pointer && equalJson(value, zeroOf(type));
}
