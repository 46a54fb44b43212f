import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { readData } from '../data/read-data.ts';
import type { JsonObject } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';
import { parseAccept } from '../server/media-types.ts';
import type { DocumentAnswer, DocumentRequest } from './documents.ts';

export interface OpenApiDocuments {
  find(request: DocumentRequest): DocumentAnswer | undefined;
  setCustomResources(definitions: readonly ApiObject[]): void;
}

/** JSON or protobuf; the endings of the data files. */
type Format = 'json' | 'pb';

interface OpenApiDocument {
  /** Of the JSON, in capitals and without quotes; protobuf has the same. */
  etag: string;
  read(format: Format): Buffer;
}

/** OpenAPI v2 and v3 (kube-openapi pkg/handler and pkg/handler3). */
export function createOpenApiDocuments(): OpenApiDocuments {
  const lastModified = new Date().toUTCString();
  const builtIn = openPacks();
  let v3 = builtIn.v3;

  return {
    find(request) {
      const { path } = request;
      if (path === '/openapi/v2') return serveV2(request);
      if (path === '/openapi/v3') return serveIndex();
      return path.startsWith('/openapi/v3/')
        ? serveV3(path.slice('/openapi/v3/'.length), request)
        : undefined;
    },
    setCustomResources(_definitions) {
      v3 = builtIn.v3;
    },
  };

  function serveV2({ accept, acceptEncoding, ifNoneMatch }: DocumentRequest): DocumentAnswer {
    const vary = { Vary: 'Accept-Encoding, Accept' };
    const format = formatFor(accept, 'v2');
    if (format === undefined) return bytes(406, vary);
    const { etag, read } = builtIn.v2();
    const headers = { ...contentHeaders(format, 'v2', etag), ...vary };
    if (ifNoneMatch === `"${etag}"`) return notModified(headers);
    const body = read(format);
    if (!/\bgzip\b/.test(acceptEncoding)) return bytes(200, headers, body);
    return bytes(200, { ...headers, 'Content-Encoding': 'gzip' }, gzipSync(body, { level: 1 }));
  }

  /** The aggregator makes it anew for each request, and says no more than what Go finds out itself. */
  function serveIndex(): DocumentAnswer {
    const paths = [...v3()].map(([path, { etag }]): [string, JsonObject] => [
      path,
      { serverRelativeURL: urlOf(path, etag) },
    ]);
    const body = JSON.stringify({ paths: Object.fromEntries(paths) });
    const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Accept-Ranges': 'bytes' };
    return bytes(200, { ...headers, 'Last-Modified': new Date().toUTCString() }, Buffer.from(body));
  }

  function serveV3(path: string, { accept, query, ifNoneMatch }: DocumentRequest): DocumentAnswer {
    const document = v3().get(path);
    if (document === undefined) return bytes(404, {});
    const format = formatFor(accept, 'v3');
    const vary = { Vary: 'Accept' };
    if (format === undefined) return bytes(406, vary);
    const { etag, read } = document;
    const headers = { ...contentHeaders(format, 'v3', etag), ...vary };
    const hash = query.get('hash') ?? '';
    if (hash !== '' && hash !== etag) {
      const { 'Content-Type': type, ETag } = headers;
      return bytes(301, { 'Content-Type': type, ETag, ...vary, Location: urlOf(path, etag) });
    }
    const forever = hash === '' ? {} : { 'Cache-Control': 'public, immutable', Expires: inOneYear() };
    if (ifNoneMatch === `"${etag}"`) return notModified({ ...headers, ...forever });
    return bytes(200, { ...headers, ...forever }, read(format));
  }

  function contentHeaders(format: Format, version: string, etag: string) {
    const type = format === 'json' ? 'json' : protobufType(version);
    return {
      'Content-Type': `application/${type}`,
      ETag: `"${etag}"`,
      'Accept-Ranges': 'bytes',
      'Last-Modified': lastModified,
    };
  }
}

/** The documents of the data files; each file is unpacked when the first of it is read. */
function openPacks(): { v2: () => OpenApiDocument; v3: () => ReadonlyMap<string, OpenApiDocument> } {
  let v2: OpenApiDocument | undefined;
  let v3: Map<string, OpenApiDocument> | undefined;
  const packs: Partial<Record<Format, Map<string, Buffer>>> = {};
  const read = (path: string, format: Format) => {
    packs[format] ??= unpack(readData(`openapi-v3.${format}`));
    return packs[format].get(path) ?? Buffer.alloc(0);
  };
  return {
    v2() {
      const json = () => readData('openapi-v2.json');
      v2 ??= { etag: etagOf(json()), read: (format) => readData(`openapi-v2.${format}`) };
      return v2;
    },
    v3() {
      if (v3 !== undefined) return v3;
      const { paths } = JSON.parse(readData('openapi-v3-index.json').toString()) as {
        paths: Record<string, { serverRelativeURL: string }>;
      };
      v3 = new Map(
        Object.entries(paths).map(([path, { serverRelativeURL }]) => {
          const etag = serverRelativeURL.slice(serverRelativeURL.indexOf('=') + 1);
          return [path, { etag, read: (format) => read(path, format) }];
        }),
      );
      return v3;
    },
  };
}

/** A line with the length of each document, and then one after the other (scripts/sandbox-update/open-api.ts). */
function unpack(file: Buffer): Map<string, Buffer> {
  const lineEnd = file.indexOf('\n');
  const lengths = JSON.parse(file.subarray(0, lineEnd).toString()) as Record<string, number>;
  let offset = lineEnd + 1;
  return new Map(
    Object.entries(lengths).map(([path, length]) => {
      const document = file.subarray(offset, offset + length);
      offset += length;
      return [path, document];
    }),
  );
}

/** The first clause that names one of the types decides; the type with `@` is what older clients say. */
function formatFor(accept: string, version: string): Format | undefined {
  const types: Record<string, Format> = {
    json: 'json',
    [protobufType(version)]: 'pb',
    [protobufType(version).replace('.v1.0', '@v1.0')]: 'pb',
  };
  for (const { type, subtype } of parseAccept(accept === '' ? '*/*' : accept)) {
    if (type !== 'application' && type !== '*') continue;
    if (subtype === '*') return 'json';
    if (types[subtype] !== undefined) return types[subtype];
  }
  return undefined;
}

function protobufType(version: string): string {
  return `com.github.proto-openapi.spec.${version}.v1.0+protobuf`;
}

function etagOf(json: Buffer): string {
  return createHash('sha512').update(json).digest('hex').toUpperCase();
}

function urlOf(path: string, etag: string): string {
  return `/openapi/v3/${path}?hash=${etag}`;
}

/** In Go's RFC1123 of a time in UTC, which is not HTTP's: its zone is `UTC`. */
function inOneYear(): string {
  const date = new Date();
  date.setUTCFullYear(date.getUTCFullYear() + 1);
  return date.toUTCString().replace('GMT', 'UTC');
}

function notModified({ ETag, Vary }: { ETag: string; Vary: string }): DocumentAnswer {
  return bytes(304, { ETag, Vary });
}

function bytes(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Buffer = Buffer.alloc(0),
): DocumentAnswer {
  return { kind: 'bytes', status, headers, body };
}
