import { isObject, type JsonObject, listAt, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Cell } from '../../model/rules.ts';
import { humanAge } from '../human-duration.ts';
import type { PrinterTable } from '../printer.ts';
import {
  ageOf,
  conditionOf,
  has,
  isConditionTrue,
  isDeleting,
  isTrueAt,
  nameOf,
  numberAt,
  objectsAt,
  specOf,
  statusOf,
  textAt,
} from './read.ts';

export const podPrinters: PrinterTable = {
  '/Pod': { printRow: printPod, conditionsOf: podConditions },
};

function printPod(pod: ApiObject, now: Date): Cell[] {
  const spec = specOf(pod);
  const status = statusOf(pod);
  const { ready, reason, restarts, lastRestart } = containersOf(pod);
  const total = listAt(spec, 'containers').length + restartableNames(spec).size;
  const restartsText =
    restarts !== 0 && lastRestart !== '' ? `${restarts} (${humanAge(lastRestart, now)} ago)` : `${restarts}`;
  return [
    nameOf(pod),
    `${ready}/${total}`,
    whileDeleting(pod, reason),
    restartsText,
    ageOf(pod, now),
    textAt(objectsAt(status, 'podIPs')[0] ?? {}, 'ip', '<none>'),
    textAt(spec, 'nodeName', '<none>'),
    textAt(status, 'nominatedNodeName', '<none>'),
    readinessGates(spec, objectsAt(status, 'conditions')),
  ];
}

/** Finished pods are told apart, so that a client can leave them out (Table's row conditions). */
function podConditions(pod: ApiObject): JsonObject[] | undefined {
  const phase = statusOf(pod).phase;
  if (phase !== 'Succeeded' && phase !== 'Failed') return undefined;
  const message = phase === 'Failed' ? 'The pod failed.' : 'The pod has completed successfully.';
  return [{ type: 'Completed', status: 'True', reason: phase, message }];
}

interface ContainerSummary {
  ready: number;
  reason: string;
  restarts: number;
  /** RFC 3339; '' for never. */
  lastRestart: string;
}

function containersOf(pod: ApiObject): ContainerSummary {
  const status = statusOf(pod);
  const conditions = objectsAt(status, 'conditions');
  const init = initContainersOf(pod, phaseReason(status, conditions));
  if (init.initializing && !isConditionTrue(conditions, 'Initialized')) return init;

  const summary = { ...init, restarts: init.restartable.restarts, lastRestart: init.restartable.lastRestart };
  let hasRunning = false;
  let errorReason = '';
  for (const container of objectsAt(status, 'containerStatuses').reverse()) {
    countRestarts(summary, container);
    const state = objectAt(container, 'state');
    const waiting = stringAt(objectAt(state, 'waiting'), 'reason');
    if (waiting !== '') summary.reason = waiting;
    else if (has(state, 'terminated')) {
      const terminated = objectAt(state, 'terminated');
      summary.reason = terminatedReason(terminated);
      if (numberAt(terminated, 'exitCode') !== 0) errorReason = summary.reason;
    } else if (isTrueAt(container, 'ready') && has(state, 'running')) {
      hasRunning = true;
      summary.ready++;
    }
  }
  if (summary.reason === 'Completed') {
    if (hasRunning && conditions.some(isReady)) summary.reason = 'Running';
    else if (errorReason !== '') summary.reason = errorReason;
    else if (hasRunning) summary.reason = 'NotReady';
  }
  return summary;
}

interface InitSummary extends ContainerSummary {
  initializing: boolean;
  /** Of those that go on running beside the containers. */
  restartable: { restarts: number; lastRestart: string };
}

function initContainersOf(pod: ApiObject, phase: string): InitSummary {
  const restartable = { restarts: 0, lastRestart: '' };
  const summary = { ready: 0, reason: phase, restarts: 0, lastRestart: '', initializing: false, restartable };
  const spec = specOf(pod);
  const restartables = restartableNames(spec);
  for (const [index, container] of objectsAt(statusOf(pod), 'initContainerStatuses').entries()) {
    const isRestartable = restartables.has(stringAt(container, 'name'));
    countRestarts(summary, container);
    if (isRestartable) countRestarts(restartable, container);
    const state = objectAt(container, 'state');
    const terminated = objectAt(state, 'terminated');
    if (has(state, 'terminated') && numberAt(terminated, 'exitCode') === 0) continue;
    if (isRestartable && isTrueAt(container, 'started')) {
      if (isTrueAt(container, 'ready')) summary.ready++;
      continue;
    }
    const waiting = stringAt(objectAt(state, 'waiting'), 'reason');
    if (has(state, 'terminated')) summary.reason = `Init:${terminatedReason(terminated)}`;
    else if (waiting !== '' && waiting !== 'PodInitializing') summary.reason = `Init:${waiting}`;
    else summary.reason = `Init:${index}/${listAt(spec, 'initContainers').length}`;
    summary.initializing = true;
    break;
  }
  return summary;
}

function countRestarts(to: { restarts: number; lastRestart: string }, container: JsonObject): void {
  to.restarts += numberAt(container, 'restartCount');
  const finished = stringAt(objectAt(objectAt(container, 'lastState'), 'terminated'), 'finishedAt');
  // RFC 3339 in UTC: the order of the texts is the order of the times.
  if (finished > to.lastRestart) to.lastRestart = finished;
}

function phaseReason(status: JsonObject, conditions: readonly JsonObject[]): string {
  const isGated = conditions.some(
    ({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated',
  );
  return isGated ? 'SchedulingGated' : stringAt(status, 'reason') || stringAt(status, 'phase');
}

function terminatedReason(terminated: JsonObject): string {
  const reason = stringAt(terminated, 'reason');
  if (reason !== '') return reason;
  const signal = numberAt(terminated, 'signal');
  return signal === 0 ? `ExitCode:${numberAt(terminated, 'exitCode')}` : `Signal:${signal}`;
}

function whileDeleting(pod: ApiObject, reason: string): string {
  if (!isDeleting(pod)) return reason;
  const status = statusOf(pod);
  if (status.reason === 'NodeLost') return 'Unknown';
  return status.phase === 'Failed' || status.phase === 'Succeeded' ? reason : 'Terminating';
}

function readinessGates(spec: JsonObject, conditions: readonly JsonObject[]): string {
  const gates = objectsAt(spec, 'readinessGates');
  if (gates.length === 0) return '<none>';
  const passed = gates.filter(
    (gate) => conditionOf(conditions, stringAt(gate, 'conditionType'))?.status === 'True',
  );
  return `${passed.length}/${gates.length}`;
}

function isReady({ type, status }: JsonObject): boolean {
  return type === 'Ready' && status === 'True';
}

function restartableNames(spec: JsonObject): Set<string> {
  const restartable = listAt(spec, 'initContainers')
    .filter(isObject)
    .filter((container) => own(container, 'restartPolicy') === 'Always');
  return new Set(restartable.map((container) => stringAt(container, 'name')));
}
