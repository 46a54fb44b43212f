import type { JsonObject } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';

/** The versions of meta.k8s.io in which tables and partial metadata are served. */
export type MetaVersion = 'v1' | 'v1beta1';

/** metav1.ListMeta as the server answers it. */
export interface ListMeta {
  resourceVersion?: string | undefined;
  continue?: string | undefined;
  remainingItemCount?: number | undefined;
}

/** metav1.PartialObjectMetadata of an object: its metadata and no more. */
export function createPartialMetadata({ metadata }: ApiObject, version: MetaVersion = 'v1'): JsonObject {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata };
}

/** metav1.PartialObjectMetadataList. Its items are null where there are none: the server makes the list by appending. */
export function createPartialMetadataList(
  objects: readonly ApiObject[],
  metadata: ListMeta,
  version: MetaVersion = 'v1',
): JsonObject {
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion: `meta.k8s.io/${version}`,
    metadata: createListMeta(metadata),
    items: objects.length === 0 ? null : objects.map((object) => createPartialMetadata(object, version)),
  };
}

/** The keys in Go's order, without the empty ones. */
export function createListMeta({
  resourceVersion,
  continue: token,
  remainingItemCount,
}: ListMeta): JsonObject {
  return {
    ...(resourceVersion ? { resourceVersion } : {}),
    ...(token ? { continue: token } : {}),
    ...(remainingItemCount === undefined ? {} : { remainingItemCount }),
  };
}
