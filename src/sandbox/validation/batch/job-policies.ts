import {
  duplicate,
  goQuote,
  invalid,
  notSupported,
  required,
  tooLong,
  tooMany,
} from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import { each, type Faults, matches, nonNegative } from '../faults.ts';
import { isSet, numberAt, numbersAt, objectsAt, structAt, textAt } from '../fields.ts';
import { byteLength, isQualifiedName } from '../formats/names.ts';
import { countIndexes, IndexesError } from './job-indexes.ts';

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];

const valid = (values: readonly string[]) => `valid values: [${values.map(goQuote).join(' ')}]`;

/** validatePodFailurePolicy */
export function* validateFailurePolicy(path: string, policy: JsonObject, spec: JsonObject): Faults {
  const rules = objectsAt(policy, 'rules');
  if (rules.length > 20) yield tooMany(`${path}.rules`, rules.length, 20);
  const pod = objectAt(objectAt(spec, 'template'), 'spec');
  const names = ['containers', 'initContainers'].flatMap((key) =>
    objectsAt(pod, key).map((container) => stringAt(container, 'name')),
  );
  yield* each(`${path}.rules`, rules, function* (at, rule) {
    const action = stringAt(rule, 'action');
    if (action === '') yield required(`${at}.action`, valid(ACTIONS));
    else if (!ACTIONS.includes(action)) yield notSupported(`${at}.action`, action, ACTIONS);
    else if (action === 'FailIndex' && !isSet(spec, 'backoffLimitPerIndex')) {
      yield invalid(`${at}.action`, action, 'requires the backoffLimitPerIndex to be set');
    }
    const codes = structAt(rule, 'onExitCodes');
    const conditions = objectsAt(rule, 'onPodConditions');
    if (codes !== undefined) yield* validateExitCodes(`${at}.onExitCodes`, codes, names);
    yield* validateConditions(`${at}.onPodConditions`, conditions);
    if (codes !== undefined && conditions.length > 0) {
      yield invalid(at, undefined, 'specifying both OnExitCodes and OnPodConditions is not supported');
    }
    if (codes === undefined && conditions.length === 0) {
      yield invalid(at, undefined, 'specifying one of OnExitCodes and OnPodConditions is required');
    }
  });
}

function* validateConditions(path: string, conditions: readonly JsonObject[]): Faults {
  if (conditions.length > 20) yield tooMany(path, conditions.length, 20);
  yield* each(path, conditions, function* (at, condition) {
    const status = stringAt(condition, 'status');
    yield* matches(`${at}.type`, stringAt(condition, 'type'), isQualifiedName);
    if (status === '') yield required(`${at}.status`, valid(STATUSES));
    else if (!STATUSES.includes(status)) yield notSupported(`${at}.status`, status, STATUSES);
  });
}

function* validateExitCodes(path: string, codes: JsonObject, containers: readonly string[]): Faults {
  const operator = stringAt(codes, 'operator');
  if (operator === '') yield required(`${path}.operator`, valid(OPERATORS));
  else if (!OPERATORS.includes(operator)) yield notSupported(`${path}.operator`, operator, OPERATORS);
  const container = textAt(codes, 'containerName');
  if (container !== undefined && !containers.includes(container)) {
    const text = 'must be one of the container or initContainer names in the pod template';
    yield invalid(`${path}.containerName`, container, text);
  }
  const at = `${path}.values`;
  const values = numbersAt(codes, 'values');
  if (values.length === 0) yield invalid(at, codes.values ?? null, 'at least one value is required');
  else if (values.length > 255) yield tooMany(at, values.length, 255);
  const seen = new Set<number>();
  yield* each(at, values, function* (place, value) {
    if (operator === 'In' && value === 0) yield invalid(place, value, 'must not be 0 for the In operator');
    if (seen.has(value)) yield duplicate(place, value);
    seen.add(value);
  });
  if (values.some((value, index) => (values[index - 1] ?? value) > value))
    yield invalid(at, values, 'must be ordered');
}

const MAX_INDEXES_BYTES = 64 * 1024;

/** validateSuccessPolicy */
export function* validateSuccessPolicy(path: string, policy: JsonObject, completions: number): Faults {
  const rules = objectsAt(policy, 'rules');
  if (rules.length === 0) {
    const text = 'at least one rules must be specified when the successPolicy is specified';
    yield required(`${path}.rules`, text);
  }
  if (rules.length > 20) yield tooMany(`${path}.rules`, rules.length, 20);
  yield* each(`${path}.rules`, rules, function* (at, rule) {
    const count = numberAt(rule, 'succeededCount');
    const indexes = textAt(rule, 'succeededIndexes');
    if (count === undefined && indexes === undefined) {
      yield required(at, 'at least one of succeededCount or succeededIndexes must be specified');
    }
    let total = 0;
    if (indexes !== undefined) {
      if (byteLength(indexes) > MAX_INDEXES_BYTES) yield tooLong(`${at}.succeededIndexes`, MAX_INDEXES_BYTES);
      try {
        total = countIndexes(indexes, completions);
      } catch (error) {
        if (!(error instanceof IndexesError)) throw error;
        yield invalid(`${at}.succeededIndexes`, indexes, `error parsing succeededIndexes: ${error.message}`);
      }
    }
    if (count === undefined) return;
    yield* nonNegative(`${at}.succeededCount`, count);
    if (count > completions) {
      const text = `must be less than or equal to ${completions} (the number of specified completions)`;
      yield invalid(`${at}.succeededCount`, count, text);
    }
    if (indexes !== undefined && count > total) {
      const text = `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`;
      yield invalid(`${at}.succeededCount`, count, text);
    }
  });
}
