import type { JsonObject } from '../model/json.ts';
import type { ApiObject, ObjectMeta } from '../model/object.ts';

/** The versions of meta.k8s.io in which tables and partial metadata are served. */
export type MetaVersion = 'v1' | 'v1beta1';

/** metav1.ListMeta as the server answers it. */
export interface ListMeta {
  resourceVersion?: string | undefined;
  continue?: string | undefined;
  remainingItemCount?: number | undefined;
}

/** metav1.PartialObjectMetadata of an object: its metadata and no more. */
export function createPartialMetadata(object: ApiObject, version: MetaVersion = 'v1'): JsonObject {
  const metadata = withoutFormerFields(object.metadata);
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata };
}

/**
 * Fields of former versions, which apps/v1 keeps in annotations. The server makes tables and partial metadata of its
 * internal objects, where they are fields (pkg/apis/apps/v1/conversion.go).
 */
const FORMER_FIELDS = ['deprecated.daemonset.template.generation', 'deprecated.deployment.rollback.revision'];

function withoutFormerFields(metadata: ObjectMeta): ObjectMeta {
  const { annotations } = metadata;
  if (annotations === undefined || !FORMER_FIELDS.some((key) => Object.hasOwn(annotations, key)))
    return metadata;
  const kept = Object.entries(annotations).filter(([key]) => !FORMER_FIELDS.includes(key));
  const { annotations: _, ...rest } = metadata;
  if (kept.length === 0) return rest;
  // Keeps the place of the key.
  return { ...metadata, annotations: Object.fromEntries(kept) };
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
