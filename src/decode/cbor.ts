import type { Buffer } from 'node:buffer';
import { decodeFirst } from 'cborg';
import { findApiType, formatGoJson, type GoStruct, isObject, type Json } from '../sandbox/api-types.ts';
import { CBOR_OPTIONS, toJson } from './cbor-values.ts';
import { orderLikeGo } from './go-order.ts';
import { Undecodable } from './undecodable.ts';

/**
 * An object of the API in CBOR, or the events of a watch (a CBOR sequence, RFC 8742), as the server's JSON. Kubernetes
 * writes the keys of maps in any order: they come out in that of the Go type, sorted where there is none.
 * Source: k8s.io/apimachinery pkg/runtime/serializer/cbor.
 * @throws Undecodable, and what cborg throws
 */
export function decodeCbor(bytes: Buffer, isStream: boolean, isCut: boolean): string {
  const texts: string[] = [];
  for (let rest: Uint8Array = bytes; rest.length > 0; ) {
    try {
      const [value, others] = decodeFirst(rest, CBOR_OPTIONS);
      texts.push(`${formatGoJson(inOrder(toJson(value)))}\n`);
      rest = others;
    } catch (error) {
      // Of a watch the events that came whole are worth showing.
      if (isStream && texts.length > 0) break;
      throw isCut ? new Undecodable('CBOR, of which only the beginning was recorded') : error;
    }
    if (!isStream && rest.length > 0) throw new Undecodable('CBOR with something behind it');
  }
  return texts.join('');
}

function inOrder(value: Json): Json {
  if (!isObject(value)) return orderLikeGo(value, undefined);
  if (typeof value.kind === 'string') return orderLikeGo(value, typeOf(value));
  const { type, object, ...rest } = value;
  // An event of a watch: it has no kind of its own.
  const isEvent = typeof type === 'string' && isObject(object) && Object.keys(rest).length === 0;
  return isEvent ? { type, object: inOrder(object) } : orderLikeGo(value, undefined);
}

function typeOf({ apiVersion, kind }: { apiVersion?: Json; kind?: Json }): GoStruct | undefined {
  return typeof apiVersion === 'string' && typeof kind === 'string'
    ? findApiType(apiVersion, kind)
    : undefined;
}
