import type { Json } from '../model/json.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { type Parsed, RawNumber, toJson } from './json-parser.ts';
import { sortKeys } from './key-order.ts';
import { canonicalQuantity } from './quantity.ts';
import { canonicalMicroTime, canonicalTime } from './time.ts';

/** A value of the wrong type: the server names the field with it. */
export class TypeFault extends Error {
  override readonly name = 'TypeFault';
  readonly value: string;
  readonly goType: string;

  constructor(value: string, goType: string) {
    super(`json: cannot unmarshal ${value} into Go value of type ${goType}`);
    this.value = value;
    this.goType = goType;
  }
}

/** What UnmarshalJSON and MarshalJSON of a type of its own make of a value that is not null. */
export type Special = (value: Parsed) => Json;

/** By the name of the Go type; those of JSONSchemaProps are in the decoder. @throws Error in Go's words */
export const SPECIALS: Readonly<Record<string, Special>> = {
  Time: (value) => canonicalTime(stringOf(value)),
  MicroTime: (value) => canonicalMicroTime(stringOf(value)),
  Duration: (value) => formatDuration(parseDuration(stringOf(value))),
  Quantity: (value) => canonicalQuantity(textOf(value).trim()),
  IntOrString: (value) => (typeof value === 'string' ? value : integerOf(value, 'int32', 32)),
  RawExtension: toJson,
  FieldsV1: toJson,
  // The server's internal type holds it as a value: its keys come out sorted.
  JSON: (value) => sortKeys(toJson(value)),
};

/** encoding/json into an integer; in JSON a number with a fraction or an exponent is none. @throws TypeFault */
export function integerOf(value: Parsed, goType: string, bits: number): number {
  const text =
    value instanceof RawNumber ? value.text : typeof value === 'number' ? String(value) : undefined;
  if (text === undefined) throw new TypeFault(kindOf(value), goType);
  const unsigned = goType.startsWith('uint');
  if (!(unsigned ? /^\d+$/ : /^-?\d+$/).test(text)) throw new TypeFault(`number ${text}`, goType);
  const limit = 2n ** BigInt(unsigned ? bits : bits - 1);
  const integer = BigInt(text);
  if (integer >= limit || integer < (unsigned ? 0n : -limit)) throw new TypeFault(`number ${text}`, goType);
  return Number(integer);
}

/** How Go's messages name what was there. */
export function kindOf(value: Parsed): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number' || value instanceof RawNumber) return 'number';
  return Array.isArray(value) ? 'array' : 'object';
}

function stringOf(value: Parsed): string {
  if (typeof value !== 'string') throw new TypeFault(kindOf(value), 'string');
  return value;
}

/** Quantity takes the JSON text itself, without quotes; what is neither text nor number cannot be one anyhow. */
function textOf(value: Parsed): string {
  if (typeof value === 'string') return value;
  if (value instanceof RawNumber) return value.text;
  return typeof value === 'number' ? String(value) : kindOf(value);
}
