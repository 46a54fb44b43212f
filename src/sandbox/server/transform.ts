import { canonicalize } from '../codec/canonical.ts';
import { objectMetaStruct } from '../crd/embedded-metadata.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { type ApiObject, apiVersionOf } from '../model/object.ts';
import { badRequest, failure } from '../model/status.ts';
import type { KindRules } from '../registry/kind-rules.ts';
import type { ListResult, Result } from '../registry/request.ts';
import { requested } from '../registry/verbs/versions.ts';
import {
  createListMeta,
  createPartialMetadata,
  createPartialMetadataList,
  createTable,
  type TableOptions,
} from '../table/index.ts';
import type { MediaType } from './media-types.ts';
import { type Query, queryValue } from './query.ts';

export interface Transformation {
  catalog: Catalog;
  rules: KindRules;
  as: MediaType['as'];
  query: Query;
}

/** What a verb answered, as it is written (apiserver pkg/endpoints/handlers/response.go, transformResponseObject). */
export function transform(result: Result, transformation: Transformation): JsonObject {
  const { rules, as } = transformation;
  if (as?.kind === 'Table') checkIncludeObject(transformation);
  if ('status' in result) return result.status;
  if ('other' in result) return transformOther(result, transformation);
  if ('list' in result) return transformList(result.list, transformation);
  if (as !== undefined) return transformObject(result.object, transformation, as);
  return requested(rules, result.object);
}

function transformObject(
  object: ApiObject,
  transformation: Transformation,
  as: NonNullable<MediaType['as']>,
): JsonObject {
  if (as.kind === 'Table') return tableOf([object], undefined, transformation);
  if (as.kind === 'PartialObjectMetadata') return partial(object, transformation);
  throw notAcceptable(
    `you requested PartialObjectMetadataList, but the requested object is not a list (${goTypeOf(transformation.rules)})`,
  );
}

/** An object of a watch. Only the first Table of it has columns. */
export function transformEvent(
  object: ApiObject,
  transformation: Transformation,
  { isFirst }: { isFirst: boolean },
): JsonObject {
  const { rules, as } = transformation;
  if (as === undefined) return requested(rules, object);
  if (as.kind === 'Table') return tableOf([object], undefined, transformation, isFirst);
  return partial(object, transformation);
}

function transformList(list: ListResult, transformation: Transformation): JsonObject {
  const { rules, as } = transformation;
  const { metadata, objects } = list;
  if (as?.kind === 'Table') return tableOf(objects, metadata, transformation);
  if (as?.kind === 'PartialObjectMetadataList')
    return createPartialMetadataList(typedMetadata(objects, transformation), metadata, as.version);
  if (as !== undefined) {
    throw notAcceptable(
      `you requested PartialObjectMetadata, but the requested object is a list (${goTypeOf(rules)}List)`,
    );
  }
  const isCustom = rules.resource.customResourceDefinition !== undefined;
  const items = objects.map((object): Json => {
    const item = requested(rules, object);
    if (isCustom) return item;
    const { kind: _kind, apiVersion: _apiVersion, ...rest } = item;
    return rest;
  });
  const kind = rules.listKind;
  const apiVersion = apiVersionOf(rules.kind);
  const meta = createListMeta(metadata);
  // The keys of what has no Go type are sorted.
  return isCustom
    ? { apiVersion, items, kind, metadata: { continue: '', ...meta } }
    : { kind, apiVersion, metadata: meta, items };
}

function tableOf(
  objects: readonly ApiObject[],
  list: ListResult['metadata'] | undefined,
  transformation: Transformation,
  headers = true,
): JsonObject {
  const { catalog, rules, as, query } = transformation;
  return createTable({
    catalog,
    resource: rules.resource,
    objects:
      queryValue(query, 'includeObject') === 'Object' ? objects : typedMetadata(objects, transformation),
    list,
    includeObject: queryValue(query, 'includeObject') as TableOptions['includeObject'],
    asRequested: (object) => requested(rules, object),
    headers,
    version: as?.version,
    now: new Date(),
    custom: rules.customTable,
  });
}

function transformOther(
  { other, rules }: Extract<Result, { other: ApiObject }>,
  { catalog, as, query }: Transformation,
): JsonObject {
  if (as?.kind === 'Table') return tableOf([other], undefined, { catalog, rules, as, query });
  return as?.kind === 'PartialObjectMetadata' ? createPartialMetadata(other, as.version) : other;
}

function partial(object: ApiObject, transformation: Transformation): JsonObject {
  const [typed = object] = typedMetadata([object], transformation);
  return createPartialMetadata(typed, transformation.as?.version);
}

/** The metadata of custom resources is sorted; where it stands alone it is Go's ObjectMeta. */
function typedMetadata(
  objects: readonly ApiObject[],
  { rules, catalog }: Transformation,
): readonly ApiObject[] {
  if (rules.resource.customResourceDefinition === undefined) return objects;
  const struct = objectMetaStruct(catalog);
  return objects.map((object) => ({ ...object, metadata: canonicalize(struct, object.metadata).object }));
}

function checkIncludeObject({ query }: Transformation): void {
  const asked = queryValue(query, 'includeObject');
  if (['', 'Metadata', 'Object', 'None'].includes(asked)) return;
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(asked)}: must be 'Metadata', 'Object', 'None', or empty`,
  );
}

function notAcceptable(message: string) {
  return failure(406, 'NotAcceptable', message);
}

/** How Go names the type of a kind: `*core.Pod`. */
function goTypeOf({ kind: { group, kind } }: KindRules): string {
  return `*${group === '' ? 'core' : (group.split('.')[0] ?? group)}.${kind}`;
}
