import { cloneJson, type JsonObject, listAt, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Strategy } from '../../model/rules.ts';
import { CONTAINER_LISTS } from '../defaults/pods.ts';
import { ensureList, ensureObject, findObject, isEmpty, isNil, objectsAt } from '../defaults/set-default.ts';
import { syncAppArmor } from './app-armor.ts';
import { bumpGeneration, createStrategy, keep, keepMetadata } from './create-strategy.ts';
import { dropDisabledPodFields } from './disabled-fields.ts';
import { setPodLevelResources } from './pod-level-resources.ts';
import { qosClassOf } from './quality-of-service.ts';

/** pkg/registry/core/pod/strategy.go. */
export const POD_STRATEGY: Strategy = {
  ...createStrategy(
    {
      status: true,
      generationOf: ['spec'],
      statusResetFields: ['metadata.deletionTimestamp', 'metadata.ownerReferences'],
      onCreate(pod, context) {
        const spec = ensureObject(pod, 'spec');
        const status: JsonObject = { phase: 'Pending' };
        pod.status = status;
        dropDisabledPodFields(spec, undefined);
        if (!isEmpty(spec.schedulingGates)) status.conditions = [gatedCondition(context.now)];
        addLabelKeys(spec, objectAt(pod.metadata, 'labels'));
        syncAppArmor(pod, context.warn);
        setPodLevelResources(spec);
        status.qosClass = qosClassOf(spec);
      },
      onUpdate(pod, old) {
        keepPodResources(pod, old);
        dropDisabledPodFields(findObject(pod, 'spec'), findObject(old, 'spec'));
      },
      onStatusUpdate: keepStatusParts,
    },
    {
      prepareForSubresourceUpdate: {
        ephemeralcontainers: keepAllButEphemeralContainers,
        resize: keepAllButResources,
      },
      gracePeriod,
      selectableFields,
    },
  ),
};

/** Pods that nothing runs go at once. */
function gracePeriod(pod: ApiObject, requested: number | undefined): number {
  const spec = objectAt(pod, 'spec');
  const phase = stringAt(objectAt(pod, 'status'), 'phase');
  if (isEmpty(spec.nodeName) || phase === 'Failed' || phase === 'Succeeded') return 0;
  const period = requested ?? Number(spec.terminationGracePeriodSeconds ?? 0);
  return period < 0 ? 1 : period;
}

function selectableFields(pod: ApiObject): Record<string, string> {
  const spec = objectAt(pod, 'spec');
  const status = objectAt(pod, 'status');
  return {
    'spec.nodeName': stringAt(spec, 'nodeName'),
    'spec.restartPolicy': stringAt(spec, 'restartPolicy'),
    'spec.schedulerName': stringAt(spec, 'schedulerName'),
    'spec.serviceAccountName': stringAt(spec, 'serviceAccountName'),
    'spec.hostNetwork': String(spec.hostNetwork === true),
    'status.phase': stringAt(status, 'phase'),
    'status.podIP': stringAt(objectsAt(status, 'podIPs')[0], 'ip'),
    'status.nominatedNodeName': stringAt(status, 'nominatedNodeName'),
  };
}

function gatedCondition(now: string): JsonObject {
  return {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: now,
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
  };
}

/** Clients that do not know of pod-level resources do not remove them. */
function keepPodResources(pod: ApiObject, old: ApiObject): void {
  const spec = ensureObject(pod, 'spec');
  if (isNil(spec.resources)) keep(spec, objectAt(old, 'spec'), 'resources');
}

/** mutatePodAffinity and mutateTopologySpreadConstraints: label keys become selectors of the pod's own labels. */
function addLabelKeys(spec: JsonObject, labels: JsonObject): void {
  for (const kind of ['podAffinity', 'podAntiAffinity']) {
    const affinity = findObject(spec, 'affinity', kind);
    const preferred = objectsAt(affinity, 'preferredDuringSchedulingIgnoredDuringExecution');
    const terms = preferred.map((term) => findObject(term, 'podAffinityTerm') ?? {});
    for (const term of [...terms, ...objectsAt(affinity, 'requiredDuringSchedulingIgnoredDuringExecution')]) {
      addRequirements(term, 'matchLabelKeys', 'In', labels);
      addRequirements(term, 'mismatchLabelKeys', 'NotIn', labels);
    }
  }
  for (const constraint of objectsAt(spec, 'topologySpreadConstraints')) {
    addRequirements(constraint, 'matchLabelKeys', 'In', labels);
  }
}

function addRequirements(term: JsonObject, keys: string, operator: string, labels: JsonObject): void {
  const selector = findObject(term, 'labelSelector');
  if (selector === undefined) return;
  for (const key of listAt(term, keys)) {
    const value = own(labels, String(key));
    if (value === undefined) continue;
    ensureList(selector, 'matchExpressions').push({ key, operator, values: [value] });
  }
}

/** What kubelets and schedulers that do not know of a field must not remove. */
function keepStatusParts(pod: ApiObject, old: ApiObject): void {
  delete pod.metadata.deletionTimestamp;
  keep(pod.metadata, old.metadata, 'ownerReferences');
  const status = ensureObject(pod, 'status');
  const before = objectAt(old, 'status');
  for (const key of [
    'qosClass',
    'resourceClaimStatuses',
    'extendedResourceClaimStatus',
    'observedGeneration',
  ]) {
    if (isNil(status[key]) || status[key] === '' || status[key] === 0) keep(status, before, key);
  }
  const conditions = objectsAt(before, 'conditions').map((condition) => ({ ...condition }));
  for (const condition of objectsAt(status, 'conditions')) {
    const index = conditions.findIndex(({ type }) => type === condition.type);
    const [match] = index < 0 ? [] : conditions.splice(index, 1);
    if (isNil(condition.observedGeneration) && match !== undefined)
      keep(condition, match, 'observedGeneration');
  }
}

function keepAllButEphemeralContainers(pod: ApiObject, old: ApiObject): void {
  const containers = cloneJson(listAt(objectAt(pod, 'spec'), 'ephemeralContainers'));
  keep(pod, old, 'status');
  keep(pod, old, 'spec');
  keepMetadata(pod, old);
  const spec = ensureObject(pod, 'spec');
  if (containers.length > 0) spec.ephemeralContainers = containers;
  else delete spec.ephemeralContainers;
  dropDisabledPodFields(spec, findObject(old, 'spec'));
  bumpGeneration(pod, old, ['spec']);
}

/** dropNonResizeUpdates; what validation is to refuse stays as it is. */
function keepAllButResources(pod: ApiObject, old: ApiObject): void {
  const spec = cloneJson(objectAt(pod, 'spec'));
  const before = objectAt(old, 'spec');
  const lists = CONTAINER_LISTS.slice(0, 2);
  if (lists.every((list) => objectsAt(spec, list).length === objectsAt(before, list).length)) {
    keep(pod, old, 'spec');
    keep(pod, old, 'status');
    keepMetadata(pod, old);
    const resized = ensureObject(pod, 'spec');
    if (isNil(spec.resources)) delete resized.resources;
    else resized.resources = cloneJson(spec.resources ?? null);
    for (const list of lists) {
      if (isEmpty(before[list])) continue;
      resized[list] = mergeResources(objectsAt(spec, list), objectsAt(before, list));
    }
  }
  keepPodResources(pod, old);
  const result = ensureObject(pod, 'spec');
  if (!isNil(result.resources)) setPodLevelResources(result);
  dropDisabledPodFields(result, before);
  bumpGeneration(pod, old, ['spec']);
}

function mergeResources(containers: readonly JsonObject[], old: readonly JsonObject[]): JsonObject[] {
  const isSame = containers.every((container, index) => container.name === old[index]?.name);
  if (!isSame) return containers.map((container) => cloneJson(container));
  return old.map((before, index) => {
    const merged = cloneJson(before);
    for (const key of ['resources', 'resizePolicy']) keep(merged, containers[index] ?? {}, key);
    return merged;
  });
}
