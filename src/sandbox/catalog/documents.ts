import { readData } from '../data/read-data.ts';
import type { JsonObject } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';
import { JSON_TYPE } from '../server/media-types.ts';
import { createDiscoveryDocuments } from './discovery-documents.ts';
import { findHealthDocument } from './health-documents.ts';
import { once } from './once.ts';
import { createOpenApiDocuments } from './open-api-documents.ts';
import { requireRoute } from './require-route.ts';
import type { DiscoveryData } from './resources.ts';

export interface DocumentRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  /** The headers; '' where there is none. */
  accept: string;
  acceptEncoding: string;
  ifNoneMatch: string;
  /** Whether JSON is to be in lines: the client's wish (`?pretty`), or that it is a browser or curl. */
  pretty: boolean;
}

/** A document as it goes over the wire, or an object that the server still has to put into a form that the client takes. */
export type DocumentAnswer =
  | { kind: 'bytes'; status: number; headers: Readonly<Record<string, string>>; body: Buffer }
  | { kind: 'object'; object: JsonObject };

/** What the API says of itself: discovery, OpenAPI, its version and its health. */
export interface Documents {
  /**
   * The answer to a request for a document, and to one for a path that the server does not know; undefined where the
   * request is about resources of a group and version that are served.
   *
   * @throws StatusError 404, 405 and 406.
   */
  find(request: DocumentRequest): DocumentAnswer | undefined;
  /** All CustomResourceDefinitions; those that are established are in the documents from now on. */
  setCustomResources(definitions: readonly ApiObject[]): void;
}

export interface DocumentsOptions {
  /** Where clients reach the server: `127.0.0.1:6443`. */
  serverAddress: string;
  /** The keys of the tokens of service accounts: a JSON Web Key Set. */
  keySet: () => JsonObject;
}

export function createDocuments({ serverAddress, keySet }: DocumentsOptions): Documents {
  const readDiscovery = once(() => {
    const text = readData('discovery.json').toString().replaceAll('SERVER_ADDRESS', serverAddress);
    return JSON.parse(text) as DiscoveryData;
  });
  const createDiscovery = once(() => createDiscoveryDocuments(readDiscovery()));
  const openApi = createOpenApiDocuments();
  return {
    find(request) {
      const path = request.path.length > 1 ? request.path.replace(/\/$/, '') : request.path;
      const data = readDiscovery();
      const discovery = createDiscovery();
      if (path === '/' || path === '/index.html') {
        return jsonInLines({ paths: discovery.paths() });
      }
      if (path === '/version') {
        requireRoute(request, [JSON_TYPE]);
        return jsonInLines(data.version);
      }
      if (path === KEYS_PATH) {
        requireRoute(request, [KEYS_TYPE]);
        const headers = { 'Content-Type': KEYS_TYPE, 'Cache-Control': 'public, max-age=3600' };
        return { kind: 'bytes', status: 200, headers, body: Buffer.from(JSON.stringify(keySet())) };
      }
      return (
        openApi.find(request) ?? findHealthDocument(data, request) ?? discovery.find({ ...request, path })
      );
    },
    setCustomResources(definitions) {
      const established = definitions.filter(isEstablished);
      createDiscovery().setCustomResources(established);
      openApi.setCustomResources(established);
    },
  };
}

const KEYS_PATH = '/openid/v1/jwks';
const KEYS_TYPE = 'application/jwk-set+json';

/** apiserver pkg/endpoints/handlers/responsewriters, WriteRawJSON. */
function jsonInLines(value: JsonObject): DocumentAnswer {
  return {
    kind: 'bytes',
    status: 200,
    headers: { 'Content-Type': JSON_TYPE },
    body: Buffer.from(JSON.stringify(value, undefined, 2)),
  };
}

function isEstablished(definition: ApiObject): boolean {
  const { status } = definition;
  const conditions = (status as { conditions?: { type: string; status: string }[] } | undefined)?.conditions;
  return conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True') ?? false;
}
