import { createHash } from 'node:crypto';
import type { JsonObject } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';
import { type CustomResource, type CustomVersion, customVersionsOf } from './custom-versions.ts';

// What CustomResourceDefinitions add to discovery: apiextensions-apiserver
// pkg/apiserver/customresource_discovery_controller.go.

const VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const TERMINATING_VERBS = ['delete', 'deletecollection', 'get', 'list', 'watch'];
const SUBRESOURCE_VERBS = ['get', 'patch', 'update'];

/** The documents of legacy discovery by path, with those of the definitions. */
export function withCustomResources(
  builtIn: ReadonlyMap<string, JsonObject>,
  definitions: readonly ApiObject[],
): Map<string, JsonObject> {
  const documents = new Map(builtIn);
  const versions = customVersionsOf(definitions);
  const groups = groupsOf(versions);
  for (const [group, itsVersions] of groups) {
    documents.set(`/apis/${group}`, {
      kind: 'APIGroup',
      apiVersion: 'v1',
      ...groupEntry(group, itsVersions),
    });
  }
  for (const version of versions) {
    documents.set(`/apis/${version.group}/${version.version}`, versionDocument(version));
  }
  const list = documents.get('/apis');
  if (list !== undefined) {
    const added = [...groups].sort(byNameOfApiService).map(([group, its]) => groupEntry(group, its));
    documents.set('/apis', { ...list, groups: [...(list.groups as JsonObject[]), ...added] });
  }
  return documents;
}

/** The groups of the definitions in aggregated discovery, behind all built-in ones and by name. */
export function aggregatedGroups(definitions: readonly ApiObject[]): JsonObject[] {
  return [...groupsOf(customVersionsOf(definitions))].map(([group, versions]) => ({
    metadata: { name: group },
    versions: versions.map(({ version, resources }) => ({
      version,
      resources: [...resources].sort((a, b) => (a.plural < b.plural ? -1 : 1)).map(aggregatedResource),
      freshness: 'Current',
    })),
  }));
}

function groupsOf(versions: readonly CustomVersion[]): Map<string, CustomVersion[]> {
  const groups = new Map<string, CustomVersion[]>();
  for (const version of versions) {
    groups.set(version.group, [...(groups.get(version.group) ?? []), version]);
  }
  return groups;
}

function groupEntry(group: string, versions: readonly CustomVersion[]): JsonObject {
  const entries = versions.map(({ version }) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: entries, preferredVersion: entries[0] ?? {} };
}

/** The aggregator orders groups of one priority by the names of their APIServices: `v1.example.com`. */
function byNameOfApiService(a: [string, CustomVersion[]], b: [string, CustomVersion[]]): number {
  const [first = '', second = ''] = [a, b].map(
    ([group, versions]) => versions.map(({ version }) => `${version}.${group}`).sort()[0],
  );
  return first < second ? -1 : 1;
}

function versionDocument({ group, version, resources }: CustomVersion): JsonObject {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: `${group}/${version}`,
    resources: resources.flatMap(legacyResources),
  };
}

function legacyResources(resource: CustomResource): JsonObject[] {
  const { plural, singular, kind, namespaced, hasStatus, hasScale } = resource;
  const subresource = { singularName: '', namespaced };
  return [
    {
      name: plural,
      singularName: singular,
      namespaced,
      kind,
      verbs: verbsOf(resource),
      ...namesOf(resource),
      storageVersionHash: storageVersionHash(resource),
    },
    ...(hasStatus ? [{ name: `${plural}/status`, ...subresource, kind, verbs: SUBRESOURCE_VERBS }] : []),
    ...(hasScale
      ? [
          {
            name: `${plural}/scale`,
            ...subresource,
            group: 'autoscaling',
            version: 'v1',
            kind: 'Scale',
            verbs: SUBRESOURCE_VERBS,
          },
        ]
      : []),
  ];
}

function aggregatedResource(resource: CustomResource): JsonObject {
  const { group, version, plural, singular, kind, namespaced, hasStatus, hasScale } = resource;
  const own = { group, version, kind };
  const scale = { group: 'autoscaling', version: 'v1', kind: 'Scale' };
  const subresources = [
    ...(hasStatus ? [{ subresource: 'status', responseKind: own, verbs: SUBRESOURCE_VERBS }] : []),
    ...(hasScale ? [{ subresource: 'scale', responseKind: scale, verbs: SUBRESOURCE_VERBS }] : []),
  ];
  return {
    resource: plural,
    responseKind: own,
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: verbsOf(resource),
    ...namesOf(resource),
    ...(subresources.length === 0 ? {} : { subresources }),
  };
}

function verbsOf({ isTerminating }: CustomResource): string[] {
  return isTerminating ? TERMINATING_VERBS : VERBS;
}

function namesOf({ shortNames, categories }: CustomResource): JsonObject {
  return {
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
  };
}

/** apiserver pkg/endpoints/discovery/storageversionhash.go. */
function storageVersionHash({ group, storageVersion, kind }: CustomResource): string {
  const hash = createHash('sha256').update(`${group}/${storageVersion}/${kind}`).digest();
  return hash.subarray(0, 8).toString('base64');
}
