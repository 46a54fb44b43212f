import type { ResourceInfo, SubresourceInfo } from '../model/resource.ts';
import { builtInRules } from '../registry/built-in-rules.ts';
import type { KindRules } from '../registry/kind-rules.ts';
import type { SandboxServer } from './sandbox-server.ts';

/** The rules of the kind that a subresource takes and answers: Scale, Eviction, TokenRequest. */
export function subresourceRules(
  { catalog }: SandboxServer,
  resource: ResourceInfo,
  { group, version, kind }: SubresourceInfo,
): KindRules {
  return builtInRules(catalog, {
    ...resource,
    group,
    version,
    kind,
    storageVersion: { group, version },
    customResourceDefinition: undefined,
  });
}
