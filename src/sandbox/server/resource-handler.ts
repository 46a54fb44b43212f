import { requireAuthorized } from '../access/index.ts';
import type { ResourceInfo } from '../model/resource.ts';
import { badRequest } from '../model/status.ts';
import { isComponentStatus, listComponentStatuses } from '../registry/component-statuses.ts';
import type { KindRules } from '../registry/kind-rules.ts';
import { type ListOptions, readListOptions } from '../registry/options/list-options.ts';
import type { ApiRequest, Result } from '../registry/request.ts';
import { list } from '../registry/verbs/list.ts';
import { watch } from '../registry/verbs/watch.ts';
import { attributesOf } from './access-chain.ts';
import { act } from './actions.ts';
import { readBody } from './body.ts';
import { findCustomRoute } from './custom-routes.ts';
import { decodeDeleteOptions } from './decode-delete-options.ts';
import { deprecationOf } from './deprecations.ts';
import type { Context } from './handler.ts';
import {
  ALL_TYPES,
  CUSTOM_RESOURCE_TYPES,
  type MediaType,
  negotiate,
  notAcceptable,
  STREAM_TYPES,
  YAML_TYPE,
} from './media-types.ts';
import { partOf } from './object-parts.ts';
import { findRoute, type Route } from './routes.ts';
import { settledState } from './settled-state.ts';
import { transform } from './transform.ts';
import { streamWatch } from './watch-stream.ts';
import { acceptOf, writeObject, writePlain } from './writer.ts';

const NAMED_ACTIONS: ReadonlySet<string> = new Set(['get', 'update', 'patch', 'delete']);

/** Serves a request for a resource. @throws StatusError */
export async function serveResource(context: Context): Promise<void> {
  const { server, info, request } = context;
  const accept = acceptOf(request);
  const custom = server.custom.find(info.apiGroup, info.apiVersion, info.resource);
  const route = custom === undefined ? builtInRoute(context) : customRoute(context, custom);
  if (route === undefined) {
    writePlain(context, 404, '404 page not found\n');
    return;
  }
  const apiRequest = toApiRequest(context, route, custom ?? server.rulesOf(route.resource));
  const deprecation = custom === undefined ? deprecationOf(route.resource) : custom.deprecation;
  if (deprecation !== undefined) context.warn(deprecation);
  if (route.action === 'connect') {
    await act(context, apiRequest, route.action);
    return;
  }
  const mediaType = negotiateFor(route.resource, accept);
  if (route.action === 'list' || route.action === 'watch') {
    const options = readListOptions(apiRequest.parameters, {
      forceWatch: route.action === 'watch',
      name: apiRequest.name,
    });
    if (options.watch && mediaType.type === YAML_TYPE) throw notAcceptable(streamTypesOf(route.resource));
    if (options.watch) serveWatch(context, apiRequest, mediaType, options);
    else answer(context, apiRequest, mediaType, listAny(apiRequest, options));
    return;
  }
  if (apiRequest.name === '' && NAMED_ACTIONS.has(route.action)) throw badRequest('name must be provided');
  await apiRequest.rules.prepare?.();
  const result = await act(context, apiRequest, route.action);
  if (result === 'answered') return;
  if (result === 'nothing') context.response.writeHead(204).end();
  else answer(context, apiRequest, mediaType, result);
}

/** @throws StatusError 404, 405, 406, 415 */
function builtInRoute({ server, info, request }: Context): Route | undefined {
  const { apiGroup, apiVersion, resource } = info;
  if (server.custom.hasGroup(apiGroup)) return undefined;
  const headers = { accept: acceptOf(request), contentType: request.headers['content-type'] ?? '' };
  const found = server.catalog.findResource(apiGroup, apiVersion, resource);
  return findRoute(info, request.method ?? 'GET', headers, found);
}

function customRoute({ info, request }: Context, { resource }: KindRules): Route | undefined {
  return findCustomRoute(info, request.headers['content-type'] ?? '', resource);
}

function negotiateFor({ customResourceDefinition }: ResourceInfo, accept: string): MediaType {
  const standard = customResourceDefinition === undefined ? ALL_TYPES : CUSTOM_RESOURCE_TYPES;
  const mediaType = negotiate(accept, ALL_TYPES, { standard });
  if (mediaType === undefined) throw notAcceptable(ALL_TYPES);
  return mediaType;
}

/** What a watch can be written in; YAML is chosen as for a list, and then there is no stream of it. */
function streamTypesOf({ customResourceDefinition }: ResourceInfo): readonly string[] {
  return customResourceDefinition === undefined ? STREAM_TYPES : STREAM_TYPES.slice(0, 1);
}

function listAny(request: ApiRequest, options: ListOptions): Result {
  return isComponentStatus(request) ? listComponentStatuses(request, options) : list(request, options);
}

function serveWatch(
  context: Context,
  apiRequest: ApiRequest,
  mediaType: MediaType,
  options: ListOptions,
): void {
  const { catalog, query } = context;
  const transformation = { catalog, rules: apiRequest.rules, as: mediaType.as, query };
  streamWatch(context, watch(apiRequest, options), transformation, mediaType, options.timeoutSeconds);
}

function answer(context: Context, { rules }: ApiRequest, mediaType: MediaType, result: Result): void {
  const { catalog, query } = context;
  const object = transform(result, { catalog, rules, as: mediaType.as, query });
  writeObject(context, result.code, object, mediaType);
}

function toApiRequest(context: Context, { resource, subresource }: Route, rules: KindRules): ApiRequest {
  const { server, info, request, user, query, warn } = context;
  const contentType = request.headers['content-type'];
  return {
    state: settledState(server, resource.storage),
    rules,
    resource,
    subresource: subresource?.name ?? '',
    part: subresource === undefined ? undefined : partOf(server, rules, subresource),
    namespace: info.namespace,
    name: info.name,
    parameters: query,
    contentType,
    userAgent: request.headers['user-agent'] ?? '',
    user,
    readBody: () => readBody(request),
    decodeDeleteOptions: (body) => decodeDeleteOptions(context.catalog, body, contentType),
    warn,
    authorize: (verb, view) => requireAuthorized(view, attributesOf(user, info, verb)),
  };
}
