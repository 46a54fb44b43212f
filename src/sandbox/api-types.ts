import { createGoTypes, type GoTypesData } from './catalog/go-types.ts';
import { once } from './catalog/once.ts';
import { canonicalize } from './codec/canonical.ts';
import { encodeJson } from './codec/encode-json.ts';
import { decodeMessage } from './codec/protobuf/decode.ts';
import { readData } from './data/read-data.ts';
import type { GoStruct } from './model/catalog.ts';
import type { Json, JsonObject } from './model/json.ts';
import { parseApiVersion } from './model/object.ts';

export { readFields, type WireField } from './codec/protobuf/wire.ts';
export type { GoStruct, GoType } from './model/catalog.ts';
export { isObject, type Json, type JsonObject, setOwn } from './model/json.ts';

/**
 * What the sandbox knows of the API's Go types, for those who read bodies: its second entry, which loads nothing of the
 * server.
 */
export function findApiType(apiVersion: string, kind: string): GoStruct | undefined {
  const { group, version } = parseApiVersion(apiVersion);
  // The types of meta.k8s.io belong to every group.
  return (
    types().find(group, version, kind) ??
    types().find('meta.k8s.io', version, kind) ??
    types().find('', version, kind)
  );
}

const types = once(() => createGoTypes(JSON.parse(readData('go-types.json').toString()) as GoTypesData));

/**
 * A message in the JSON form of its struct, as Go would write it.
 *
 * @param isCut whether the end of the bytes is missing: fields that are not whole are left out then.
 * @throws ProtobufError, DecodeError
 */
export function decodeApiMessage(struct: GoStruct, bytes: Buffer, isCut: boolean): JsonObject {
  return canonicalize(struct, decodeMessage(struct, bytes, isCut), { empty: 'stored' }).object;
}

/** JSON in one line as Go writes it, without a line end. */
export function formatGoJson(value: Json): string {
  const text = JSON.stringify(value);
  // JSON.stringify moves such keys to the front; where there are none it is several times as fast.
  if (/"\d+":/.test(text)) return encodeJson(value).trimEnd();
  return text.replaceAll(/[<>&\u2028\u2029]/g, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
