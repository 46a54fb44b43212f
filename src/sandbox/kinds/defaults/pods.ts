import { type JsonObject, objectAt, own, setOwn, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { setContainerDefaults } from './containers.ts';
import { dropInitContainerAnnotations } from './internal-types.ts';
import { roundRequirements, roundResourceList } from './resource-list.ts';
import {
  ensureObject,
  findObject,
  isEmpty,
  isNil,
  isZero,
  objectsAt,
  setIfNil,
  setIfZero,
} from './set-default.ts';
import { setVolumeDefaults } from './volumes.ts';

export const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** SetObjectDefaults_Pod (pkg/apis/core/v1). */
export function setPodDefaults(pod: ApiObject): void {
  dropInitContainerAnnotations(pod.metadata);
  const spec = ensureObject(pod, 'spec');
  if (Number(spec.terminationGracePeriodSeconds ?? 0) < 0) spec.terminationGracePeriodSeconds = 1;
  for (const container of [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')]) {
    setRequestsToLimits(container);
    if (spec.hostNetwork === true) setHostPorts(container);
  }
  setIfNil(spec, 'enableServiceLinks', true);
  setPodSpecDefaults(spec);
  setPodStatusDefaults(ensureObject(pod, 'status'));
}

/** The defaults of a pod template: fewer than a pod's. */
export function setPodTemplateDefaults(owner: JsonObject): void {
  const template = ensureObject(owner, 'template');
  dropInitContainerAnnotations(findObject(template, 'metadata'));
  setPodSpecDefaults(ensureObject(template, 'spec'));
}

/** SetDefaults_PodSpec and what is in it. */
function setPodSpecDefaults(spec: JsonObject): void {
  const account = stringAt(spec, 'serviceAccountName') || stringAt(spec, 'serviceAccount');
  if (account !== '') Object.assign(spec, { serviceAccountName: account, serviceAccount: account });
  setIfZero(spec, 'dnsPolicy', 'ClusterFirst');
  setIfZero(spec, 'restartPolicy', 'Always');
  setIfNil(spec, 'securityContext', {});
  setIfNil(spec, 'terminationGracePeriodSeconds', 30);
  setIfZero(spec, 'schedulerName', 'default-scheduler');
  for (const volume of objectsAt(spec, 'volumes')) setVolumeDefaults(volume);
  for (const list of CONTAINER_LISTS) {
    for (const container of objectsAt(spec, list)) setContainerDefaults(container);
  }
  roundResourceList(findObject(spec, 'overhead'));
  roundRequirements(findObject(spec, 'resources'));
}

/** What has a limit and no request has the limit as its request; in pods only, not in templates. */
function setRequestsToLimits(container: JsonObject): void {
  const limits = findObject(container, 'resources', 'limits');
  if (limits === undefined || isEmpty(limits)) return;
  const requests = ensureObject(ensureObject(container, 'resources'), 'requests');
  for (const name of Object.keys(limits)) {
    if (own(requests, name) === undefined) setOwn(requests, name, limits[name] ?? null);
  }
}

function setHostPorts(container: JsonObject): void {
  for (const port of objectsAt(container, 'ports')) {
    if (!isZero(port.containerPort)) setIfZero(port, 'hostPort', port.containerPort ?? 0);
  }
}

/** podIP and podIPs tell the same; podIP decides. */
function setPodStatusDefaults(status: JsonObject): void {
  const ip = stringAt(status, 'podIP');
  const first = stringAt(objectsAt(status, 'podIPs')[0], 'ip');
  const hasList = objectsAt(status, 'podIPs').length > 0;
  if (ip === '' && hasList) status.podIP = first;
  else if (ip !== '' && first !== ip) status.podIPs = [{ ip }];
  for (const list of ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses']) {
    for (const item of objectsAt(status, list)) {
      roundResourceList(findObject(item, 'allocatedResources'));
      roundRequirements(findObject(item, 'resources'));
    }
  }
  if (isNil(status.resources)) return;
  roundRequirements(objectAt(status, 'resources'));
}
