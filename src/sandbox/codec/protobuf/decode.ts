import type { Catalog, GoField, GoStruct, GoType } from '../../model/catalog.ts';
import { isObject, type Json, type JsonObject, own, setOwn } from '../../model/json.ts';
import { type GroupVersionKind, parseApiVersion } from '../../model/object.ts';
import { DecodeError } from '../canonical.ts';
import { MAGIC } from './encode.ts';
import { isMessage, type Message, messageOf } from './messages.ts';
import { decodeSpecial } from './special-messages.ts';
import { ProtobufError, readFields, type WireField } from './wire.ts';

export interface ProtobufBody {
  kind: GroupVersionKind;
  /** The object in JSON, for `canonicalize`. @throws DecodeError */
  decode(catalog: Catalog, kind: GroupVersionKind): JsonObject;
}

/** The envelope of an object in protobuf (apimachinery pkg/runtime/serializer/protobuf). @throws DecodeError in Go's words */
export function decodeProtobuf(body: Buffer): ProtobufBody {
  if (body.length === 0) throw new DecodeError('empty data');
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new DecodeError(
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    );
  }
  if (body.length === MAGIC.length) throw new DecodeError('empty body');
  return asDecodeError(() => {
    const envelope = readFields(body.subarray(MAGIC.length));
    const typeMeta = readFields(lastBytes(envelope, 1));
    const raw = lastBytes(envelope, 2);
    return {
      kind: {
        ...parseApiVersion(lastBytes(typeMeta, 1).toString()),
        kind: lastBytes(typeMeta, 2).toString(),
      },
      decode(catalog, { group, version, kind }) {
        const struct = catalog.goTypeOf(group, version, kind);
        return struct === undefined ? {} : asDecodeError(() => decodeMessage(struct, raw));
      },
    };
  });
}

/**
 * A message in the JSON form of its struct; fields that it does not have are left out, and so is, of a message whose end
 * is missing (`isCut`), the one within which it ends. @throws ProtobufError
 */
export function decodeMessage(struct: GoStruct, bytes: Buffer, isCut = false): JsonObject {
  const object: JsonObject = {};
  const fields = readFields(bytes, isCut);
  readMessage(messageOf(struct), isCut ? fields.filter(isWhole) : fields, object);
  return object;
}

function isWhole(field: WireField): boolean {
  return field.type !== 'bytes' || field.isCut !== true;
}

function readMessage(message: Message, fields: readonly WireField[], object: JsonObject): void {
  for (const wire of fields) {
    const field = message.fields.get(wire.number);
    if (field === undefined) continue;
    if (isMessage(field)) readMessage(field, readFields(bytesOf(wire)), object);
    else readField(field, wire, object);
  }
}

function readField({ json, type }: GoField, wire: WireField, object: JsonObject): void {
  const before = own(object, json);
  if (type.kind === 'map') {
    const entries = isObject(before) ? before : {};
    const entry = readFields(bytesOf(wire));
    const value = entry.findLast((field) => field.number === 2);
    setOwn(
      entries,
      lastBytes(entry, 1).toString(),
      value === undefined ? null : readValue(type.element, value),
    );
    setOwn(object, json, entries);
  } else if (type.kind === 'list' && !type.message) {
    const items = Array.isArray(before) ? before : [];
    items.push(readValue(type.element, wire));
    setOwn(object, json, items);
  } else setOwn(object, json, readValue(type, wire));
}

function readValue(type: GoType, wire: WireField): Json {
  switch (type.kind) {
    case 'struct':
      return decodeMessage(type.struct, bytesOf(wire));
    case 'special':
      return decodeSpecial(type, bytesOf(wire));
    case 'list':
      return readFields(bytesOf(wire)).map((item) => readValue(type.element, item));
    case 'bytes':
      return bytesOf(wire).toString('base64');
    case 'string':
      return bytesOf(wire).toString();
    case 'bool':
      return integerOf(wire) !== 0n;
    case 'int':
      return Number(BigInt.asIntN(type.bits, integerOf(wire)));
    case 'float':
      if (wire.type !== 'fixed') throw new ProtobufError(`proto: wrong wireType for field ${wire.number}`);
      return wire.value.length === 4 ? wire.value.readFloatLE() : wire.value.readDoubleLE();
    case 'map':
      throw new ProtobufError('proto: a map cannot be repeated');
  }
}

function bytesOf(wire: WireField): Buffer {
  if (wire.type !== 'bytes') throw new ProtobufError(`proto: wrong wireType for field ${wire.number}`);
  return wire.value;
}

function integerOf(wire: WireField): bigint {
  if (wire.type !== 'varint') throw new ProtobufError(`proto: wrong wireType for field ${wire.number}`);
  return wire.value;
}

function lastBytes(fields: readonly WireField[], number: number): Buffer {
  const found = fields.findLast((field) => field.number === number);
  return found === undefined ? Buffer.alloc(0) : bytesOf(found);
}

function asDecodeError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProtobufError) throw new DecodeError(error.message);
    throw error;
  }
}
