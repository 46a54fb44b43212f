import { createHash } from 'node:crypto';
import { encodeJson, goJson } from '../codec/encode-json.ts';
import type { JsonObject } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';
import { failure } from '../model/status.ts';
import { ALL_TYPES, JSON_TYPE, parseAccept } from '../server/media-types.ts';
import { aggregatedGroups, withCustomResources } from './custom-discovery.ts';
import type { DocumentAnswer, DocumentRequest } from './documents.ts';
import { requireRoute } from './require-route.ts';
import type { DiscoveryData } from './resources.ts';

export interface DiscoveryDocuments {
  /** The path has no slash at its end. @throws StatusError 404, 405 and 406 */
  find(request: DocumentRequest): DocumentAnswer | undefined;
  /** What `/` lists. */
  paths(): string[];
  setCustomResources(definitions: readonly ApiObject[]): void;
}

type AggregatedList = JsonObject & { items: JsonObject[] };

/** Discovery in both forms: one list of all groups, and a document for each group and each version. */
export function createDiscoveryDocuments(data: DiscoveryData): DiscoveryDocuments {
  const builtIn = new Map(
    Object.entries(data.legacy).map(([path, text]) => [path, JSON.parse(text) as JsonObject]),
  );
  let definitions: readonly ApiObject[] = [];
  let documents: ReadonlyMap<string, JsonObject> = builtIn;
  const aggregated = new Map<string, AggregatedList>();

  return {
    find(request) {
      const { path } = request;
      const document = documents.get(path);
      if (document === undefined) return isOfServedVersion(path) ? undefined : notFound(path);
      // The aggregator answers these two forms of path, whatever the method is; the others have a route of go-restful's.
      if (!/^\/apis(\/[^/]+)?$/.test(path)) requireRoute(request, ALL_TYPES);
      if (data.aggregated[path] === undefined || !wantsAggregated(request.accept)) {
        return { kind: 'object', object: document };
      }
      return answerAggregated(aggregatedAt(path), request);
    },
    paths() {
      const added = [...documents.keys()].filter((path) => !builtIn.has(path));
      return added.length === 0 ? data.paths : [...data.paths, ...added].sort();
    },
    setCustomResources(all) {
      definitions = all;
      documents = withCustomResources(builtIn, all);
      aggregated.clear();
    },
  };

  function isOfServedVersion(path: string): boolean {
    const [base] = /^\/(?:api\/[^/]+|apis\/[^/]+\/[^/]+)(?=\/)/.exec(path) ?? [];
    return base !== undefined && documents.has(base);
  }

  /** Below what the server knows it says so in a Status, elsewhere in plain text. */
  function notFound(path: string): DocumentAnswer {
    const [base = ''] = /^\/(?:apis\/[^/]+|[^/]+)/.exec(path) ?? [];
    if (base !== '/apis' && (documents.has(base) || base === '/version')) {
      throw failure(404, 'NotFound', 'the server could not find the requested resource', {});
    }
    return {
      kind: 'bytes',
      status: 404,
      headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
      body: Buffer.from('404 page not found\n'),
    };
  }

  function aggregatedAt(path: string): AggregatedList {
    let list = aggregated.get(path);
    if (list === undefined) {
      list = JSON.parse(data.aggregated[path] ?? '') as AggregatedList;
      if (path === '/apis') list.items.push(...aggregatedGroups(definitions));
      aggregated.set(path, list);
    }
    return list;
  }
}

/** Whether the first form that the client names and the server has is the aggregated one. */
function wantsAggregated(accept: string): boolean {
  for (const { type, subtype, parameters } of parseAccept(accept)) {
    if (type === '*' || subtype === '*') return false;
    if (`${type}/${subtype}` !== JSON_TYPE) continue;
    if (parameters.size === 0) return false;
    const isAggregated =
      parameters.get('as') === 'APIGroupDiscoveryList' &&
      parameters.get('g') === 'apidiscovery.k8s.io' &&
      parameters.get('v') === 'v2';
    if (isAggregated) return true;
  }
  return false;
}

/** apiserver pkg/endpoints/discovery/aggregated/etag.go. */
function answerAggregated(list: AggregatedList, { ifNoneMatch, pretty }: DocumentRequest): DocumentAnswer {
  // The hash is of the list before it is given its kind.
  const { kind: _, apiVersion: __, ...untyped } = list;
  const etag = `"${createHash('sha512').update(goJson(untyped)).digest('hex').toUpperCase()}"`;
  const headers = { ETag: etag, Vary: 'Accept', 'Cache-Control': 'public' };
  if (ifNoneMatch === etag) return { kind: 'bytes', status: 304, headers, body: Buffer.alloc(0) };
  return {
    kind: 'bytes',
    status: 200,
    headers: {
      ...headers,
      'Content-Type': 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
    },
    body: Buffer.from(encodeJson(list, { pretty })),
  };
}
