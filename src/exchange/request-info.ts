import type { RequestInfo } from './exchange.ts';

/**
 * Reads from a request line what the API server reads from it.
 *
 * Never throws; what cannot be understood is not a resource request.
 * Rules: `NewRequestInfo` in k8s.io/apiserver/pkg/endpoints/request/requestinfo.go.
 *
 * @param url absolute, or a path with its query
 * @param basePath the path of the kubeconfig's server URL (`/k8s/clusters/c-1`), which a gateway in front
 *   of the API server takes away; it is not part of the result's `path`
 */
export function parseRequestInfo(method: string, url: string, basePath = ''): RequestInfo {
  const { path, query } = splitUrl(url, basePath);
  const info: RequestInfo = {
    isResourceRequest: false,
    verb: method.toLowerCase(),
    path,
    apiGroup: '',
    apiVersion: '',
    resource: '',
    subresource: '',
    namespace: '',
    name: '',
    isDiscovery: isDiscovery(method, path),
  };
  const [prefix, ...rest] = splitPath(path);
  if (prefix === 'api' && rest.length >= 2) readResource(info, '', rest, method, query);
  if (prefix === 'apis' && rest.length >= 3) readResource(info, rest[0] ?? '', rest.slice(1), method, query);
  return info;
}

const VERBS: ReadonlyMap<string, string> = new Map([
  ['POST', 'create'],
  ['GET', 'get'],
  ['HEAD', 'get'],
  ['PUT', 'update'],
  ['PATCH', 'patch'],
  ['DELETE', 'delete'],
]);

/** Parts are `[version, (watch|proxy)?, (namespaces, ns)?, resource, name?, subresource?, …]`. */
function readResource(
  info: RequestInfo,
  apiGroup: string,
  parts: string[],
  method: string,
  query: URLSearchParams,
): void {
  const [apiVersion = '', ...rest] = parts;
  const special = rest[0] === 'watch' || rest[0] === 'proxy' ? rest.shift() : undefined;
  // `/api/v1/watch` alone: the server answers with an error and looks no further.
  if (rest.length === 0) return;

  info.isResourceRequest = true;
  info.apiGroup = apiGroup;
  info.apiVersion = apiVersion;
  info.verb = special ?? VERBS.get(method) ?? '';
  let relative = rest;
  if (rest[0] === 'namespaces' && rest.length > 1) {
    info.namespace = rest[1] ?? '';
    // `status` and `finalize` are subresources of the namespace itself; all else is a resource within it.
    if (rest.length > 2 && rest[2] !== 'status' && rest[2] !== 'finalize') relative = rest.slice(2);
  }
  info.resource = relative[0] ?? '';
  info.name = relative[1] ?? '';
  if (info.verb !== 'proxy') info.subresource = relative[2] ?? '';
  if (info.name === '') readCollection(info, query);
}

/** Without a name in the path, get is a list or a watch, and delete is meant for the whole collection. */
function readCollection(info: RequestInfo, query: URLSearchParams): void {
  if (info.verb === 'delete') info.verb = 'deletecollection';
  if (info.verb !== 'get') return;
  const watch = query.get('watch')?.toLowerCase();
  // As in Go's conversion: only absence, `false` and `0` are false; an empty value is true.
  info.verb = watch === undefined || watch === 'false' || watch === '0' ? 'list' : 'watch';
  info.name = nameInFieldSelector(query.get('fieldSelector') ?? '');
}

function nameInFieldSelector(selector: string): string {
  const match = /(?:^|,)metadata\.name==?((?:[^\\,=!]|\\.)*)(?:,|$)/.exec(selector);
  const name = (match?.[1] ?? '').replaceAll(/\\(.)/g, '$1');
  return name === '.' || name === '..' || /[/%]/.test(name) ? '' : name;
}

const DISCOVERY =
  /^\/(?:api(?:\/[^/]+)?|apis(?:\/[^/]+){0,2}|openapi(?:\/.*)?|version|swagger[^/]*(?:\/.*)?)\/?$/;

function isDiscovery(method: string, path: string): boolean {
  return (method === 'GET' || method === 'HEAD') && DISCOVERY.test(path);
}

function splitUrl(url: string, basePath: string): { path: string; query: URLSearchParams } {
  // By hand, not with `new URL`: that throws on what a broken client may send, and resolves `..`.
  const [beforeFragment = ''] = url.split('#', 1);
  const questionMark = beforeFragment.indexOf('?');
  const head = questionMark < 0 ? beforeFragment : beforeFragment.slice(0, questionMark);
  const query = questionMark < 0 ? '' : beforeFragment.slice(questionMark + 1);
  const path = decodePath(head.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '')) || '/';
  return { path: withoutBase(path, basePath), query: new URLSearchParams(query) };
}

function withoutBase(path: string, basePath: string): string {
  const base = basePath.replace(/\/+$/, '');
  if (base === '' || !`${path}/`.startsWith(`${base}/`)) return path;
  return path.slice(base.length) || '/';
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** As the server's splitPath: slashes at both ends do not count, empty parts between do. */
function splitPath(path: string): string[] {
  const trimmed = path.replace(/^\/+/, '').replace(/\/+$/, '');
  return trimmed === '' ? [] : trimmed.split('/');
}
