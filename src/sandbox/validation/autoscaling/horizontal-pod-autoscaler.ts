import { forbidden, invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { createValidator } from '../create-validator.ts';
import { declared, each, type Faults, nonNegative, nonNegativeFields, oneOf } from '../faults.ts';
import { numberAt, objectsAt, structAt, textAt } from '../fields.ts';
import { isDnsSubdomain } from '../formats/names.ts';
import { nonNegativeQuantity } from '../resource-names.ts';
import { validateMetric } from './metrics.ts';
import { validateReference } from './scale-reference.ts';

/** pkg/apis/autoscaling/validation; objects are in the version autoscaling/v2, whatever version was asked for. */
export const horizontalPodAutoscaler = createValidator({
  name: isDnsSubdomain,
  checkCreate: (object) => validateSpec(object, undefined),
  checkUpdate: validateSpec,
  subresources: {
    *status(object) {
      const status = objectAt(object, 'status');
      yield* each('status.conditions', objectsAt(status, 'conditions'), (at, condition) =>
        nonNegative(`${at}.observedGeneration`, numberAt(condition, 'observedGeneration')),
      );
      yield* nonNegativeFields('status', status, ['currentReplicas', 'desiredReplicas']);
    },
  },
});

function* validateSpec(object: ApiObject, old: ApiObject | undefined): Faults {
  const spec = objectAt(object, 'spec');
  const min = numberAt(spec, 'minReplicas');
  const max = numberAt(spec, 'maxReplicas') ?? 0;
  // The gate HPAScaleToZero is on.
  yield* declared(nonNegative('spec.minReplicas', min));
  if (max === 0) yield* declared([required('spec.maxReplicas', '')]);
  else if (max < 0) {
    yield* declared([invalid('spec.maxReplicas', max, 'must be greater than or equal to 1')]);
  }
  if (min !== undefined && max < min) {
    yield invalid('spec.maxReplicas', max, 'must be greater than or equal to `minReplicas`');
  }
  const target = objectAt(spec, 'scaleTargetRef');
  const before = objectAt(objectAt(old, 'spec'), 'scaleTargetRef');
  const isSame =
    old !== undefined &&
    stringAt(target, 'apiVersion') === stringAt(before, 'apiVersion') &&
    stringAt(target, 'kind') === stringAt(before, 'kind');
  const group = isSame ? 'any' : target.kind === 'ReplicationController' ? 'optional' : 'needed';
  yield* validateReference('spec.scaleTargetRef', target, group);
  const metrics = objectsAt(spec, 'metrics');
  yield* each('spec.metrics', metrics, validateMetric);
  if (min === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External')) {
    const text = 'must specify at least one Object or External metric to support scaling to zero replicas';
    yield forbidden('spec.metrics', text);
  }
  const behavior = objectAt(spec, 'behavior');
  for (const key of ['scaleUp', 'scaleDown']) {
    const rules = structAt(behavior, key);
    if (rules !== undefined) yield* validateScalingRules(`spec.behavior.${key}`, rules);
  }
}

const MAX_WINDOW = 3600;
const MAX_PERIOD = 1800;

function* validateScalingRules(path: string, rules: JsonObject): Faults {
  const window = numberAt(rules, 'stabilizationWindowSeconds') ?? 0;
  const at = `${path}.stabilizationWindowSeconds`;
  if (window < 0) yield invalid(at, window, 'must be greater than or equal to zero');
  if (window > MAX_WINDOW) yield invalid(at, window, `must be less than or equal to ${MAX_WINDOW}`);
  const select = textAt(rules, 'selectPolicy');
  if (select !== undefined) yield* oneOf(`${path}.selectPolicy`, select, ['Disabled', 'Max', 'Min']);
  const policies = objectsAt(rules, 'policies');
  if (policies.length === 0) yield required(`${path}.policies`, 'must specify at least one Policy');
  yield* each(`${path}.policies`, policies, function* (place, policy) {
    const type = stringAt(policy, 'type');
    if (type !== 'Pods' && type !== 'Percent') yield notSupported(`${place}.type`, type, ['Percent', 'Pods']);
    for (const key of ['value', 'periodSeconds']) {
      const value = numberAt(policy, key) ?? 0;
      if (value <= 0) yield invalid(`${place}.${key}`, value, 'must be greater than zero');
    }
    const period = numberAt(policy, 'periodSeconds') ?? 0;
    if (period > MAX_PERIOD) {
      yield invalid(`${place}.periodSeconds`, period, `must be less than or equal to ${MAX_PERIOD}`);
    }
  });
  const tolerance = own(rules, 'tolerance');
  if (typeof tolerance === 'string') yield* nonNegativeQuantity(`${path}.tolerance`, tolerance);
}
