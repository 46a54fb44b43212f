import type { Json } from '../model/json.ts';
import { supportedFormat } from './formats.ts';
import { hasFlag, INT_OR_STRING, type Schema, typeOf } from './schema.ts';

export function typesOf(schema: Schema): string[] {
  if (hasFlag(schema, INT_OR_STRING)) return ['integer', 'string'];
  return typeOf(schema) === '' ? [] : [typeOf(schema)];
}

export function formatOf(schema: Schema): string {
  const types = typesOf(schema);
  const { format } = schema;
  return typeof format === 'string'
    ? supportedFormat(format, types.length === 1 ? (types[0] ?? '') : '')
    : '';
}

export function jsonType(value: Json): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
}
