import { type JsonObject, listAt, objectAt, own, stringAt } from '../../model/json.ts';
import { type ApiObject, parseApiVersion } from '../../model/object.ts';
import type { Cell } from '../../model/rules.ts';
import { humanAge, humanDuration } from '../human-duration.ts';
import { printersOf } from '../printer.ts';
import {
  ageOf,
  has,
  isConditionTrue,
  isDeleting,
  isTrueAt,
  nameOf,
  numberAt,
  objectsAt,
  pointedAt,
  printedAt,
  specOf,
  statusOf,
} from './read.ts';
import { formatLabelSelector, formatLabels, selectorText } from './selectors.ts';

export const workloadPrinters = printersOf({
  'apps/Deployment': printDeployment,
  'apps/ReplicaSet': printReplicaSet,
  'apps/StatefulSet': printStatefulSet,
  'apps/DaemonSet': printDaemonSet,
  'apps/ControllerRevision': printControllerRevision,
  '/ReplicationController': printReplicationController,
  '/PodTemplate': printPodTemplate,
  'batch/Job': printJob,
  'batch/CronJob': printCronJob,
  'policy/PodDisruptionBudget': printPodDisruptionBudget,
});

function printDeployment(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  const status = statusOf(object);
  return [
    nameOf(object),
    `${numberAt(status, 'readyReplicas')}/${numberAt(spec, 'replicas')}`,
    numberAt(status, 'updatedReplicas'),
    numberAt(status, 'availableReplicas'),
    ageOf(object, now),
    ...containerCells(objectAt(spec, 'template')),
    selectorText(objectAt(spec, 'selector')) ?? '<invalid>',
  ];
}

function printReplicaSet(object: ApiObject, now: Date): Cell[] {
  const selector = formatLabelSelector(objectAt(specOf(object), 'selector'));
  return [...replicaCells(object, now), selector];
}

function printReplicationController(object: ApiObject, now: Date): Cell[] {
  return [...replicaCells(object, now), formatLabels(objectAt(specOf(object), 'selector'))];
}

function replicaCells(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  const status = statusOf(object);
  return [
    nameOf(object),
    numberAt(spec, 'replicas'),
    numberAt(status, 'replicas'),
    numberAt(status, 'readyReplicas'),
    ageOf(object, now),
    ...containerCells(objectAt(spec, 'template')),
  ];
}

function printStatefulSet(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  const ready = `${numberAt(statusOf(object), 'readyReplicas')}/${numberAt(spec, 'replicas')}`;
  return [nameOf(object), ready, ageOf(object, now), ...containerCells(objectAt(spec, 'template'))];
}

function printDaemonSet(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  const status = statusOf(object);
  const template = objectAt(spec, 'template');
  return [
    nameOf(object),
    numberAt(status, 'desiredNumberScheduled'),
    numberAt(status, 'currentNumberScheduled'),
    numberAt(status, 'numberReady'),
    numberAt(status, 'updatedNumberScheduled'),
    numberAt(status, 'numberAvailable'),
    formatLabels(objectAt(objectAt(template, 'spec'), 'nodeSelector')),
    ageOf(object, now),
    ...containerCells(template),
    formatLabelSelector(objectAt(spec, 'selector')),
  ];
}

function printControllerRevision(object: ApiObject, now: Date): Cell[] {
  const controller = objectsAt(object.metadata, 'ownerReferences').find((owner) =>
    isTrueAt(owner, 'controller'),
  );
  const name = controller === undefined ? '<none>' : ownerName(controller);
  return [nameOf(object), name, numberAt(object, 'revision'), ageOf(object, now)];
}

/** `deployment.apps/web` (formatResourceName). */
function ownerName(owner: JsonObject): string {
  const { group } = parseApiVersion(stringAt(owner, 'apiVersion'));
  const kind = stringAt(owner, 'kind');
  return `${(group === '' ? kind : `${kind}.${group}`).toLowerCase()}/${stringAt(owner, 'name')}`;
}

function printPodTemplate(object: ApiObject): Cell[] {
  const template = objectAt(object, 'template');
  const labels = formatLabels(objectAt(objectAt(template, 'metadata'), 'labels'));
  return [nameOf(object), ...containerCells(template), labels];
}

function printJob(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  return [
    nameOf(object),
    jobStatus(object),
    jobCompletions(spec, numberAt(statusOf(object), 'succeeded')),
    jobDuration(statusOf(object), now),
    ageOf(object, now),
    ...containerCells(objectAt(spec, 'template')),
    formatLabelSelector(objectAt(spec, 'selector')),
  ];
}

function jobCompletions(spec: JsonObject, succeeded: number): string {
  if (has(spec, 'completions')) return `${succeeded}/${numberAt(spec, 'completions')}`;
  const parallelism = numberAt(spec, 'parallelism');
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration(status: JsonObject, now: Date): string {
  const start = stringAt(status, 'startTime');
  if (start === '') return '';
  const completion = stringAt(status, 'completionTime');
  const end = completion === '' ? now.getTime() : Date.parse(completion);
  return humanDuration(end - Date.parse(start));
}

function jobStatus(object: ApiObject): string {
  const conditions = objectsAt(statusOf(object), 'conditions');
  const isTrue = (type: string) => isConditionTrue(conditions, type);
  if (isTrue('Complete')) return 'Complete';
  if (isTrue('Failed')) return 'Failed';
  if (isDeleting(object)) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(isTrue) ?? 'Running';
}

function printCronJob(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  const status = statusOf(object);
  const jobSpec = objectAt(objectAt(spec, 'jobTemplate'), 'spec');
  const suspend = own(spec, 'suspend');
  return [
    nameOf(object),
    stringAt(spec, 'schedule'),
    pointedAt(spec, 'timeZone', '<none>'),
    typeof suspend === 'boolean' ? (suspend ? 'True' : 'False') : '<unset>',
    listAt(status, 'active').length,
    has(status, 'lastScheduleTime') ? humanAge(status.lastScheduleTime, now) : '<none>',
    ageOf(object, now),
    ...containerCells(objectAt(jobSpec, 'template')),
    formatLabelSelector(objectAt(jobSpec, 'selector')),
  ];
}

function printPodDisruptionBudget(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  return [
    nameOf(object),
    printedAt(spec, 'minAvailable', 'N/A'),
    printedAt(spec, 'maxUnavailable', 'N/A'),
    numberAt(statusOf(object), 'disruptionsAllowed'),
    ageOf(object, now),
  ];
}

/** The names and the images of a pod template's containers. */
function containerCells(template: JsonObject): [string, string] {
  const containers = objectsAt(objectAt(template, 'spec'), 'containers');
  const join = (key: string) => containers.map((container) => stringAt(container, key)).join(',');
  return [join('name'), join('image')];
}
