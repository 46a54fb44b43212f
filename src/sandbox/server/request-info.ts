import { type Query, queryValue } from './query.ts';

/** What a request asks for (apiserver pkg/endpoints/request/requestinfo.go). */
export interface RequestInfo {
  isResourceRequest: boolean;
  /** Decoded, without the query. */
  path: string;
  verb: string;
  /** `api` or `apis`; '' for what is not a resource. */
  apiPrefix: string;
  apiGroup: string;
  apiVersion: string;
  namespace: string;
  resource: string;
  subresource: string;
  name: string;
  /** What stands after the resource: `['pods', 'web', 'log']`. */
  parts: string[];
}

const RESOURCE_VERBS: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Prefixes of old that stand in the path before the resource. */
const SPECIAL_VERBS: ReadonlySet<string> = new Set(['proxy', 'watch']);

const NAMESPACE_SUBRESOURCES: ReadonlySet<string> = new Set(['status', 'finalize']);

export function parseRequestInfo(method: string, path: string, query: Query): RequestInfo {
  const info: RequestInfo = {
    isResourceRequest: false,
    path,
    verb: method.toLowerCase(),
    apiPrefix: '',
    apiGroup: '',
    apiVersion: '',
    namespace: '',
    resource: '',
    subresource: '',
    name: '',
    parts: [],
  };
  let parts = splitPath(path);
  if (parts.length < 3 || (parts[0] !== 'api' && parts[0] !== 'apis')) return info;
  const prefix = parts[0];
  parts = parts.slice(1);
  if (prefix === 'apis') {
    if (parts.length < 3) return info;
    info.apiGroup = parts[0] ?? '';
    parts = parts.slice(1);
  }
  info.apiPrefix = prefix;
  info.isResourceRequest = true;
  info.apiVersion = parts[0] ?? '';
  parts = parts.slice(1);
  const special = SPECIAL_VERBS.has(parts[0] ?? '');
  if (special) {
    if (parts.length < 2) return info;
    info.verb = parts[0] ?? '';
    parts = parts.slice(1);
  } else info.verb = RESOURCE_VERBS[method] ?? '';
  placeParts(info, parts);
  if (info.name === '' && info.verb === 'get') readListVerb(info, query);
  if (info.name === '' && info.verb === 'delete') info.verb = 'deletecollection';
  return info;
}

function placeParts(info: RequestInfo, all: string[]): void {
  let parts = all;
  if (parts[0] === 'namespaces') {
    if (parts.length > 1) {
      info.namespace = parts[1] ?? '';
      if (parts.length > 2 && !NAMESPACE_SUBRESOURCES.has(parts[2] ?? '')) parts = parts.slice(2);
    }
  }
  info.parts = parts;
  if (parts.length >= 3 && !SPECIAL_VERBS.has(info.verb)) info.subresource = parts[2] ?? '';
  info.name = parts[1] ?? '';
  info.resource = parts[0] ?? '';
}

/** A get without a name lists, or watches; an exact field selector for metadata.name gives it the name. */
function readListVerb(info: RequestInfo, query: Query): void {
  const watch = query.get('watch');
  info.verb = watch !== undefined && isTrue(watch[0] ?? '') ? 'watch' : 'list';
  const name = /^metadata\.name==?((?:[^,=!\\]|\\[,=\\])*)$/.exec(queryValue(query, 'fieldSelector'))?.[1];
  if (name !== undefined && isPathSegment(name)) info.name = name;
}

/** Go's Convert_Slice_string_To_bool: all but `false` and `0` is true. */
function isTrue(text: string): boolean {
  return text.toLowerCase() !== 'false' && text !== '0';
}

function isPathSegment(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/%]/.test(name);
}

function splitPath(path: string): string[] {
  const trimmed = path.replaceAll(/^\/+|\/+$/g, '');
  return trimmed === '' ? [] : trimmed.split('/');
}
