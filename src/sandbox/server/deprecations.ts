import type { ResourceInfo } from '../model/resource.ts';

/** The Warning of each answer about these resources (APILifecycleDeprecated of the Go types). */
const DEPRECATIONS: Readonly<Record<string, string>> = {
  'v1/componentstatuses': 'v1 ComponentStatus is deprecated in v1.19+',
  'v1/endpoints': 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
};

export function deprecationOf({ group, version, resource }: ResourceInfo): string | undefined {
  return group === '' ? DEPRECATIONS[`${version}/${resource}`] : undefined;
}
