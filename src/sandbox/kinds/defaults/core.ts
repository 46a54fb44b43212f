import { cloneJson, type JsonObject, listAt, own, setOwn } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { syncPodCidrs } from './internal-types.ts';
import { roundResourceList } from './resource-list.ts';
import { ensureObject, findObject, isEmpty, isNil, objectsAt, setIfNil, setIfZero } from './set-default.ts';
import { setVolumeSourceDefaults } from './volumes.ts';

// pkg/apis/core/v1/defaults.go

/** Three hours, that the same client reaches the same pod. */
const SESSION_SECONDS = 10800;

export function setServiceDefaults(service: ApiObject): void {
  const spec = ensureObject(service, 'spec');
  setSessionAffinity(spec);
  setIfZero(spec, 'type', 'ClusterIP');
  for (const port of objectsAt(spec, 'ports')) {
    setIfZero(port, 'protocol', 'TCP');
    setIfZero(port, 'targetPort', port.port ?? 0);
  }
  if (isExternallyAccessible(spec)) setIfZero(spec, 'externalTrafficPolicy', 'Cluster');
  if (spec.type !== 'ExternalName') setInternalTrafficPolicy(spec);
  if (spec.type !== 'LoadBalancer') return;
  setIfNil(spec, 'allocateLoadBalancerNodePorts', true);
  for (const ingress of objectsAt(findObject(service, 'status', 'loadBalancer'), 'ingress')) {
    if (!isEmpty(ingress.ip)) setIfNil(ingress, 'ipMode', 'VIP');
  }
}

/** ExternallyAccessible of pkg/api/v1/service. */
export function isExternallyAccessible(spec: JsonObject): boolean {
  if (spec.type === 'LoadBalancer' || spec.type === 'NodePort') return true;
  return spec.type === 'ClusterIP' && listAt(spec, 'externalIPs').length > 0;
}

export function setPersistentVolumeDefaults(volume: ApiObject): void {
  setIfZero(ensureObject(volume, 'status'), 'phase', 'Pending');
  const spec = ensureObject(volume, 'spec');
  setIfZero(spec, 'persistentVolumeReclaimPolicy', 'Retain');
  setIfNil(spec, 'volumeMode', 'Filesystem');
  roundResourceList(findObject(spec, 'capacity'));
  setVolumeSourceDefaults(spec);
}

export function setEndpointsDefaults(endpoints: ApiObject): void {
  for (const subset of objectsAt(endpoints, 'subsets')) {
    for (const port of objectsAt(subset, 'ports')) setIfZero(port, 'protocol', 'TCP');
  }
}

export function setNamespaceDefaults(namespace: ApiObject): void {
  labelNamespace(namespace);
  setIfZero(ensureObject(namespace, 'status'), 'phase', 'Active');
}

/** Every namespace has its name as a label; one that is to get a name yet gets it with the name. */
export function labelNamespace({ metadata }: ApiObject): void {
  if (isEmpty(metadata.name)) return;
  ensureObject(metadata, 'labels')['kubernetes.io/metadata.name'] = metadata.name ?? '';
}

export function setNodeDefaults(node: ApiObject): void {
  syncPodCidrs(node);
  const status = findObject(node, 'status');
  const capacity = findObject(status, 'capacity');
  if (status === undefined || capacity === undefined) return;
  setIfNil(status, 'allocatable', cloneJson(capacity));
  roundResourceList(capacity);
  roundResourceList(findObject(status, 'allocatable'));
}

export function setResourceQuotaDefaults(quota: ApiObject): void {
  roundResourceList(findObject(quota, 'spec', 'hard'));
  roundResourceList(findObject(quota, 'status', 'hard'));
  roundResourceList(findObject(quota, 'status', 'used'));
}

export function setLimitRangeDefaults(limitRange: ApiObject): void {
  for (const item of objectsAt(findObject(limitRange, 'spec'), 'limits')) {
    if (item.type === 'Container') {
      setMissing(item, 'default', findObject(item, 'max'));
      setMissing(item, 'defaultRequest', findObject(item, 'default'));
      setMissing(item, 'defaultRequest', findObject(item, 'min'));
    }
    for (const list of ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio']) {
      roundResourceList(findObject(item, list));
    }
  }
}

function setMissing(item: JsonObject, key: string, defaults: JsonObject | undefined): void {
  for (const [name, value] of Object.entries(defaults ?? {})) {
    const list = ensureObject(item, key);
    if (own(list, name) === undefined) setOwn(list, name, value);
  }
}

function setSessionAffinity(spec: JsonObject): void {
  setIfZero(spec, 'sessionAffinity', 'None');
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity !== 'ClientIP') return;
  if (isNil(findObject(spec, 'sessionAffinityConfig', 'clientIP')?.timeoutSeconds)) {
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: SESSION_SECONDS } };
  }
}

function setInternalTrafficPolicy(spec: JsonObject): void {
  if (spec.type === 'NodePort' || spec.type === 'LoadBalancer' || spec.type === 'ClusterIP') {
    setIfNil(spec, 'internalTrafficPolicy', 'Cluster');
  }
}
