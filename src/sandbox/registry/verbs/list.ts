import type { ApiObject } from '../../model/object.ts';
import type { View } from '../../model/state.ts';
import { badRequest, resourceExpired, StatusError } from '../../model/status.ts';
import { type ContinueToken, createContinue, parseContinue } from '../options/continue-token.ts';
import type { ListOptions } from '../options/list-options.ts';
import { resourceVersionOf } from '../options/resource-version.ts';
import type { ApiRequest, ListResult, Result } from '../request.ts';
import { createSelection, type Selection } from '../selectors/selection.ts';

/** apiserver pkg/registry/generic/registry/store.go, List; pkg/storage/etcd3/store.go, GetList. */
export function list(request: ApiRequest, options: ListOptions): Result {
  return { code: 200, list: listObjects(request, options) };
}

export function listObjects(request: ApiRequest, options: ListOptions): ListResult {
  const { state, rules, resource } = request;
  const selection = createSelection(rules, resource.namespaced ? request.namespace : '', options);
  const token = options.continue === '' ? undefined : readToken(options);
  const newest = state.read();
  const asked = resourceVersionOf(options.resourceVersion, newest.resourceVersion);
  const isExact = options.resourceVersionMatch === 'Exact' || (options.limit > 0 && asked !== 0);
  const at = token === undefined ? (isExact ? asked : undefined) : token.resourceVersion;
  const isNewest = at === undefined || at < 0;
  const read = (view: View) => view.list(resource.storage, selection.namespace || undefined);
  const objects = isNewest ? read(newest) : readPast(() => read(state.read(at)), token);
  const resourceVersion = isNewest ? newest.resourceVersion : at;
  const all = candidates(request, objects, selection);
  const left =
    token === undefined
      ? all
      : all.filter((object) => keyOf(request, object) >= `/${token.start.replace(/^\//, '')}`);
  // What comes from the server's cache (resourceVersion 0) is always the whole list.
  const limit = options.resourceVersion === '0' && token === undefined ? 0 : options.limit;
  return page(request, left, limit, selection, resourceVersion);
}

function candidates(
  { resource }: ApiRequest,
  objects: readonly ApiObject[],
  { name, namespace }: Selection,
): readonly ApiObject[] {
  if (name === undefined || (resource.namespaced && namespace === '')) return objects;
  return objects.filter(({ metadata }) => metadata.name === name);
}

function page(
  request: ApiRequest,
  objects: readonly ApiObject[],
  limit: number,
  selection: Selection,
  resourceVersion: number,
): ListResult {
  const version = String(resourceVersion);
  const found: ApiObject[] = [];
  for (const [index, object] of objects.entries()) {
    if (!selection.matches(object)) continue;
    if (limit > 0 && found.length === limit) {
      const last = found.at(-1) as ApiObject;
      const metadata = {
        resourceVersion: version,
        continue: createContinue({ resourceVersion, start: `${keyOf(request, last)}\0` }),
      };
      const remainingItemCount = selection.isFiltered ? undefined : objects.length - index;
      return { metadata: { ...metadata, remainingItemCount }, objects: found };
    }
    found.push(object);
  }
  return { metadata: { resourceVersion: version }, objects: found };
}

/** The end of the object's key in etcd, from where the list began: `/name`, `/namespace/name`. */
function keyOf({ namespace, resource }: ApiRequest, { metadata }: ApiObject): string {
  const name = metadata.name ?? '';
  return resource.namespaced && namespace === '' ? `/${metadata.namespace}/${name}` : `/${name}`;
}

/** apiserver pkg/storage/etcd3/errors.go, interpretListError. */
function readPast<T>(read: () => T, token: ContinueToken | undefined): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (token === undefined) throw resourceExpired('The resourceVersion for the provided list is too old.');
    const { status } = resourceExpired(INCONSISTENT);
    const start = token.start.replace(/^\//, '');
    throw new StatusError({
      ...status,
      metadata: { continue: createContinue({ resourceVersion: INCONSISTENT_VERSION, start }) },
    });
  }
}

/** A token of this version goes on with whatever is there now. */
const INCONSISTENT_VERSION = -1;
const INCONSISTENT =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

function readToken(options: ListOptions): ContinueToken {
  const token = parseContinue(options.continue);
  if (options.resourceVersion !== '' && options.resourceVersion !== '0') {
    throw badRequest('specifying resource version is not allowed when using continue');
  }
  return token;
}
