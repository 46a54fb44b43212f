import type { ResourceInfo } from '../model/resource.ts';
import { methodNotSupported, notFoundError } from '../model/status.ts';
import { unsupportedMediaType } from './media-types.ts';
import type { RequestInfo } from './request-info.ts';
import { PATCH_TYPES, type Route } from './routes.ts';

const ACROSS_NAMESPACES: ReadonlySet<string> = new Set(['list', 'watch']);
const SMP = 'application/strategic-merge-patch+json';
const CUSTOM_PATCH_TYPES = PATCH_TYPES.filter((type) => type !== SMP);

/**
 * The handler of a custom resource's path (apiextensions-apiserver pkg/apiserver/customresource_handler.go); undefined
 * where there is none.
 * @throws StatusError 404, 405, 415
 */
export function findCustomRoute(
  info: RequestInfo,
  contentType: string,
  resource: ResourceInfo,
): Route | undefined {
  const inNamespace = info.namespace !== '';
  if (!resource.namespaced && inNamespace) return undefined;
  if (resource.namespaced && !inNamespace && !ACROSS_NAMESPACES.has(info.verb)) return undefined;
  const subresource = info.subresource === '' ? undefined : resource.subresources.get(info.subresource);
  if (info.subresource !== '' && subresource === undefined) throw notFoundError(resource, info.name);
  const isKnown =
    subresource === undefined
      ? ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'].includes(
          info.verb,
        )
      : ['get', 'update', 'patch'].includes(info.verb);
  if (!isKnown) throw methodNotSupported(resource, info.verb);
  if (info.verb === 'patch' && !CUSTOM_PATCH_TYPES.includes((contentType.split(';')[0] ?? '').trim())) {
    throw unsupportedMediaType(CUSTOM_PATCH_TYPES);
  }
  return { resource, subresource, action: info.verb };
}
