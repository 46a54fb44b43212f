/** One resource of one version as discovery describes it. Those of built-in kinds come from the catalog, the others from CustomResourceDefinitions. */
export interface ResourceInfo {
  /** '' is the core group. */
  group: string;
  version: string;
  /** The plural: `deployments`. */
  resource: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  verbs: readonly string[];
  shortNames: readonly string[];
  categories: readonly string[];
  subresources: ReadonlyMap<string, SubresourceInfo>;
  /** Under which name its objects are kept, in whatever version they are asked for: `apps/deployments`, `events`. */
  storage: string;
  /** The group and version in which the objects are kept. */
  storageVersion: { group: string; version: string };
  /** The name of the CustomResourceDefinition that made this resource; undefined for built-in ones. */
  customResourceDefinition: string | undefined;
}

export interface SubresourceInfo {
  /** `status`, `scale`, `eviction`, … */
  name: string;
  /** What it takes and answers, which may be of another group: Scale of autoscaling/v1. */
  group: string;
  version: string;
  kind: string;
  verbs: readonly string[];
}

/** `deployments.apps`, and `pods` for the core group, as the server's messages name a resource. */
export function groupResource({ group, resource }: { group: string; resource: string }): string {
  return group === '' ? resource : `${resource}.${group}`;
}
