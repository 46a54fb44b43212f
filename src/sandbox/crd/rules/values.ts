import { parse } from '@marcbachmann/cel-js';
import { isObject, type Json, own } from '../../model/json.ts';
import {
  additionalPropertiesOf,
  asSchema,
  hasFlag,
  INT_OR_STRING,
  itemsOf,
  propertyOf,
  type Schema,
  typeOf,
} from '../schema.ts';

/** What a value is to a rule: numbers and texts by their schema (apiserver pkg/cel/common/values.go). */
export function celValue(value: Json, schema: Schema | undefined): unknown {
  if (typeof value === 'string') return celText(value, schema);
  if (typeof value === 'number') return celNumber(value, schema);
  if (Array.isArray(value)) return value.map((item) => celValue(item, itemsOf(schema)));
  if (!isObject(value)) return value;
  const additional = asSchema(additionalPropertiesOf(schema));
  const fields = new Map<string, unknown>();
  for (const [key, item] of Object.entries(value)) {
    const property = propertyOf(schema, key);
    fields.set(property === undefined ? key : escapedName(key), celValue(item, property ?? additional));
  }
  return fields;
}

function celNumber(value: number, schema: Schema | undefined): bigint | number {
  const isInteger = schema !== undefined && (typeOf(schema) === 'integer' || hasFlag(schema, INT_OR_STRING));
  const isUntyped = typeOf(schema) === '';
  return (isInteger || isUntyped) && Number.isInteger(value) ? BigInt(value) : value;
}

function celText(text: string, schema: Schema | undefined): unknown {
  const format = schema === undefined ? undefined : own(schema, 'format');
  if (format === 'date-time' || format === 'date') {
    const time = new Date(text);
    return Number.isNaN(time.getTime()) ? text : time;
  }
  if (format === 'byte') return new Uint8Array(Buffer.from(text, 'base64'));
  if (format !== 'duration') return text;
  try {
    return duration({ text }) as unknown;
  } catch {
    return text;
  }
}

const duration = parse('duration(text)');

const RESERVED: ReadonlySet<string> = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

const ESCAPES: Readonly<Record<string, string>> = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
};

/** The name of a field that is none in CEL (apiserver pkg/cel/escaping.go). */
function escapedName(name: string): string {
  if (RESERVED.has(name)) return `__${name}__`;
  return name.replaceAll(/__|[./-]/g, (part) => ESCAPES[part] ?? part);
}
