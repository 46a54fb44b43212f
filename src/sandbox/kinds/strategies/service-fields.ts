import { cloneJson, type JsonObject } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { isExternallyAccessible } from '../defaults/core.ts';
import { ensureObject, isEmpty, isNil, objectsAt } from '../defaults/set-default.ts';
import { semanticEqual } from './semantic-equal.ts';

export const needsClusterIp = (spec: JsonObject): boolean => spec.type !== 'ExternalName';

export const needsHealthCheckPort = (spec: JsonObject): boolean =>
  spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

const hasNodePorts = (spec: JsonObject): boolean => spec.type === 'NodePort' || spec.type === 'LoadBalancer';

/** Whether the server gives the ports of nodes that the client leaves open. */
export const wantsNodePorts = (spec: JsonObject): boolean =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);

/** patchAllocatedValues: what the server gave stays, where a client does not send it back. */
export function keepAllocatedFields(spec: JsonObject, old: JsonObject): void {
  if (needsClusterIp(old) && needsClusterIp(spec)) {
    for (const key of ['clusterIP', 'clusterIPs']) {
      if (isEmpty(spec[key]) && !isEmpty(old[key])) spec[key] = cloneJson(old[key] ?? null);
    }
  }
  if (wantsNodePorts(old) && wantsNodePorts(spec)) keepNodePorts(spec, old);
  if (needsHealthCheckPort(old) && needsHealthCheckPort(spec) && isNone(spec.healthCheckNodePort)) {
    spec.healthCheckNodePort = old.healthCheckNodePort ?? 0;
  }
}

/** dropTypeDependentFields: what only the former type of the service needed, where the client left it as it was. */
export function clearUnusedFields(service: ApiObject, old: JsonObject): void {
  const spec = ensureObject(service, 'spec');
  const isKept = (key: string): boolean => semanticEqual(spec[key], old[key]);
  if (needsClusterIp(old) && !needsClusterIp(spec)) {
    if (isKept('clusterIP') && isKept('clusterIPs')) remove(spec, 'clusterIP', 'clusterIPs');
    if (isKept('ipFamilies')) remove(spec, 'ipFamilies');
    if (isKept('ipFamilyPolicy')) remove(spec, 'ipFamilyPolicy');
  }
  if (hasNodePorts(old) && !hasNodePorts(spec) && hasOnlyPortsOf(spec, old)) {
    for (const port of objectsAt(spec, 'ports')) delete port.nodePort;
  }
  if (needsHealthCheckPort(old) && !needsHealthCheckPort(spec) && isKept('healthCheckNodePort')) {
    remove(spec, 'healthCheckNodePort');
  }
  if (old.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    for (const key of ['allocateLoadBalancerNodePorts', 'loadBalancerClass'])
      if (isKept(key)) remove(spec, key);
  }
  if (isExternallyAccessible(old) && !isExternallyAccessible(spec) && isKept('externalTrafficPolicy')) {
    remove(spec, 'externalTrafficPolicy');
  }
  if (spec.type !== 'LoadBalancer') ensureObject(service, 'status').loadBalancer = {};
}

/** The server keeps the policy of an external name, and shows it to nobody. */
export function dropTrafficPolicy(spec: JsonObject): void {
  if (spec.type === 'ExternalName') delete spec.internalTrafficPolicy;
}

function keepNodePorts(spec: JsonObject, old: JsonObject): void {
  const sent = nodePortsOf(spec);
  const used = nodePortsOf(old).filter((port) => sent.includes(port));
  const byName = new Map(
    objectsAt(old, 'ports').map((port) => [port.name ?? '', Number(port.nodePort ?? 0)]),
  );
  for (const port of objectsAt(spec, 'ports')) {
    const before = byName.get(port.name ?? '') ?? 0;
    if (isNone(port.nodePort) && before !== 0 && !used.includes(before)) port.nodePort = before;
  }
}

function hasOnlyPortsOf(spec: JsonObject, old: JsonObject): boolean {
  const before = nodePortsOf(old);
  return nodePortsOf(spec).every((port) => before.includes(port));
}

/** The ports of nodes that the service has. */
export function nodePortsOf(spec: JsonObject): number[] {
  return objectsAt(spec, 'ports')
    .map((port) => Number(port.nodePort ?? 0))
    .filter((port) => port !== 0);
}

function isNone(value: unknown): boolean {
  return value === undefined || value === null || value === 0;
}

function remove(spec: JsonObject, ...keys: readonly string[]): void {
  for (const key of keys) if (!isNil(spec[key])) delete spec[key];
}
