import type { ResourceInfo, SubresourceInfo } from '../model/resource.ts';
import { failure, type StatusError } from '../model/status.ts';
import { ALL_TYPES, acceptsAny, STREAM_TYPES } from './media-types.ts';
import type { RequestInfo } from './request-info.ts';

export interface Route {
  resource: ResourceInfo;
  /** undefined for the resource itself. */
  subresource: SubresourceInfo | undefined;
  /** What is to be done: `create`, `get`, `list`, `watch`, `update`, `patch`, `delete`, `deletecollection`, `connect`. */
  action: string;
}

export const PATCH_TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];

const ACTIONS: Readonly<Record<string, { named: string; unnamed: string }>> = {
  GET: { named: 'get', unnamed: 'list' },
  POST: { named: 'create', unnamed: 'create' },
  PUT: { named: 'update', unnamed: '' },
  PATCH: { named: 'patch', unnamed: '' },
  DELETE: { named: 'delete', unnamed: 'deletecollection' },
};

/**
 * The handler of a built-in resource's path, as go-restful picks it from what pkg/endpoints/installer.go installs.
 * @throws StatusError 404, 405, 406, 415
 */
export function findRoute(
  info: RequestInfo,
  method: string,
  headers: { accept: string; contentType: string },
  resource: ResourceInfo | undefined,
): Route {
  if (resource === undefined || !isPathOf(info, resource)) throw noSuchPath();
  const [, name, subresourceName] = info.parts;
  if (info.verb === 'watch' && isWatchPath(info)) {
    if (method !== 'GET') throw noSuchMethod();
    return { resource, subresource: undefined, action: 'watch' };
  }
  const subresource = subresourceName === undefined ? undefined : resource.subresources.get(subresourceName);
  if (subresourceName !== undefined && subresource === undefined) throw noSuchPath();
  if (info.parts.length > 3 && subresourceName !== 'proxy') throw noSuchPath();
  if (subresource !== undefined && isConnect(resource, subresource)) {
    if (!connectMethods(subresource).includes(method)) throw noSuchMethod();
    return { resource, subresource, action: 'connect' };
  }
  const action = ACTIONS[method]?.[name === undefined ? 'unnamed' : 'named'] ?? '';
  const verbs = subresource?.verbs ?? resource.verbs;
  if (!verbs.includes(action) || isMisplaced(info, resource, action, subresource)) throw noSuchMethod();
  checkMediaTypes(action, headers);
  return { resource, subresource, action };
}

/** Across all namespaces there is only listing; a named object is not created by POST. */
function isMisplaced(
  info: RequestInfo,
  resource: ResourceInfo,
  action: string,
  subresource: SubresourceInfo | undefined,
): boolean {
  if (action === 'create' && subresource === undefined && info.parts.length > 1) return true;
  return resource.namespaced && info.namespace === '' && action !== 'list' && action !== 'watch';
}

function isPathOf(info: RequestInfo, resource: ResourceInfo): boolean {
  const named = info.parts.length > 1;
  if (resource.namespaced) return info.namespace !== '' || (!named && resource.verbs.includes('list'));
  // A namespace is in the one of its own name: that is how its path is read.
  const isNamespace = resource.group === '' && resource.resource === 'namespaces';
  return isNamespace ? !/\/namespaces\/[^/]+\/namespaces/.test(info.path) : info.namespace === '';
}

function isWatchPath({ path }: RequestInfo): boolean {
  return /^\/(?:api\/[^/]+|apis\/[^/]+\/[^/]+)\/watch\//.test(path);
}

const CONNECTORS = ['exec', 'attach', 'portforward', 'proxy'];

function isConnect({ group, resource }: ResourceInfo, { name }: SubresourceInfo): boolean {
  return group === '' && CONNECTORS.includes(name) && ['pods', 'services', 'nodes'].includes(resource);
}

function connectMethods({ name }: SubresourceInfo): string[] {
  return name === 'proxy' ? ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'] : ['GET', 'POST'];
}

function checkMediaTypes(
  action: string,
  { accept, contentType }: { accept: string; contentType: string },
): void {
  if (action === 'patch' && !PATCH_TYPES.includes((contentType.split(';')[0] ?? '').trim())) {
    throw failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  }
  const produced = action === 'list' ? [...ALL_TYPES, ...STREAM_TYPES] : ALL_TYPES;
  if (!acceptsAny(accept, produced)) {
    const message = `406: Not Acceptable\n\nAvailable representations: ${produced.join(', ')}`;
    throw failure(406, 'NotAcceptable', message, {});
  }
}

function noSuchPath(): StatusError {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function noSuchMethod(): StatusError {
  return failure(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}
