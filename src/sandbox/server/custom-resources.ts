import type { Documents } from '../catalog/documents.ts';
import type { Catalog } from '../model/catalog.ts';
import type { ApiObject } from '../model/object.ts';
import type { View } from '../model/state.ts';
import { customRules } from '../registry/custom-rules.ts';
import type { KindRules } from '../registry/kind-rules.ts';

export const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions';

/** What CustomResourceDefinitions add to the API, as of the newest write to them. */
export interface CustomResources {
  /** Looks whether the definitions have changed, and follows them. */
  refresh(view: View): void;
  find(group: string, version: string, resource: string): KindRules | undefined;
  /** Whether a group is there only for custom resources. */
  hasGroup(group: string): boolean;
  /** Whether a storage's objects are those of a definition that is being deleted. */
  isTerminating(storage: string): boolean;
}

export function createCustomResources(catalog: Catalog, documents: Documents): CustomResources {
  let seen: readonly ApiObject[] = [];
  let rules: ReadonlyMap<string, KindRules> = new Map();
  let terminating: ReadonlySet<string> = new Set();

  const follow = (definitions: readonly ApiObject[]): void => {
    seen = definitions;
    documents.setCustomResources(definitions);
    const all = definitions.flatMap((definition) => customRules(catalog, definition));
    rules = new Map(
      all.map((each) => [keyOf(each.kind.group, each.kind.version, each.resource.resource), each]),
    );
    terminating = new Set(
      all.filter(({ isTerminating }) => isTerminating).map(({ resource }) => resource.storage),
    );
  };

  return {
    refresh(view) {
      const definitions = view.list(DEFINITIONS);
      const isSame =
        definitions.length === seen.length && definitions.every((each, index) => each === seen[index]);
      if (!isSame) follow(definitions);
    },
    find: (group, version, resource) => rules.get(keyOf(group, version, resource)),
    hasGroup: (group) => [...rules.values()].some(({ kind }) => kind.group === group),
    isTerminating: (storage) => terminating.has(storage),
  };
}

function keyOf(group: string, version: string, resource: string): string {
  return `${group}/${version}/${resource}`;
}
