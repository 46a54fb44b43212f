import { Buffer } from 'node:buffer';
import {
  decodeApiMessage,
  findApiType,
  formatGoJson,
  type JsonObject,
  readFields,
  setOwn,
  type WireField,
} from '../sandbox/api-types.ts';
import { Undecodable } from './undecodable.ts';

/**
 * An object of the API in protobuf, or the events of a watch, as the server's JSON: `k8s\0` and a runtime.Unknown
 * (k8s.io/apimachinery pkg/runtime/serializer/protobuf).
 * @throws Undecodable for a type that is not known; ProtobufError, DecodeError
 */
export function decodeProtobuf(bytes: Buffer, isStream: boolean, isCut: boolean): string {
  if (!isStream) return `${decodeObject(bytes, isCut)}\n`;
  return [...framesOf(bytes, isCut)].map((frame) => `${decodeEvent(frame)}\n`).join('');
}

const MAGIC = Buffer.from('k8s\0');

function decodeObject(bytes: Buffer, isCut: boolean): string {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new Undecodable('protobuf without the envelope of Kubernetes');
  }
  const envelope = readFields(bytes.subarray(MAGIC.length), isCut);
  const typeMeta = readFields(bytesAt(envelope, 1));
  const apiVersion = bytesAt(typeMeta, 1).toString();
  const kind = bytesAt(typeMeta, 2).toString();
  const struct = findApiType(apiVersion, kind);
  if (struct === undefined)
    throw new Undecodable(`protobuf of ${nameOf(apiVersion, kind)}, a type that is not known`);
  const isRawCut = envelope.some((field) => field.type === 'bytes' && field.isCut === true);
  return formatGoJson(withType(decodeApiMessage(struct, bytesAt(envelope, 2), isRawCut), apiVersion, kind));
}

/** What stands in the envelope is a name, or nothing that should be repeated. */
function nameOf(apiVersion: string, kind: string): string {
  const name = `${apiVersion} ${kind}`;
  return /^[\w./-]{1,200} \w{1,100}$/.test(name) ? name : 'an object';
}

/** As Go's TypeMeta: at the front, whatever the message says. The server's lists are never null; protobuf cannot tell. */
function withType(object: JsonObject, apiVersion: string, kind: string): JsonObject {
  const typed: JsonObject = { kind, apiVersion };
  for (const [key, value] of Object.entries(object)) {
    if (key === 'kind' || key === 'apiVersion') continue;
    setOwn(typed, key, key === 'items' && value === null ? [] : value);
  }
  return typed;
}

/** A metav1.WatchEvent: the type, and the object in a RawExtension. */
function decodeEvent(frame: Buffer): string {
  const event = readFields(frame);
  const type = bytesAt(event, 1).toString();
  const raw = bytesAt(readFields(bytesAt(event, 2)), 1);
  return `{"type":${formatGoJson(type)},"object":${decodeObject(raw, false)}}`;
}

const LENGTH_SIZE = 4;

/** Each stands behind its length in four bytes (k8s.io/apimachinery pkg/util/framer); one that is not whole is left out. */
function* framesOf(bytes: Buffer, isCut: boolean): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const start = at + LENGTH_SIZE;
    const end = start <= bytes.length ? start + bytes.readUInt32BE(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) {
      // What has no whole frame at all is no stream.
      if (isCut || at > 0) return;
      throw new Undecodable('protobuf that is no watch stream');
    }
    yield bytes.subarray(start, end);
    at = end;
  }
}

function bytesAt(fields: readonly WireField[], number: number): Buffer {
  const found = fields.findLast((field) => field.number === number);
  return found?.type === 'bytes' ? found.value : Buffer.alloc(0);
}
