import type { DiscoveryData } from '../../src/sandbox/catalog/resources.ts';
import { allResources } from './discovery.ts';
import type { RawClient } from './raw-client.ts';

const asTable = 'application/json;as=Table;v=v1;g=meta.k8s.io';

/** The column definitions of each listable resource's Table, by `apps/v1/deployments`; equal ones are kept once. */
export interface ColumnsData {
  columns: object[][];
  resources: Record<string, number>;
}

export async function takeColumns(client: RawClient, { aggregated }: DiscoveryData): Promise<ColumnsData> {
  const columns: object[][] = [];
  const resources: Record<string, number> = {};
  for (const { group, groupVersion, resources: inVersion = [] } of allResources(aggregated)) {
    for (const { resource, verbs } of inVersion) {
      if (!verbs.includes('list')) continue;
      const path = `${group === '' ? '/api' : '/apis'}/${groupVersion}/${resource}`;
      const { body } = await client.get(path, asTable);
      const { columnDefinitions } = JSON.parse(body.toString()) as { columnDefinitions: object[] };
      resources[`${groupVersion}/${resource}`] = indexOf(columnDefinitions);
    }
  }
  return { columns, resources };

  function indexOf(definitions: object[]): number {
    const text = JSON.stringify(definitions);
    const known = columns.findIndex((other) => JSON.stringify(other) === text);
    return known < 0 ? columns.push(definitions) - 1 : known;
  }
}
