import { readData } from '../data/read-data.ts';
import type { Catalog, TableColumn } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import { apiVersionOf } from '../model/object.ts';
import type { ResourceInfo } from '../model/resource.ts';
import { createGoTypes, type GoTypesData } from './go-types.ts';
import { createMergeTypes, type SchemasData } from './merge-types.ts';
import { once } from './once.ts';
import { type DiscoveryData, resourcesOf } from './resources.ts';
import { createSeed } from './seed.ts';

/** The API of Kubernetes as the data files describe it. Each file is read when it is first asked for, and kept. */
export function loadCatalog(): Catalog {
  const discovery = once(() => readJson('discovery.json') as DiscoveryData);
  const resources = once(() => resourcesOf(discovery()));
  const byName = once(() => new Map(resources().map((resource) => [keyOf(resource), resource])));
  const goTypes = once(() => createGoTypes(readJson('go-types.json') as GoTypesData));
  const mergeTypes = once(() => createMergeTypes(readJson('schemas.json') as SchemasData));
  const columns = once(() => readJson('columns.json') as ColumnsData);
  return {
    get version() {
      return discovery().version;
    },
    get resources() {
      return resources();
    },
    findResource: (group, version, resource) => byName().get(keyOf({ group, version, resource })),
    goTypeOf: (group, version, kind) => goTypes().find(group, version, kind),
    isRetired: (group, version, kind) => goTypes().isRetired(group, version, kind),
    mergeTypeOf: (group, version, kind) => mergeTypes().find(group, version, kind),
    mergeTypeOfCustomResource: (schema, preserves) => mergeTypes().ofCustomResource(schema, preserves),
    columnsOf(resource) {
      const index = columns().resources[keyOf(resource)];
      return (index === undefined ? undefined : columns().columns[index]) ?? [];
    },
    seed: (created, uidFor) => createSeed(readData('seed.json').toString(), created, uidFor),
  };
}

/** What src/sandbox/data has in columns.json; resources of equal columns share an index. */
interface ColumnsData {
  columns: TableColumn[][];
  resources: Record<string, number>;
}

function keyOf(resource: Pick<ResourceInfo, 'group' | 'version' | 'resource'>): string {
  return `${apiVersionOf(resource)}/${resource.resource}`;
}

function readJson(name: string): unknown {
  return JSON.parse(readData(name).toString()) as JsonObject;
}
