import type { JsonObject } from '../model/json.ts';
import type { ResourceInfo, SubresourceInfo } from '../model/resource.ts';

/** What src/sandbox/data has in discovery.json: the server's own texts. */
export interface DiscoveryData {
  version: JsonObject & { gitVersion: string };
  /** `apps/v1`; `v1` for the core group; in discovery's order. */
  groupVersions: string[];
  /** The list that `/` answers. */
  paths: string[];
  /** The bodies of `/api` and `/apis` in aggregated form. */
  aggregated: Record<string, string>;
  /** The bodies by path of legacy discovery. */
  legacy: Record<string, string>;
  /** Small documents beside the API, with their media types. */
  others: Record<string, { contentType: string; body: string }>;
}

/** apidiscovery/v2 APIGroupDiscoveryList, as far as it matters here. */
export interface AggregatedList {
  items: { metadata: { name?: string }; versions: AggregatedVersion[] }[];
}

export interface AggregatedVersion {
  version: string;
  resources?: AggregatedResource[];
}

interface AggregatedResource {
  resource: string;
  responseKind: Kind;
  scope: 'Namespaced' | 'Cluster';
  singularResource: string;
  verbs: string[];
  shortNames?: string[];
  categories?: string[];
  subresources?: { subresource: string; responseKind?: Kind; verbs: string[] }[];
}

interface Kind {
  group: string;
  version: string;
  kind: string;
}

/** Resources whose objects are those of another one (pkg/kubeapiserver/default_storage_factory_builder.go). */
const SHARED_STORAGE: Readonly<Record<string, { storage: string; group: string; version: string }>> = {
  'events.k8s.io/events': { storage: 'events', group: '', version: 'v1' },
  'autoscaling/horizontalpodautoscalers': {
    storage: 'autoscaling/horizontalpodautoscalers',
    group: 'autoscaling',
    version: 'v2',
  },
};

/** The resources of aggregated discovery, in its order. */
export function resourcesOf({ aggregated }: DiscoveryData): ResourceInfo[] {
  return ['/api', '/apis'].flatMap((path) => {
    const { items } = JSON.parse(aggregated[path] ?? '{"items":[]}') as AggregatedList;
    return items.flatMap(({ metadata: { name: group = '' }, versions }) =>
      versions.flatMap(({ version, resources = [] }) =>
        resources.map((resource) => toResource(group, version, resource)),
      ),
    );
  });
}

function toResource(group: string, version: string, found: AggregatedResource): ResourceInfo {
  const name = group === '' ? found.resource : `${group}/${found.resource}`;
  const shared = SHARED_STORAGE[name];
  return {
    group,
    version,
    resource: found.resource,
    singular: found.singularResource,
    kind: found.responseKind.kind,
    namespaced: found.scope === 'Namespaced',
    verbs: found.verbs,
    shortNames: found.shortNames ?? [],
    categories: found.categories ?? [],
    subresources: new Map(
      (found.subresources ?? []).map((subresource) => [
        subresource.subresource,
        toSubresource(group, version, subresource),
      ]),
    ),
    storage: shared?.storage ?? name,
    storageVersion:
      shared === undefined ? { group, version } : { group: shared.group, version: shared.version },
    customResourceDefinition: undefined,
  };
}

/** A kind without group or version is of the resource's own. */
function toSubresource(
  group: string,
  version: string,
  found: { subresource: string; responseKind?: Kind; verbs: string[] },
): SubresourceInfo {
  const { responseKind = { group: '', version: '', kind: '' } } = found;
  const isOwn = responseKind.version === '';
  return {
    name: found.subresource,
    group: isOwn ? group : responseKind.group,
    version: isOwn ? version : responseKind.version,
    kind: responseKind.kind,
    verbs: found.verbs,
  };
}
