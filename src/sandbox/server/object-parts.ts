import { apiVersionOf } from '../model/object.ts';
import type { SubresourceInfo } from '../model/resource.ts';
import type { KindRules } from '../registry/kind-rules.ts';
import type { ObjectPart } from '../registry/object-part.ts';
import { scalePart, WORKLOAD_SCALE } from '../registry/subresources/scale.ts';
import type { SandboxServer } from './sandbox-server.ts';
import { scaleTable } from './scale-table.ts';
import { subresourceRules } from './subresource-rules.ts';

/** The part of an object that a subresource is; undefined where it is the whole object. */
export function partOf(
  server: SandboxServer,
  rules: KindRules,
  subresource: SubresourceInfo,
): ObjectPart | undefined {
  if (subresource.kind !== 'Scale') return undefined;
  const { scale } = rules;
  const paths = scale?.paths ?? WORKLOAD_SCALE;
  const versions = scale?.versions ?? new Map([[apiVersionOf(rules.kind), paths.specReplicas]]);
  const customTable = scale?.table ?? scaleTable(server.catalog);
  const scaleRules = { ...subresourceRules(server, rules.resource, subresource), customTable };
  return scalePart(scaleRules, rules, paths, versions);
}
