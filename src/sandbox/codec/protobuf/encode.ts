import type { Catalog, GoField, GoStruct, GoType } from '../../model/catalog.ts';
import { sortedKeys } from '../../model/go-format.ts';
import { isObject, type Json, type JsonObject, own, stringAt } from '../../model/json.ts';
import { parseApiVersion } from '../../model/object.ts';
import { zeroOf } from '../zero.ts';
import { isMessage, type Message, messageOf } from './messages.ts';
import { encodeSpecial } from './special-messages.ts';
import { ProtobufWriter } from './wire.ts';

/** What each object in protobuf begins with. */
export const MAGIC = Buffer.from('k8s\0');

/**
 * An object of a built-in kind, a list of them or a Status as `application/vnd.kubernetes.protobuf`: `k8s\0` and a
 * runtime.Unknown. Undefined for kinds that have no protobuf: custom resources, Tables.
 */
export function encodeProtobuf(catalog: Catalog, object: JsonObject): Buffer | undefined {
  const apiVersion = stringAt(object, 'apiVersion');
  const kind = stringAt(object, 'kind');
  const { group, version } = parseApiVersion(apiVersion);
  const struct = catalog.goTypeOf(group, version, kind);
  if (struct === undefined || messageOf(struct).fields.size === 0) return undefined;
  const writer = new ProtobufWriter();
  writer.message(1, (typeMeta) => {
    typeMeta.string(1, apiVersion);
    typeMeta.string(2, kind);
  });
  writer.bytes(2, encodeMessage(struct, object));
  writer.string(3, '');
  writer.string(4, '');
  return Buffer.concat([MAGIC, writer.finish()]);
}

/**
 * An event of a watch as a frame of `application/vnd.kubernetes.protobuf;stream=watch`: the length in four bytes, and a
 * metav1.WatchEvent that holds the whole encoded object.
 */
export function encodeWatchFrame(type: string, object: Buffer): Buffer {
  const writer = new ProtobufWriter();
  writer.string(1, type);
  writer.message(2, (raw) => raw.bytes(1, object));
  const event = writer.finish();
  const length = Buffer.alloc(4);
  length.writeUInt32BE(event.length);
  return Buffer.concat([length, event]);
}

/** The message alone. */
export function encodeMessage(struct: GoStruct, object: JsonObject): Buffer {
  const writer = new ProtobufWriter();
  writeMessage(writer, messageOf(struct), object);
  return writer.finish();
}

function writeMessage(writer: ProtobufWriter, message: Message, object: JsonObject): void {
  for (const [number, field] of message.fields) {
    if (isMessage(field)) writer.message(number, (inner) => writeMessage(inner, field, object));
    else writeField(writer, number, field, own(object, field.json));
  }
}

/** gogo-proto writes what is no pointer, list or map always, also where it is zero. */
function writeField(
  writer: ProtobufWriter,
  number: number,
  { type }: GoField,
  value: Json | undefined,
): void {
  if (type.kind === 'map') {
    writeMap(writer, number, type.element, value);
    return;
  }
  if (type.kind === 'list' && !type.message) {
    for (const item of Array.isArray(value) ? value : []) writeValue(writer, number, type.element, item);
    return;
  }
  const written = value ?? zeroOf(type);
  const isNil = written === null && (!('pointer' in type) || type.pointer);
  if (!isNil) writeValue(writer, number, type, written);
}

function writeMap(writer: ProtobufWriter, number: number, element: GoType, value: Json | undefined): void {
  if (!isObject(value)) return;
  for (const key of sortedKeys(value)) {
    const item = value[key] ?? null;
    writer.message(number, (entry) => {
      entry.string(1, key);
      if (item !== null || element.kind !== 'bytes') writeValue(entry, 2, element, item);
    });
  }
}

function writeValue(writer: ProtobufWriter, number: number, type: GoType, value: Json): void {
  switch (type.kind) {
    case 'struct':
      writer.bytes(number, encodeMessage(type.struct, isObject(value) ? value : {}));
      break;
    case 'special':
      writer.bytes(number, encodeSpecial(type, value));
      break;
    case 'list':
      writer.message(number, (inner) => {
        for (const item of Array.isArray(value) ? value : []) writeValue(inner, 1, type.element, item);
      });
      break;
    case 'bytes':
      writer.bytes(number, Buffer.from(String(value ?? ''), 'base64'));
      break;
    case 'string':
      writer.string(number, String(value));
      break;
    case 'bool':
      writer.varint(number, value === true ? 1 : 0);
      break;
    case 'int':
      writer.varint(number, BigInt(Number(value)));
      break;
    case 'float':
      writer.double(number, Number(value), type.bits);
      break;
    case 'map':
      throw new Error('a map in a list or a map has no protobuf');
  }
}
