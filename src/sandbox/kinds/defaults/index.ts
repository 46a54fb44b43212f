import { type ApiObject, parseApiVersion } from '../../model/object.ts';
import type { SetDefaults } from '../../model/rules.ts';
import {
  setAdmissionPolicyBindingDefaults,
  setAdmissionPolicyDefaults,
  setMutatingWebhookDefaults,
  setValidatingWebhookDefaults,
} from './admission-registration.ts';
import { setAutoscalerDefaults } from './autoscaling.ts';
import {
  setEndpointsDefaults,
  setLimitRangeDefaults,
  setNamespaceDefaults,
  setNodeDefaults,
  setPersistentVolumeDefaults,
  setResourceQuotaDefaults,
  setServiceDefaults,
} from './core.ts';
import {
  setDeviceTaintRuleDefaults,
  setResourceClaimDefaults,
  setResourceClaimTemplateDefaults,
  setResourceSliceDefaults,
} from './dynamic-resources.ts';
import { mergeStringData } from './internal-types.ts';
import {
  setApiServiceDefaults,
  setCsiDriverDefaults,
  setEndpointSliceDefaults,
  setFlowSchemaDefaults,
  setIngressClassDefaults,
  setNetworkPolicyDefaults,
  setPriorityLevelDefaults,
  setRoleBindingDefaults,
  setStorageClassDefaults,
  setVolumeAttachmentDefaults,
} from './other-kinds.ts';
import { setPodDefaults, setPodTemplateDefaults } from './pods.ts';
import { ensureObject, setIfNil, setIfZero } from './set-default.ts';
import {
  setClaimDefaults,
  setCronJobDefaults,
  setDaemonSetDefaults,
  setDeploymentDefaults,
  setJobDefaults,
  setReplicaSetDefaults,
  setReplicationControllerDefaults,
  setStatefulSetDefaults,
} from './workloads.ts';

/** Sets what the client left open, in the object itself. Kinds that are not known have no defaults. */
export function setDefaults(object: ApiObject): void {
  const { group } = parseApiVersion(object.apiVersion);
  DEFAULTS.get(`${group}/${object.kind}`)?.(object);
}

const DEFAULTS: ReadonlyMap<string, SetDefaults> = new Map<string, SetDefaults>([
  ['/Endpoints', setEndpointsDefaults],
  ['/LimitRange', setLimitRangeDefaults],
  ['/Namespace', setNamespaceDefaults],
  ['/Node', setNodeDefaults],
  ['/PersistentVolume', setPersistentVolumeDefaults],
  ['/PersistentVolumeClaim', setClaimDefaults],
  ['/Pod', setPodDefaults],
  ['/PodTemplate', setPodTemplateDefaults],
  ['/ReplicationController', setReplicationControllerDefaults],
  ['/ResourceQuota', setResourceQuotaDefaults],
  ['/Secret', setSecretDefaults],
  ['/Service', setServiceDefaults],
  ['admissionregistration.k8s.io/MutatingAdmissionPolicy', setAdmissionPolicyDefaults],
  ['admissionregistration.k8s.io/MutatingAdmissionPolicyBinding', setAdmissionPolicyBindingDefaults],
  ['admissionregistration.k8s.io/MutatingWebhookConfiguration', setMutatingWebhookDefaults],
  ['admissionregistration.k8s.io/ValidatingAdmissionPolicy', setAdmissionPolicyDefaults],
  ['admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding', setAdmissionPolicyBindingDefaults],
  ['admissionregistration.k8s.io/ValidatingWebhookConfiguration', setValidatingWebhookDefaults],
  ['apiregistration.k8s.io/APIService', setApiServiceDefaults],
  ['apps/DaemonSet', setDaemonSetDefaults],
  ['apps/Deployment', setDeploymentDefaults],
  ['apps/ReplicaSet', setReplicaSetDefaults],
  ['apps/StatefulSet', setStatefulSetDefaults],
  ['authentication.k8s.io/TokenRequest', (request) => setSpecDefault(request, 'expirationSeconds', 3600)],
  ['autoscaling/HorizontalPodAutoscaler', setAutoscalerDefaults],
  ['batch/CronJob', setCronJobDefaults],
  ['batch/Job', setJobDefaults],
  [
    'certificates.k8s.io/PodCertificateRequest',
    (request) => setSpecDefault(request, 'maxExpirationSeconds', 86400),
  ],
  ['discovery.k8s.io/EndpointSlice', setEndpointSliceDefaults],
  ['flowcontrol.apiserver.k8s.io/FlowSchema', setFlowSchemaDefaults],
  ['flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration', setPriorityLevelDefaults],
  ['networking.k8s.io/IngressClass', setIngressClassDefaults],
  ['networking.k8s.io/NetworkPolicy', setNetworkPolicyDefaults],
  ['rbac.authorization.k8s.io/ClusterRoleBinding', setRoleBindingDefaults],
  ['rbac.authorization.k8s.io/RoleBinding', setRoleBindingDefaults],
  ['resource.k8s.io/DeviceTaintRule', setDeviceTaintRuleDefaults],
  ['resource.k8s.io/ResourceClaim', setResourceClaimDefaults],
  ['resource.k8s.io/ResourceClaimTemplate', setResourceClaimTemplateDefaults],
  ['resource.k8s.io/ResourceSlice', setResourceSliceDefaults],
  [
    'scheduling.k8s.io/PriorityClass',
    (priority) => setIfNil(priority, 'preemptionPolicy', 'PreemptLowerPriority'),
  ],
  ['storage.k8s.io/CSIDriver', setCsiDriverDefaults],
  ['storage.k8s.io/StorageClass', setStorageClassDefaults],
  ['storage.k8s.io/VolumeAttachment', setVolumeAttachmentDefaults],
]);

function setSecretDefaults(secret: ApiObject): void {
  setIfZero(secret, 'type', 'Opaque');
  mergeStringData(secret);
}

function setSpecDefault(object: ApiObject, key: string, value: number): void {
  setIfNil(ensureObject(object, 'spec'), key, value);
}
