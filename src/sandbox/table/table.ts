import type { Catalog, TableColumn } from '../model/catalog.ts';
import { type JsonObject, objectAt, own } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';
import type { ResourceInfo } from '../model/resource.ts';
import {
  createListMeta,
  createPartialMetadata,
  type ListMeta,
  type MetaVersion,
} from './partial-metadata.ts';
import type { Printer } from './printer.ts';
import { DEFAULT_PRINTER, printerOf } from './printers.ts';

export interface TableOptions {
  catalog: Pick<Catalog, 'columnsOf'>;
  resource: ResourceInfo;
  /** In the version in which they are stored: that is what the server's printers see, whatever version is asked for. */
  objects: readonly ApiObject[];
  /** Of the list; undefined for a single object, whose resourceVersion the Table then has. */
  list?: ListMeta | undefined;
  /** The query parameter; '' is Metadata. */
  includeObject?: 'Metadata' | 'Object' | 'None' | '' | undefined;
  /** Brings an object into the version that is asked for, for `includeObject=Object`. */
  asRequested?(object: ApiObject): ApiObject;
  /** False in all tables of a watch but the first. */
  headers?: boolean | undefined;
  version?: MetaVersion | undefined;
  now: Date;
  /** How to print what is not a built-in resource. */
  custom?: CustomTable | undefined;
}

/** The table of a custom resource, which its CustomResourceDefinition makes. */
export interface CustomTable extends Printer {
  columns: readonly TableColumn[];
}

/**
 * metav1.Table as the server answers it (apiserver pkg/endpoints/handlers/response.go, asTable), for one object, a
 * list, or the object of a watch event, which may be a bookmark.
 */
export function createTable(options: TableOptions): JsonObject {
  const { catalog, resource, objects, list, custom, now } = options;
  const printer = custom ?? printerOf(resource) ?? DEFAULT_PRINTER;
  const printed = list === undefined ? undefined : printer.arrangeList?.(objects);
  const printRow = printed?.printRow ?? printer.printRow;
  const rows = (printed?.objects ?? objects).map((object): JsonObject => {
    const conditions = printer.conditionsOf?.(object);
    return {
      cells: printRow(object, now),
      ...(conditions === undefined ? {} : { conditions }),
      object: rowObject(object, options),
    };
  });
  const hasHeaders = options.headers !== false || hasHeadersAlways(resource);
  const columns = hasHeaders ? (custom?.columns ?? catalog.columnsOf(resource)) : undefined;
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${options.version ?? 'v1'}`,
    metadata: createListMeta(list ?? { resourceVersion: objects[0]?.metadata.resourceVersion }),
    columnDefinitions: columns === undefined ? null : [...columns],
    rows: rows.length === 0 && printer.hasNullRows === true ? null : rows,
  };
}

function rowObject(
  object: ApiObject,
  { includeObject, asRequested, version }: TableOptions,
): JsonObject | null {
  if (includeObject === 'Object') return asRequested === undefined ? object : asRequested(object);
  if (includeObject === 'None' && !endsInitialEvents(object)) return null;
  return createPartialMetadata(object, version);
}

/** The bookmark after the first events of a watch keeps its metadata: it says there what it is. */
function endsInitialEvents({ metadata }: ApiObject): boolean {
  return own(objectAt(metadata, 'annotations'), 'k8s.io/initial-events-end') === 'true';
}

/** The aggregator does not know of tables without headers. */
function hasHeadersAlways({ group, resource }: ResourceInfo): boolean {
  return group === 'apiregistration.k8s.io' && resource === 'apiservices';
}
