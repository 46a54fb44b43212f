import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzip } from 'node:zlib';
import { encodeJson } from '../codec/encode-json.ts';
import { encodeProtobuf } from '../codec/protobuf/encode.ts';
import { encodeYaml } from '../codec/yaml.ts';
import type { Catalog } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import type { StatusError } from '../model/status.ts';
import { ALL_TYPES, JSON_TYPE, type MediaType, negotiate, PROTOBUF_TYPE, YAML_TYPE } from './media-types.ts';
import { type Query, queryValue } from './query.ts';

/** Answers are compressed from this size on. */
const MIN_GZIP_BYTES = 128 * 1024;
/** The fastest one, as the server's. */
const GZIP_LEVEL = 1;

/** What the writing of an answer depends on. */
export interface Exchange {
  catalog: Catalog;
  request: IncomingMessage;
  response: ServerResponse;
  query: Query;
}

/** An object in the form that the client takes (apiserver pkg/endpoints/handlers/responsewriters). */
export function writeObject(
  exchange: Exchange,
  code: number,
  object: JsonObject,
  mediaType: MediaType,
): void {
  const isPretty = mediaType.pretty || wantsPretty(exchange);
  let { type } = mediaType;
  let body: Buffer | undefined;
  if (type === PROTOBUF_TYPE) body = encodeProtobuf(exchange.catalog, object);
  if (body === undefined && type === PROTOBUF_TYPE) type = JSON_TYPE;
  body ??= Buffer.from(type === YAML_TYPE ? encodeYaml(object) : encodeJson(object, { pretty: isPretty }));
  writeBytes(exchange, code, { 'Content-Type': type }, body);
}

/** A Status; in lines of JSON where the client takes nothing that the server has. */
export function writeError(exchange: Exchange, error: StatusError): void {
  const { status } = error;
  for (const [name, value] of Object.entries(error.headers)) exchange.response.setHeader(name, value);
  const mediaType = negotiate(acceptOf(exchange.request), ALL_TYPES, { transforms: false });
  if (mediaType !== undefined) {
    writeObject(exchange, status.code, status, mediaType);
    return;
  }
  const body = Buffer.from(encodeJson(status, { pretty: true }));
  writeBytes(exchange, status.code, { 'Content-Type': JSON_TYPE }, body);
}

export function writeBytes(
  { request, response }: Exchange,
  code: number,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.statusCode = code;
  const isCompressed =
    body.length > MIN_GZIP_BYTES && acceptsGzip(request) && !response.hasHeader('Content-Encoding');
  if (!isCompressed) {
    response.setHeader('Content-Length', body.length);
    response.end(body);
    return;
  }
  response.setHeader('Content-Encoding', 'gzip');
  response.appendHeader('Vary', 'Accept-Encoding');
  gzip(body, { level: GZIP_LEVEL }, (error, compressed) => {
    if (error === null) response.end(compressed);
    else response.destroy(error);
  });
}

/** net/http's Error. */
export function writePlain(exchange: Exchange, code: number, text: string): void {
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' };
  writeBytes(exchange, code, headers, Buffer.from(text));
}

export function acceptOf({ headers }: IncomingMessage): string {
  return headers.accept ?? '';
}

/** In lines, where the query says so, or where a person seems to read it. */
export function wantsPretty({ request, query }: Pick<Exchange, 'request' | 'query'>): boolean {
  const asked = queryValue(query, 'pretty');
  if (asked !== '') return ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(asked);
  return /^(?:curl|Wget|Mozilla\/5\.0)/.test(request.headers['user-agent'] ?? '');
}

function acceptsGzip({ headers }: IncomingMessage): boolean {
  const accepted = headers['accept-encoding'];
  return (
    typeof accepted === 'string' && accepted.split(',').some((item) => item.trim().split(';')[0] === 'gzip')
  );
}
