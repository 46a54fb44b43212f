import type { GoStruct, GoType } from '../../model/catalog.ts';
import { isObject, type Json } from '../../model/json.ts';
import { formatDuration, parseDuration } from '../duration.ts';
import { goJson } from '../encode-json.ts';
import { parseJson, toJson } from '../json-parser.ts';
import { formatMicroTime, formatTime, parseTime, RFC3339, RFC3339_MICRO, ZERO_TIME } from '../time.ts';
import { specialName } from '../zero.ts';
import { decodeMessage } from './decode.ts';
import { encodeMessage } from './encode.ts';
import { ProtobufError, ProtobufWriter, readFields, type WireField } from './wire.ts';

type SpecialType = GoType & { kind: 'special' };

/** The message of a type with its own JSON form: of Time, Quantity, IntOrString, RawExtension, … */
export function encodeSpecial(type: SpecialType, value: Json): Buffer {
  const writer = new ProtobufWriter();
  const message = messageFor(type);
  if (value !== null || message.writesNull) message.write(writer, value, type.struct);
  return writer.finish();
}

/** The JSON form of such a message; null where Go's zero value is written so. @throws ProtobufError */
export function decodeSpecial(type: SpecialType, bytes: Buffer): Json {
  return messageFor(type).read(readFields(bytes), type.struct);
}

interface SpecialMessage {
  /** Whether the zero value has fields. */
  writesNull?: boolean;
  write(writer: ProtobufWriter, value: Json, struct: GoStruct | undefined): void;
  read(fields: readonly WireField[], struct: GoStruct | undefined): Json;
}

function messageFor(type: SpecialType): SpecialMessage {
  const message = MESSAGES[specialName(type)];
  if (message === undefined) throw new Error(`no protobuf for the Go type ${type.name}`);
  return message;
}

const TIME: SpecialMessage = {
  write: (writer, value) => {
    const { seconds } = parseTime(String(value), RFC3339);
    writer.varint(1, seconds);
    writer.varint(2, 0);
  },
  read: (fields) => (fields.length === 0 ? null : timeOf(integerAt(fields, 1))),
};

const MICRO_TIME: SpecialMessage = {
  write: (writer, value) => {
    const { seconds, nanos } = parseTime(String(value), RFC3339_MICRO);
    writer.varint(1, seconds);
    writer.varint(2, nanos);
  },
  read: (fields) => {
    if (fields.length === 0) return null;
    const seconds = Number(integerAt(fields, 1));
    return isInRange(seconds) ? formatMicroTime(seconds, Number(integerAt(fields, 2))) : null;
  },
};

const INT_OR_STRING: SpecialMessage = {
  writesNull: true,
  write: (writer, value) => {
    const isText = typeof value === 'string';
    writer.varint(1, isText ? 1 : 0);
    writer.varint(2, isText ? 0 : Number(value ?? 0));
    writer.string(3, isText ? value : '');
  },
  read: (fields) =>
    integerAt(fields, 1) === 1n
      ? bytesAt(fields, 3).toString()
      : Number(BigInt.asIntN(32, integerAt(fields, 2))),
};

const DURATION: SpecialMessage = {
  writesNull: true,
  write: (writer, value) => writer.varint(1, parseDuration(String(value ?? '0s'))),
  read: (fields) => formatDuration(BigInt.asIntN(64, integerAt(fields, 1))),
};

const QUANTITY: SpecialMessage = {
  writesNull: true,
  write: (writer, value) => writer.string(1, String(value ?? '0')),
  read: (fields) => bytesAt(fields, 1).toString() || '0',
};

/** JSON text in field 1. */
const RAW: SpecialMessage = {
  write: (writer, value) => writer.string(1, goJson(value)),
  read: (fields) => {
    const raw = bytesAt(fields, 1);
    return raw.length === 0 ? null : toJson(parseJson(raw));
  },
};

const SCHEMA_OR_BOOL: SpecialMessage = {
  writesNull: true,
  write: (writer, value, struct) => {
    writer.varint(1, value === true || isObject(value) ? 1 : 0);
    if (isObject(value) && struct !== undefined) writer.bytes(2, encodeMessage(struct, value));
  },
  read: (fields, struct) => readSchema(fields, 2, struct) ?? integerAt(fields, 1) === 1n,
};

const SCHEMA_OR_ARRAY: SpecialMessage = {
  write: (writer, value, struct) => {
    if (struct === undefined) return;
    if (isObject(value)) writer.bytes(1, encodeMessage(struct, value));
    for (const item of Array.isArray(value) ? value : []) {
      writer.bytes(2, encodeMessage(struct, isObject(item) ? item : {}));
    }
  },
  read: (fields, struct) => {
    const items = fields.filter((field) => field.number === 2 && field.type === 'bytes');
    if (items.length === 0) return readSchema(fields, 1, struct) ?? null;
    return items.map((item) => readSchema([item], 2, struct) ?? {});
  },
};

const SCHEMA_OR_STRINGS: SpecialMessage = {
  write: (writer, value, struct) => {
    if (isObject(value) && struct !== undefined) writer.bytes(1, encodeMessage(struct, value));
    for (const item of Array.isArray(value) ? value : []) writer.string(2, String(item));
  },
  read: (fields, struct) => {
    const items = fields.filter((field) => field.number === 2 && field.type === 'bytes');
    if (items.length === 0) return readSchema(fields, 1, struct) ?? null;
    return items.map((item) => bytesAt([item], 2).toString());
  },
};

const MESSAGES: Readonly<Record<string, SpecialMessage>> = {
  Time: TIME,
  MicroTime: MICRO_TIME,
  IntOrString: INT_OR_STRING,
  Duration: DURATION,
  Quantity: QUANTITY,
  RawExtension: RAW,
  FieldsV1: RAW,
  JSON: RAW,
  JSONSchemaPropsOrBool: SCHEMA_OR_BOOL,
  JSONSchemaPropsOrArray: SCHEMA_OR_ARRAY,
  JSONSchemaPropsOrStringArray: SCHEMA_OR_STRINGS,
};

function readSchema(
  fields: readonly WireField[],
  number: number,
  struct: GoStruct | undefined,
): Json | undefined {
  const found = fields.findLast((field) => field.number === number);
  return found?.type === 'bytes' && struct !== undefined ? decodeMessage(struct, found.value) : undefined;
}

function timeOf(value: bigint): Json {
  const seconds = Number(value);
  return isInRange(seconds) ? formatTime(seconds) : null;
}

/** From the zero time to the end of the year 9999; RFC 3339 can write no other. */
function isInRange(seconds: number): boolean {
  return seconds > ZERO_TIME && seconds < 253402300800;
}

function integerAt(fields: readonly WireField[], number: number): bigint {
  const found = fields.findLast((field) => field.number === number);
  if (found === undefined) return 0n;
  if (found.type !== 'varint') throw new ProtobufError('proto: wrong wireType');
  return BigInt.asIntN(64, found.value);
}

function bytesAt(fields: readonly WireField[], number: number): Buffer {
  const found = fields.findLast((field) => field.number === number);
  if (found === undefined) return Buffer.alloc(0);
  if (found.type !== 'bytes') throw new ProtobufError('proto: wrong wireType');
  return found.value;
}
