import { forbidden, invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import { type Faults, matches } from '../faults.ts';
import { isSet, numberAt } from '../fields.ts';
import { isDnsLabel, isPathSegmentName } from '../formats/names.ts';
import { signOf, validateContainerResourceName } from '../resource-names.ts';
import { validateReference } from './scale-reference.ts';

type SourceCheck = (path: string, source: JsonObject) => Faults;

/** The types of a metric and the fields for them, in the order of the checks. */
const SOURCES: readonly [type: string, key: string, check: SourceCheck][] = [
  ['Object', 'object', validateObject],
  ['External', 'external', validateExternal],
  ['Pods', 'pods', validatePods],
  ['Resource', 'resource', validateResource],
  ['ContainerResource', 'containerResource', validateContainerResource],
];

const TYPES = SOURCES.map(([type]) => type).sort();

/** validateMetricSpec */
export function* validateMetric(path: string, metric: JsonObject): Faults {
  const type = stringAt(metric, 'type');
  if (type === '') yield required(`${path}.type`, 'must specify a metric source type');
  if (!TYPES.includes(type)) yield notSupported(`${path}.type`, type, TYPES);
  const present = SOURCES.filter(([, key]) => isSet(metric, key));
  for (const [, key, check] of present.slice(0, 1)) yield* check(`${path}.${key}`, objectAt(metric, key));
  const expected = SOURCES.find(([name]) => name === type)?.[1];
  if (expected === undefined) yield notSupported(`${path}.type`, type, TYPES);
  else if (!isSet(metric, expected)) {
    yield required(`${path}.${expected}`, 'must populate information for the given metric source');
  }
  if (present.length === 1) return;
  for (const [, key] of present) {
    if (key !== expected) yield forbidden(`${path}.${key}`, 'must populate the given metric source only');
  }
}

function* validateObject(path: string, source: JsonObject): Faults {
  yield* validateReference(`${path}.describedObject`, objectAt(source, 'describedObject'), 'optional');
  yield* validateIdentifier(`${path}.metric`, source);
  const target = objectAt(source, 'target');
  yield* validateTarget(`${path}.target`, target);
  if (isSet(target, 'value') || isSet(target, 'averageValue')) return;
  yield required(`${path}.target.averageValue`, 'must set either a target value or averageValue');
}

function* validateExternal(path: string, source: JsonObject): Faults {
  yield* validateIdentifier(`${path}.metric`, source);
  const target = objectAt(source, 'target');
  yield* validateTarget(`${path}.target`, target);
  const [hasValue, hasAverage] = [isSet(target, 'value'), isSet(target, 'averageValue')];
  if (!hasValue && !hasAverage) {
    const text = 'must set either a target value for metric or a per-pod target';
    yield required(`${path}.target.averageValue`, text);
  }
  if (hasValue && hasAverage) {
    yield forbidden(
      `${path}.target.value`,
      'may not set both a target value for metric and a per-pod target',
    );
  }
}

function* validatePods(path: string, source: JsonObject): Faults {
  yield* validateIdentifier(`${path}.metric`, source);
  const target = objectAt(source, 'target');
  yield* validateTarget(`${path}.target`, target);
  if (!isSet(target, 'averageValue')) {
    yield required(`${path}.target.averageValue`, 'must specify a positive target averageValue');
  }
}

function* validateContainerResource(path: string, source: JsonObject): Faults {
  const name = stringAt(source, 'name');
  if (name === '') yield required(`${path}.name`, 'must specify a resource name');
  else yield* validateContainerResourceName(`${path}.name`, name);
  const container = stringAt(source, 'container');
  if (container === '') yield required(`${path}.container`, 'must specify a container');
  else yield* matches(`${path}.container`, container, isDnsLabel);
  yield* validateResourceTarget(path, source);
}

function* validateResource(path: string, source: JsonObject): Faults {
  if (stringAt(source, 'name') === '') yield required(`${path}.name`, 'must specify a resource name');
  yield* validateResourceTarget(path, source);
}

function* validateResourceTarget(path: string, source: JsonObject): Faults {
  const target = objectAt(source, 'target');
  yield* validateTarget(`${path}.target`, target);
  const [hasUse, hasValue] = [isSet(target, 'averageUtilization'), isSet(target, 'averageValue')];
  if (!hasUse && !hasValue) {
    const text = 'must set either a target raw value or a target utilization';
    yield required(`${path}.target.averageUtilization`, text);
  }
  if (hasUse && hasValue) {
    const text = 'may not set both a target raw value and a target utilization';
    yield forbidden(`${path}.target.averageValue`, text);
  }
}

function* validateTarget(path: string, target: JsonObject): Faults {
  const type = stringAt(target, 'type');
  if (type === '') yield required(`${path}.type`, 'must specify a metric target type');
  if (!['Utilization', 'Value', 'AverageValue'].includes(type)) {
    yield invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue');
  }
  for (const key of ['value', 'averageValue']) {
    const amount = own(target, key);
    if (typeof amount === 'string' && signOf(amount) <= 0)
      yield invalid(`${path}.${key}`, amount, 'must be positive');
  }
  const use = numberAt(target, 'averageUtilization');
  if (use !== undefined && use < 1)
    yield invalid(`${path}.averageUtilization`, use, 'must be greater than 0');
}

function* validateIdentifier(path: string, source: JsonObject): Faults {
  const name = stringAt(objectAt(source, 'metric'), 'name');
  if (name === '') yield required(`${path}.name`, 'must specify a metric name');
  else yield* matches(`${path}.name`, name, isPathSegmentName);
}
