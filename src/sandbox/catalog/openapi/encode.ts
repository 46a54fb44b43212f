import { goYaml } from '../../codec/go-yaml.ts';
import { ProtobufWriter } from '../../codec/protobuf/wire.ts';
import { isObject, type Json, type JsonObject, own, stringAt } from '../../model/json.ts';
import { type MessageTable, type MessageTables, OPEN_API_V2, OPEN_API_V3 } from './messages.ts';

/** A document in protobuf, as gnostic makes it of the JSON (its compiler, and OpenAPIv2.go and OpenAPIv3.go). */
export function encodeOpenApi(document: JsonObject, version: 'v2' | 'v3'): Buffer {
  return encodeMessage(document, 'Document', version === 'v2' ? OPEN_API_V2 : OPEN_API_V3);
}

/** A part of a document: `Paths`, `Definitions`. */
export function encodeMessage(value: JsonObject, type: string, tables: MessageTables): Buffer {
  const writer = new ProtobufWriter();
  write(writer, value, type, tables);
  return writer.finish();
}

interface Field {
  key: string;
  number: number;
  isList: boolean;
  type: string;
}

function write(writer: ProtobufWriter, value: Json, type: string, tables: MessageTables): void {
  const table = tables[type];
  if (table === undefined) throw new Error(`no message ${type}`);
  if (table.listOf !== undefined) {
    for (const item of Array.isArray(value) ? value : [value]) {
      writeField(writer, { key: '', number: 1, isList: false, type: table.listOf }, item, tables);
    }
    return;
  }
  const chosen = chooseOneOf(table, value);
  if (chosen !== undefined) {
    writer.message(chosen.number, (inner) => write(inner, value, chosen.type, tables));
    return;
  }
  if (table.oneOf === 'boolean') {
    if (typeof value === 'boolean') writer.varint(2, value ? 1 : 0);
    return;
  }
  if (table.oneOf === 'scalar') {
    writeDefault(writer, value);
    return;
  }
  if (isObject(value)) writeObject(writer, value, table, tables);
}

function chooseOneOf(
  { oneOf, reference, otherwise }: MessageTable,
  value: Json,
): { number: number; type: string } | undefined {
  if (!isObject(value)) return undefined;
  if (oneOf === 'parameter') {
    return stringAt(value, 'in') === 'body'
      ? { number: 1, type: 'BodyParameter' }
      : { number: 2, type: 'NonBodyParameter' };
  }
  if (oneOf === 'nonBodyParameter') {
    const location = stringAt(value, 'in');
    if (location === 'header') return { number: 1, type: 'HeaderParameter' };
    return location === 'path' ? { number: 4, type: 'PathParameter' } : { number: 3, type: 'QueryParameter' };
  }
  if (reference !== undefined && Object.hasOwn(value, '$ref')) return reference;
  return otherwise;
}

function writeObject(
  writer: ProtobufWriter,
  object: JsonObject,
  table: MessageTable,
  tables: MessageTables,
): void {
  for (const field of fieldsOf(table)) {
    const value = own(object, field.key);
    if (value === undefined) continue;
    const values = field.isList && Array.isArray(value) ? value : [value];
    for (const item of values) writeField(writer, field, item, tables);
  }
  const { named, extensions } = table;
  for (const key of Object.keys(object)) {
    const value = own(object, key) as Json;
    if (named?.prefix === undefined ? named !== undefined : key.startsWith(named.prefix)) {
      const { number = 0, type = '' } = named ?? {};
      writer.message(number, (inner) => {
        inner.string(1, key);
        writeField(inner, { key, number: 2, isList: true, type }, value, tables);
      });
    } else if (extensions !== undefined && key.startsWith('x-')) {
      writer.message(extensions, (inner) => {
        inner.string(1, key);
        inner.message(2, (any) => any.string(2, goYaml(value, 'v3')));
      });
    }
  }
}

/** What is zero is not written, but in a list. */
function writeField(writer: ProtobufWriter, field: Field, value: Json, tables: MessageTables): void {
  const { number, isList, type } = field;
  if (type === 's') {
    if (isList || value !== '') writer.string(number, String(value));
  } else if (type === 'b') {
    if (value === true) writer.varint(number, 1);
  } else if (type === 'i') {
    if (value !== 0) writer.varint(number, Number(value));
  } else if (type === 'd') {
    if (value !== 0) writer.double(number, Number(value), 64);
  } else if (type === 'any') {
    writer.message(number, (inner) => inner.string(2, goYaml(value, 'v3')));
  } else {
    writer.message(number, (inner) => write(inner, value, type, tables));
  }
}

/** DefaultType has no place for objects and lists: of those nothing is left. */
function writeDefault(writer: ProtobufWriter, value: Json): void {
  if (typeof value === 'number') writer.double(1, value, 64);
  else if (typeof value === 'boolean') writer.varint(2, value ? 1 : 0);
  else if (typeof value === 'string') writer.string(3, value);
}

const parsedFields = new WeakMap<MessageTable, Field[]>();

/** In the order of their numbers, as Go's protobuf writes them. */
function fieldsOf(table: MessageTable): Field[] {
  let fields = parsedFields.get(table);
  if (fields === undefined) {
    const entries = table.fields === undefined || table.fields === '' ? [] : table.fields.split(', ');
    fields = entries
      .map((entry) => {
        const [key = '', number = '', type = ''] = entry.split(' ');
        return { key, number: Number.parseInt(number, 10), isList: number.endsWith('*'), type };
      })
      .sort((a, b) => a.number - b.number);
    parsedFields.set(table, fields);
  }
  return fields;
}
