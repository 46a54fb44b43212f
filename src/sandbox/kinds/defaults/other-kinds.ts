import type { Json, JsonObject } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { roundResourceList } from './resource-list.ts';
import {
  ensureList,
  ensureObject,
  findObject,
  isEmpty,
  objectsAt,
  setIfNil,
  setIfZero,
} from './set-default.ts';
import { setVolumeSourceDefaults } from './volumes.ts';

// The defaults.go of pkg/apis/{networking,discovery,rbac,storage,flowcontrol}/v1 and of kube-aggregator

const RBAC_GROUP = 'rbac.authorization.k8s.io';

export function setNetworkPolicyDefaults(policy: ApiObject): void {
  const spec = ensureObject(policy, 'spec');
  for (const rule of [...objectsAt(spec, 'ingress'), ...objectsAt(spec, 'egress')]) {
    for (const port of objectsAt(rule, 'ports')) setIfNil(port, 'protocol', 'TCP');
  }
  if (isEmpty(spec.policyTypes)) {
    spec.policyTypes = isEmpty(spec.egress) ? ['Ingress'] : ['Ingress', 'Egress'];
  }
}

export function setIngressClassDefaults(ingressClass: ApiObject): void {
  const parameters = findObject(ingressClass, 'spec', 'parameters');
  if (parameters !== undefined) setIfNil(parameters, 'scope', 'Cluster');
}

export function setEndpointSliceDefaults(slice: ApiObject): void {
  for (const port of objectsAt(slice, 'ports')) {
    setIfNil(port, 'name', '');
    setIfNil(port, 'protocol', 'TCP');
  }
}

/** RoleBinding and ClusterRoleBinding. */
export function setRoleBindingDefaults(binding: ApiObject): void {
  setIfZero(ensureObject(binding, 'roleRef'), 'apiGroup', RBAC_GROUP);
  for (const subject of objectsAt(binding, 'subjects')) {
    if (subject.kind === 'User' || subject.kind === 'Group') setIfZero(subject, 'apiGroup', RBAC_GROUP);
  }
}

export function setStorageClassDefaults(storageClass: ApiObject): void {
  setIfNil(storageClass, 'reclaimPolicy', 'Delete');
  setIfNil(storageClass, 'volumeBindingMode', 'Immediate');
}

const CSI_DRIVER: Readonly<Record<string, Json>> = {
  attachRequired: true,
  podInfoOnMount: false,
  storageCapacity: false,
  fsGroupPolicy: 'ReadWriteOnceWithFSType',
  requiresRepublish: false,
  seLinuxMount: false,
  preventPodSchedulingIfMissing: false,
};

export function setCsiDriverDefaults(driver: ApiObject): void {
  const spec = ensureObject(driver, 'spec');
  for (const [key, value] of Object.entries(CSI_DRIVER)) setIfNil(spec, key, value);
  if (isEmpty(spec.volumeLifecycleModes)) ensureList(spec, 'volumeLifecycleModes').push('Persistent');
}

/** A volume that is attached without a PersistentVolume is described like one. */
export function setVolumeAttachmentDefaults(attachment: ApiObject): void {
  const volume = findObject(attachment, 'spec', 'source', 'inlineVolumeSpec');
  if (volume === undefined) return;
  roundResourceList(findObject(volume, 'capacity'));
  setVolumeSourceDefaults(volume);
}

export function setFlowSchemaDefaults(flowSchema: ApiObject): void {
  setIfZero(ensureObject(flowSchema, 'spec'), 'matchingPrecedence', 1000);
}

export function setPriorityLevelDefaults(configuration: ApiObject): void {
  const limited = findObject(configuration, 'spec', 'limited');
  setConcurrencyDefaults(limited, 30);
  setConcurrencyDefaults(findObject(configuration, 'spec', 'exempt'), 0);
  const queuing = findObject(limited, 'limitResponse', 'queuing');
  if (queuing === undefined) return;
  setIfZero(queuing, 'handSize', 8);
  setIfZero(queuing, 'queues', 64);
  setIfZero(queuing, 'queueLengthLimit', 50);
}

function setConcurrencyDefaults(level: JsonObject | undefined, shares: number): void {
  if (level === undefined) return;
  setIfNil(level, 'nominalConcurrencyShares', shares);
  setIfNil(level, 'lendablePercent', 0);
}

export function setApiServiceDefaults(apiService: ApiObject): void {
  const service = findObject(apiService, 'spec', 'service');
  if (service !== undefined) setIfNil(service, 'port', 443);
}
