import { type JsonObject, listAt, objectAt, stringAt } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';

/** A version of a group that CustomResourceDefinitions serve. */
export interface CustomVersion {
  group: string;
  version: string;
  resources: CustomResource[];
}

/** One version of a CustomResourceDefinition. */
export interface CustomResource {
  group: string;
  version: string;
  /** The definition's accepted names. */
  plural: string;
  singular: string;
  kind: string;
  listKind: string;
  shortNames: string[];
  categories: string[];
  namespaced: boolean;
  hasStatus: boolean;
  hasScale: boolean;
  isTerminating: boolean;
  /** The version in which its objects are kept. */
  storageVersion: string;
  /** openAPIV3Schema; undefined where there is none. */
  schema: JsonObject | undefined;
  preserveUnknownFields: boolean;
  /** The paths of selectableFields, such as `.spec.color`. */
  selectableFields: string[];
}

/** What is served, by group and, within it, with the newest and most stable version first. */
export function customVersionsOf(definitions: readonly ApiObject[]): CustomVersion[] {
  const byVersion = new Map<string, CustomVersion>();
  for (const resource of definitions.flatMap(servedVersions)) {
    const { group, version } = resource;
    const key = `${group}/${version}`;
    const found = byVersion.get(key) ?? { group, version, resources: [] };
    found.resources.push(resource);
    byVersion.set(key, found);
  }
  return [...byVersion.values()].sort(
    (a, b) => compareTexts(a.group, b.group) || compareVersions(a.version, b.version),
  );
}

function servedVersions(definition: ApiObject): CustomResource[] {
  const spec = objectAt(definition, 'spec');
  const names = objectAt(objectAt(definition, 'status'), 'acceptedNames');
  const versions = listAt(spec, 'versions') as JsonObject[];
  const storage = versions.find((version) => version.storage === true);
  const conditions = listAt(objectAt(definition, 'status'), 'conditions') as JsonObject[];
  return versions
    .filter((version) => version.served === true)
    .map((version) => ({
      group: stringAt(spec, 'group'),
      version: stringAt(version, 'name'),
      plural: stringAt(names, 'plural'),
      singular: stringAt(names, 'singular'),
      kind: stringAt(names, 'kind'),
      listKind: stringAt(names, 'listKind'),
      shortNames: listAt(names, 'shortNames') as string[],
      categories: listAt(names, 'categories') as string[],
      namespaced: spec.scope === 'Namespaced',
      hasStatus: Object.hasOwn(objectAt(version, 'subresources'), 'status'),
      hasScale: Object.hasOwn(objectAt(version, 'subresources'), 'scale'),
      isTerminating: conditions.some(({ type, status }) => type === 'Terminating' && status === 'True'),
      storageVersion: stringAt(storage, 'name'),
      schema: objectAt(version, 'schema').openAPIV3Schema as JsonObject | undefined,
      preserveUnknownFields: spec.preserveUnknownFields === true,
      selectableFields: (listAt(version, 'selectableFields') as JsonObject[]).map((field) =>
        stringAt(field, 'jsonPath'),
      ),
    }));
}

/** apimachinery pkg/version, CompareKubeAwareVersionStrings: v2, v1, v1beta2, v1beta1, v1alpha1, then others by name. */
export function compareVersions(a: string, b: string): number {
  const [first, second] = [parseVersion(a), parseVersion(b)];
  if (first === undefined || second === undefined) {
    if (first === undefined && second === undefined) return compareTexts(a, b);
    return first === undefined ? 1 : -1;
  }
  return second.stability - first.stability || second.major - first.major || second.minor - first.minor;
}

function parseVersion(version: string): { stability: number; major: number; minor: number } | undefined {
  const match = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/.exec(version);
  if (match === null) return undefined;
  const [, major, stage, minor = '0'] = match;
  const stability = stage === undefined ? 2 : stage === 'beta' ? 1 : 0;
  return { stability, major: Number(major), minor: Number(minor) };
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
