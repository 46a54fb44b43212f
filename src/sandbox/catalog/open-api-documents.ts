import { gzipSync } from 'node:zlib';
import type { JsonObject } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';
import { parseAccept } from '../server/media-types.ts';
import { customVersionsOf } from './custom-versions.ts';
import type { DocumentAnswer, DocumentRequest } from './documents.ts';
import { builtInV2, builtInV3 } from './openapi/built-in-documents.ts';
import { customDocuments, withCustomContents } from './openapi/custom-documents.ts';
import type { Format, OpenApiDocument } from './openapi/document.ts';

export interface OpenApiDocuments {
  find(request: DocumentRequest): DocumentAnswer | undefined;
  setCustomResources(definitions: readonly ApiObject[]): void;
}

/** OpenAPI v2 and v3 (kube-openapi pkg/handler and pkg/handler3). */
export function createOpenApiDocuments(): OpenApiDocuments {
  const lastModified = new Date().toUTCString();
  let definitions: readonly ApiObject[] = [];
  let v2: OpenApiDocument | undefined;
  let v3: Map<string, OpenApiDocument> | undefined;

  return {
    find(request) {
      const { path } = request;
      if (path === '/openapi/v2') return serveV2(request);
      if (path === '/openapi/v3') return serveIndex();
      return path.startsWith('/openapi/v3/')
        ? serveV3(path.slice('/openapi/v3/'.length), request)
        : undefined;
    },
    setCustomResources(all) {
      definitions = all;
      v2 = undefined;
      v3 = undefined;
    },
  };

  function documentV2(): OpenApiDocument {
    if (v2 === undefined) {
      const versions = customVersionsOf(definitions);
      const builtIn = builtInV2();
      v2 = versions.length === 0 ? builtIn : withCustomContents(builtIn, versions);
    }
    return v2;
  }

  function documentsV3(): Map<string, OpenApiDocument> {
    if (v3 === undefined) {
      const all = [...builtInV3(), ...customDocuments(customVersionsOf(definitions))];
      v3 = new Map(all.sort(([a], [b]) => (a < b ? -1 : 1)));
    }
    return v3;
  }

  function serveV2({ accept, acceptEncoding, ifNoneMatch }: DocumentRequest): DocumentAnswer {
    const vary = { Vary: 'Accept-Encoding, Accept' };
    const format = formatFor(accept, 'v2');
    if (format === undefined) return bytes(406, vary);
    const document = documentV2();
    const headers = { ...contentHeaders(format, 'v2', document.etag), ...vary };
    if (ifNoneMatch === headers.ETag) return notModified(headers);
    const body = document.read(format);
    if (!/\bgzip\b/.test(acceptEncoding)) return bytes(200, headers, body);
    return bytes(200, { ...headers, 'Content-Encoding': 'gzip' }, gzipSync(body, { level: 1 }));
  }

  /** The aggregator makes it anew for each request, and says no more than what Go finds out itself. */
  function serveIndex(): DocumentAnswer {
    const paths = [...documentsV3()].map(([path, { etag }]): [string, JsonObject] => [
      path,
      { serverRelativeURL: urlOf(path, etag) },
    ]);
    const body = JSON.stringify({ paths: Object.fromEntries(paths) });
    const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Accept-Ranges': 'bytes' };
    return bytes(200, { ...headers, 'Last-Modified': new Date().toUTCString() }, Buffer.from(body));
  }

  function serveV3(path: string, { accept, query, ifNoneMatch }: DocumentRequest): DocumentAnswer {
    const document = documentsV3().get(path);
    if (document === undefined) return bytes(404, {});
    const format = formatFor(accept, 'v3');
    const vary = { Vary: 'Accept' };
    if (format === undefined) return bytes(406, vary);
    const { etag } = document;
    const headers = { ...contentHeaders(format, 'v3', etag), ...vary };
    const hash = query.get('hash') ?? '';
    if (hash !== '' && hash !== etag) {
      const { 'Content-Type': type, ETag } = headers;
      return bytes(301, { 'Content-Type': type, ETag, ...vary, Location: urlOf(path, etag) });
    }
    const forever = hash === '' ? {} : { 'Cache-Control': 'public, immutable', Expires: inOneYear() };
    if (ifNoneMatch === headers.ETag) return notModified({ ...headers, ...forever });
    return bytes(200, { ...headers, ...forever }, document.read(format));
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

/** The first clause that names one of the types decides; the type with `@` is what older clients say. */
function formatFor(accept: string, version: string): Format | undefined {
  const formats = new Map<string, Format>([
    ['*', 'json'],
    ['json', 'json'],
    [protobufType(version), 'protobuf'],
    [protobufType(version).replace('.v1.0', '@v1.0'), 'protobuf'],
  ]);
  const clause = parseAccept(accept === '' ? '*/*' : accept).find(
    ({ type, subtype }) => (type === 'application' || type === '*') && formats.has(subtype),
  );
  return clause === undefined ? undefined : formats.get(clause.subtype);
}

function protobufType(version: string): string {
  return `com.github.proto-openapi.spec.${version}.v1.0+protobuf`;
}

function urlOf(path: string, etag: string): string {
  return `/openapi/v3/${path}?hash=${etag}`;
}

/** Go's RFC1123 of a time in UTC, which is not HTTP's: its zone is `UTC`. */
function inOneYear(): string {
  const date = new Date();
  date.setUTCFullYear(date.getUTCFullYear() + 1);
  return date.toUTCString().replace('GMT', 'UTC');
}

/** http.ServeContent leaves out what describes a body. */
function notModified({ 'Content-Type': _, 'Last-Modified': __, ...headers }: Record<string, string>) {
  return bytes(304, headers);
}

function bytes(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Buffer = Buffer.alloc(0),
): DocumentAnswer {
  return { kind: 'bytes', status, headers, body };
}
