import { cloneJson, type JsonObject, objectAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { nameClaimTemplates, showTemplateGeneration } from './internal-types.ts';
import { setPodTemplateDefaults } from './pods.ts';
import { roundResourceList } from './resource-list.ts';
import { ensureObject, findObject, isEmpty, isNil, objectsAt, setIfNil, setIfZero } from './set-default.ts';
import { setClaimSpecDefaults } from './volumes.ts';

// pkg/apis/apps/v1/defaults.go, pkg/apis/batch/v1/defaults.go and pkg/apis/core/v1/defaults.go

const MAX_INT32 = 2 ** 31 - 1;

export function setDeploymentDefaults(deployment: ApiObject): void {
  const spec = ensureObject(deployment, 'spec');
  setIfNil(spec, 'replicas', 1);
  setRollingUpdateDefaults(ensureObject(spec, 'strategy'), { maxUnavailable: '25%', maxSurge: '25%' });
  setIfNil(spec, 'revisionHistoryLimit', 10);
  setIfNil(spec, 'progressDeadlineSeconds', 600);
  setPodTemplateDefaults(spec);
}

export function setDaemonSetDefaults(daemonSet: ApiObject): void {
  const spec = ensureObject(daemonSet, 'spec');
  setRollingUpdateDefaults(ensureObject(spec, 'updateStrategy'), { maxUnavailable: 1, maxSurge: 0 });
  setIfNil(spec, 'revisionHistoryLimit', 10);
  setPodTemplateDefaults(spec);
  showTemplateGeneration(daemonSet);
}

export function setStatefulSetDefaults(statefulSet: ApiObject): void {
  const spec = ensureObject(statefulSet, 'spec');
  setIfZero(spec, 'podManagementPolicy', 'OrderedReady');
  const strategy = ensureObject(spec, 'updateStrategy');
  // A strategy that is named and has no parameters stays without them.
  if (isEmpty(strategy.type) || !isNil(strategy.rollingUpdate)) {
    setRollingUpdateDefaults(strategy, { partition: 0, maxUnavailable: 1 });
  }
  const retention = ensureObject(spec, 'persistentVolumeClaimRetentionPolicy');
  setIfZero(retention, 'whenDeleted', 'Retain');
  setIfZero(retention, 'whenScaled', 'Retain');
  setIfNil(spec, 'replicas', 1);
  setIfNil(spec, 'revisionHistoryLimit', 10);
  setPodTemplateDefaults(spec);
  for (const claim of objectsAt(spec, 'volumeClaimTemplates')) setClaimDefaults(claim);
  nameClaimTemplates(statefulSet);
}

export function setReplicaSetDefaults(replicaSet: ApiObject): void {
  const spec = ensureObject(replicaSet, 'spec');
  setIfNil(spec, 'replicas', 1);
  setPodTemplateDefaults(spec);
}

export function setReplicationControllerDefaults(controller: ApiObject): void {
  const spec = ensureObject(controller, 'spec');
  const labels = templateLabels(spec);
  if (labels !== undefined && isEmpty(spec.selector)) spec.selector = cloneJson(labels);
  setLabels(controller, labels);
  setIfNil(spec, 'replicas', 1);
  if (!isNil(spec.template)) setPodTemplateDefaults(spec);
}

export function setJobDefaults(job: ApiObject): void {
  const spec = ensureObject(job, 'spec');
  if (isNil(spec.completions) && isNil(spec.parallelism)) spec.completions = 1;
  setIfNil(spec, 'parallelism', 1);
  setIfNil(spec, 'backoffLimit', isNil(spec.backoffLimitPerIndex) ? 6 : MAX_INT32);
  setLabels(job, templateLabels(spec));
  setIfNil(spec, 'completionMode', 'NonIndexed');
  setIfNil(spec, 'suspend', false);
  const hasFailurePolicy = !isNil(spec.podFailurePolicy);
  setIfNil(spec, 'podReplacementPolicy', hasFailurePolicy ? 'Failed' : 'TerminatingOrFailed');
  setIfNil(spec, 'manualSelector', false);
  setJobSpecDefaults(spec);
}

/**
 * Lets the copy of a Job share what the Job shares: Go's default gives it the very map of its template's labels, so that the
 * labels which the server adds there are its own too.
 */
export function shareLabels(copy: ApiObject, job: ApiObject): void {
  const labels = templateLabels(objectAt(job, 'spec'));
  if (job.kind !== 'Job' || labels === undefined || job.metadata.labels !== labels) return;
  const shared = templateLabels(objectAt(copy, 'spec'));
  if (shared !== undefined) copy.metadata.labels = shared as Record<string, string>;
}

/** A job template has only these of a Job's defaults. */
export function setCronJobDefaults(cronJob: ApiObject): void {
  const spec = ensureObject(cronJob, 'spec');
  setIfZero(spec, 'concurrencyPolicy', 'Allow');
  setIfNil(spec, 'suspend', false);
  setIfNil(spec, 'successfulJobsHistoryLimit', 3);
  setIfNil(spec, 'failedJobsHistoryLimit', 1);
  setJobSpecDefaults(ensureObject(ensureObject(spec, 'jobTemplate'), 'spec'));
}

/** SetObjectDefaults_PersistentVolumeClaim; for the templates of a StatefulSet too. */
export function setClaimDefaults(claim: JsonObject): void {
  const status = ensureObject(claim, 'status');
  setIfZero(status, 'phase', 'Pending');
  roundResourceList(findObject(status, 'capacity'));
  roundResourceList(findObject(status, 'allocatedResources'));
  setClaimSpecDefaults(ensureObject(claim, 'spec'));
}

function setJobSpecDefaults(spec: JsonObject): void {
  for (const rule of objectsAt(findObject(spec, 'podFailurePolicy'), 'rules')) {
    for (const pattern of objectsAt(rule, 'onPodConditions')) setIfZero(pattern, 'status', 'True');
  }
  setPodTemplateDefaults(spec);
}

function setRollingUpdateDefaults(strategy: JsonObject, defaults: Record<string, string | number>): void {
  setIfZero(strategy, 'type', 'RollingUpdate');
  if (strategy.type !== 'RollingUpdate') return;
  const rollingUpdate = ensureObject(strategy, 'rollingUpdate');
  for (const [key, value] of Object.entries(defaults)) setIfNil(rollingUpdate, key, value);
}

function templateLabels(spec: JsonObject): JsonObject | undefined {
  return findObject(spec, 'template', 'metadata', 'labels');
}

function setLabels(object: ApiObject, labels: JsonObject | undefined): void {
  if (labels !== undefined && isEmpty(objectAt(object.metadata, 'labels'))) {
    object.metadata.labels = labels as Record<string, string>;
  }
}
