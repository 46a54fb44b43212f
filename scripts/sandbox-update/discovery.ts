import type {
  AggregatedList,
  AggregatedVersion,
  DiscoveryData,
} from '../../src/sandbox/catalog/resources.ts';
import type { RawClient } from './raw-client.ts';

const asAggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

const OTHERS = ['/healthz?verbose', '/livez?verbose', '/readyz?verbose', '/.well-known/openid-configuration'];

/** In the texts the server's address, which differs from run to run, is `SERVER_ADDRESS`. */
export async function takeDiscovery(client: RawClient, serverAddress: string): Promise<DiscoveryData> {
  const text = async (path: string, accept?: string) =>
    (await client.get(path, accept)).body.toString().replaceAll(serverAddress, 'SERVER_ADDRESS');
  const lists: Record<string, string> = {};
  for (const path of ['/api', '/apis']) lists[path] = await text(path, asAggregated);
  const groupVersions = allResources(lists).map(({ groupVersion }) => groupVersion);
  const legacyPaths = new Set(['/api', '/apis']);
  for (const groupVersion of groupVersions) {
    const [group = '', version] = groupVersion.split('/');
    if (version !== undefined) legacyPaths.add(`/apis/${group}`);
    legacyPaths.add(version === undefined ? `/api/${group}` : `/apis/${groupVersion}`);
  }
  const legacy: Record<string, string> = {};
  for (const path of legacyPaths) legacy[path] = await text(path);
  const others: DiscoveryData['others'] = {};
  for (const path of OTHERS) {
    const { contentType } = await client.get(path, '*/*');
    others[path] = { contentType, body: await text(path, '*/*') };
  }
  return {
    version: JSON.parse(await text('/version')),
    groupVersions: [...new Set(groupVersions)],
    paths: (JSON.parse(await text('/')) as { paths: string[] }).paths,
    aggregated: lists,
    legacy,
    others,
  };
}

/** Each version of each group, in the server's order. */
export function allResources(
  lists: Record<string, string>,
): ({ group: string; groupVersion: string } & AggregatedVersion)[] {
  return ['/api', '/apis'].flatMap((key) => {
    const { items } = JSON.parse(lists[key] ?? '') as AggregatedList;
    return items.flatMap(({ metadata: { name: group = '' }, versions }) =>
      versions.map((version) => ({
        ...version,
        group,
        groupVersion: group === '' ? version.version : `${group}/${version.version}`,
      })),
    );
  });
}
