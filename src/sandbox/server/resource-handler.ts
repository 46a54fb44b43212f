import { decodeBody } from '../codec/decode-body.ts';
import { badRequest } from '../model/status.ts';
import { readListOptions } from '../registry/options/list-options.ts';
import type { Parameters } from '../registry/options/parameters.ts';
import type { ApiRequest, Result } from '../registry/request.ts';
import { create } from '../registry/verbs/create.ts';
import { deleteResource } from '../registry/verbs/delete.ts';
import { deleteCollection } from '../registry/verbs/delete-collection.ts';
import { get } from '../registry/verbs/get.ts';
import { list } from '../registry/verbs/list.ts';
import { patch } from '../registry/verbs/patch.ts';
import { update } from '../registry/verbs/update.ts';
import { watch } from '../registry/verbs/watch.ts';
import { readBody } from './body.ts';
import type { Context } from './handler.ts';
import { ALL_TYPES, type MediaType, negotiate, notAcceptable } from './media-types.ts';
import { findRoute, type Route } from './routes.ts';
import { transform } from './transform.ts';
import { streamWatch } from './watch-stream.ts';
import { acceptOf, writeObject } from './writer.ts';

/** Serves a request for a resource. @throws StatusError */
export async function serveResource(context: Context): Promise<void> {
  const { server, info, request } = context;
  const found = server.findResource(info.apiGroup, info.apiVersion, info.resource);
  const headers = { accept: acceptOf(request), contentType: request.headers['content-type'] ?? '' };
  const route = findRoute(info, request.method ?? 'GET', headers, found);
  const apiRequest = toApiRequest(context, route);
  const mediaType = negotiate(headers.accept, ALL_TYPES);
  if (mediaType === undefined) throw notAcceptable(ALL_TYPES);
  if (route.action === 'list' || route.action === 'watch') {
    const options = readListOptions(apiRequest.parameters, { forceWatch: route.action === 'watch' });
    if (options.watch) serveWatch(context, apiRequest, mediaType, options);
    else answer(context, apiRequest, mediaType, list(apiRequest, options));
    return;
  }
  answer(context, apiRequest, mediaType, await act(apiRequest, route.action));
}

function act(request: ApiRequest, action: string): Promise<Result> | Result {
  switch (action) {
    case 'create':
      return create(request);
    case 'get':
      return get(request);
    case 'update':
      return update(request);
    case 'patch':
      return patch(request);
    case 'delete':
      return deleteResource(request);
    case 'deletecollection':
      return deleteCollection(request);
    default:
      throw badRequest(`unknown action ${action}`);
  }
}

function serveWatch(
  context: Context,
  apiRequest: ApiRequest,
  mediaType: MediaType,
  options: ReturnType<typeof readListOptions>,
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

function toApiRequest(context: Context, { resource, subresource }: Route): ApiRequest {
  const { server, info, request, user, query } = context;
  const parameters: Parameters = query;
  return {
    state: server.state,
    rules: server.rulesOf(resource),
    resource,
    subresource: subresource?.name ?? '',
    namespace: info.namespace,
    name: info.name,
    parameters,
    contentType: request.headers['content-type'],
    userAgent: request.headers['user-agent'] ?? '',
    user,
    readBody: () => readBody(request),
    decodeDeleteOptions: (body) => decodeDeleteOptions(context, body),
    warn: context.warn,
    authorize: () => undefined,
  };
}

function decodeDeleteOptions({ catalog, request }: Context, body: Buffer) {
  const expected = { group: 'meta.k8s.io', version: 'v1', kind: 'DeleteOptions' };
  return decodeBody(catalog, body, request.headers['content-type'], expected).object;
}
