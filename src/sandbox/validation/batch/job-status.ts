import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { duplicate, invalid, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { each, type Faults, IMMUTABLE, nonNegativeFields } from '../faults.ts';
import { isSet, numberAt, objectsAt, stringsAt, textAt, valueAt } from '../fields.ts';
import { internalForm } from '../internal-form.ts';
import { countIndexes, IndexesError, overlapOf } from './job-indexes.ts';

export function isTrueCondition(status: JsonObject, type: string): boolean {
  return objectsAt(status, 'conditions').some((item) => item.type === type && item.status === 'True');
}

/** ValidateJobStatusUpdate. What was kept with faults may stay: only what changes is looked at. */
export function* validateJobStatus(object: ApiObject, old: ApiObject): Faults {
  const job = stateOf(object);
  const before = stateOf(old);
  const { status } = job;
  yield* nonNegativeFields('status', status, ['active', 'succeeded', 'failed', 'ready', 'terminating']);
  yield* validateUncounted(status);
  const changes = changesOf(job, before);
  yield* validateCompletion(job, changes);
  yield* validateFinished(job, changes);
  yield* validateIndexes(job, changes);
  yield* validatePods(job, changes);
  yield* validateSuccess(job);
  yield* validateTransition(job, before, changes);
}

interface State {
  spec: JsonObject;
  status: JsonObject;
  isComplete: boolean;
  isFailed: boolean;
  isFailureTarget: boolean;
  isSuccess: boolean;
  isFinished: boolean;
}

function stateOf(job: ApiObject): State {
  const status = objectAt(job, 'status');
  const [isComplete = false, isFailed = false, isFailureTarget = false, isSuccess = false] = [
    'Complete',
    'Failed',
    'FailureTarget',
    'SuccessCriteriaMet',
  ].map((type) => isTrueCondition(status, type));
  const isFinished = isComplete || isFailed;
  return {
    spec: objectAt(job, 'spec'),
    status,
    isComplete,
    isFailed,
    isFailureTarget,
    isSuccess,
    isFinished,
  };
}

/** Whether one of these keys of the state or of its status is another than before. */
type Changes = (...keys: string[]) => boolean;

function changesOf(job: State, before: State): Changes {
  return (...keys) =>
    keys.some((key) => {
      const flag = key as keyof State;
      return Object.hasOwn(job, key)
        ? job[flag] !== before[flag]
        : !semanticEqual(own(job.status, key), own(before.status, key));
    });
}

const CONDITIONS = 'status.conditions';

const wrongConditions = (text: string) => invalid(CONDITIONS, undefined, text);

function* validateUncounted(status: JsonObject): Faults {
  const seen = new Set<string>();
  for (const key of ['succeeded', 'failed']) {
    const pods = stringsAt(objectAt(status, 'uncountedTerminatedPods'), key);
    yield* each(`status.uncountedTerminatedPods.${key}`, pods, function* (at, uid) {
      if (uid === '') yield invalid(at, uid, 'must not be empty');
      else if (seen.has(uid)) yield duplicate(at, uid);
      seen.add(uid);
    });
  }
}

function* validateCompletion(job: State, changed: Changes): Faults {
  const { status, isComplete, isFailed, isFailureTarget, isSuccess } = job;
  const completed = textAt(status, 'completionTime');
  const started = textAt(status, 'startTime');
  const at = 'status.completionTime';
  if (changed('isComplete', 'isFailed') && isComplete && isFailed) {
    yield wrongConditions('cannot set Complete=True and Failed=true conditions');
  }
  if (changed('isComplete', 'isFailureTarget') && isComplete && isFailureTarget) {
    yield wrongConditions('cannot set Complete=True and FailureTarget=true conditions');
  }
  if (changed('isComplete', 'completionTime')) {
    if (completed !== undefined && !isComplete) {
      yield invalid(at, completed, 'cannot set completionTime when there is no Complete=True condition');
    }
    if (completed === undefined && isComplete)
      yield required(at, 'completionTime is required for Complete jobs');
  }
  if (
    changed('startTime', 'completionTime') &&
    started !== undefined &&
    completed !== undefined &&
    completed < started
  ) {
    yield invalid(at, completed, 'must be equal to or after `startTime`');
  }
  if (changed('isFailed', 'failedIndexes') && isFailed && !isFailureTarget) {
    yield wrongConditions('cannot set Failed=True condition without the FailureTarget=true condition');
  }
  if (changed('isComplete', 'isSuccess') && isComplete && !isSuccess) {
    yield wrongConditions('cannot set Complete=True condition without the SuccessCriteriaMet=true condition');
  }
}

function* validateFinished({ spec, status, isFinished }: State, changed: Changes): Faults {
  const active = numberAt(status, 'active') ?? 0;
  if (changed('isFinished', 'active') && isFinished && active > 0) {
    yield invalid('status.active', active, 'active>0 is invalid for finished job');
  }
  const neverRuns = spec.suspend === true && spec.completions === 0;
  if (changed('isFinished', 'startTime') && !neverRuns && isFinished && !isSet(status, 'startTime')) {
    yield required('status.startTime', 'startTime is required for finished job');
  }
  const uncounted = objectAt(status, 'uncountedTerminatedPods');
  const count = stringsAt(uncounted, 'failed').length + stringsAt(uncounted, 'succeeded').length;
  if (changed('isFinished', 'uncountedTerminatedPods') && isFinished && count > 0) {
    const shown = internalForm('batch/v1/Job', 'status.uncountedTerminatedPods', uncounted);
    yield invalid('status.uncountedTerminatedPods', shown, 'must be empty for finished job');
  }
}

function* validateIndexes({ spec, status }: State, changed: Changes): Faults {
  const completions = numberAt(spec, 'completions');
  const completed = stringAt(status, 'completedIndexes');
  const failed = textAt(status, 'failedIndexes');
  const hasLimit = isSet(spec, 'backoffLimitPerIndex');
  if (changed('completedIndexes') && completions !== undefined) {
    yield* validateFormat('completedIndexes', completed, completions);
  }
  if (changed('failedIndexes') && completions !== undefined && hasLimit && failed !== undefined) {
    yield* validateFormat('failedIndexes', failed, completions);
  }
  if (changed('completedIndexes') && completed !== '' && spec.completionMode !== 'Indexed') {
    const text = 'cannot set non-empty completedIndexes when non-indexed completion mode';
    yield invalid('status.completedIndexes', completed, text);
  }
  if (changed('failedIndexes') && !hasLimit && failed !== undefined) {
    const text = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null';
    yield invalid('status.failedIndexes', failed, text);
  }
  if (!changed('failedIndexes', 'completedIndexes') || completions === undefined || failed === undefined)
    return;
  const overlap = overlapOf(completed, failed, completions);
  if (overlap === undefined) return;
  const text = `failedIndexes and completedIndexes overlap at index: ${overlap}`;
  yield invalid('status.failedIndexes', failed, text);
}

function* validateFormat(key: string, indexes: string, completions: number): Faults {
  try {
    countIndexes(indexes, completions);
  } catch (error) {
    if (!(error instanceof IndexesError)) throw error;
    yield invalid(`status.${key}`, indexes, `error parsing ${key}: ${error.message}`);
  }
}

function* validatePods({ status, isFinished }: State, changed: Changes): Faults {
  const terminating = numberAt(status, 'terminating') ?? 0;
  if (changed('isFinished', 'terminating') && isFinished && terminating > 0) {
    yield invalid('status.terminating', terminating, 'terminating>0 is invalid for finished job');
  }
  const ready = numberAt(status, 'ready');
  if (ready !== undefined && changed('ready', 'active') && ready > (numberAt(status, 'active') ?? 0)) {
    yield invalid('status.ready', ready, 'cannot set more ready pods than active');
  }
}

function* validateSuccess({ spec, isComplete, isFailed, isFailureTarget, isSuccess }: State): Faults {
  if (isSuccess && isFailed)
    yield wrongConditions('cannot set SuccessCriteriaMet=True and Failed=true conditions');
  if (isSuccess && isFailureTarget) {
    yield wrongConditions('cannot set SuccessCriteriaMet=True and FailureTarget=true conditions');
  }
  if (isSet(spec, 'successPolicy') && !isSuccess && isComplete) {
    yield wrongConditions(
      'cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True',
    );
  }
}

function* validateTransition(job: State, before: State, changed: Changes): Faults {
  const { spec, status } = job;
  const terminal = [
    ['Failed', 'isFailed'],
    ['Complete', 'isComplete'],
    ['FailureTarget', 'isFailureTarget'],
  ] as const;
  for (const [type, flag] of terminal) {
    if (before[flag] && !job[flag])
      yield wrongConditions(`cannot disable the terminal ${type}=True condition`);
  }
  const isElastic = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism;
  for (const key of isElastic ? ['failed'] : ['failed', 'succeeded']) {
    const count = numberAt(status, key) ?? 0;
    if (count < (numberAt(before.status, key) ?? 0)) {
      yield invalid(`status.${key}`, count, `cannot decrease the ${key} counter`);
    }
  }
  const completed = own(status, 'completionTime');
  const completedBefore = own(before.status, 'completionTime');
  if (completed !== undefined && completedBefore !== undefined && completed !== completedBefore) {
    yield invalid('status.completionTime', completed, IMMUTABLE);
  }
  const isResuming =
    isTrueCondition(before.status, 'Suspended') &&
    objectsAt(status, 'conditions').some(
      ({ type, status: value }) => type === 'Suspended' && value === 'False',
    );
  const isFixed = isSet(before.status, 'startTime') && spec.suspend !== true && !isResuming;
  if (isFixed && changed('startTime')) {
    const text = 'field is immutable for unsuspended job once set';
    yield invalid('status.startTime', valueAt(status, 'startTime'), text);
  }
  if (before.isSuccess && !job.isSuccess)
    yield wrongConditions('cannot disable the SuccessCriteriaMet=True condition');
  if (before.isComplete && !before.isSuccess && job.isSuccess) {
    yield wrongConditions('cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions');
  }
}
