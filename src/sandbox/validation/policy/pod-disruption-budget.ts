import { type FieldError, invalid } from '../../model/field-error.ts';
import { objectAt, own } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Validator } from '../../model/rules.ts';
import { atMostAll, validateAmountOrPercent } from '../apps/percentages.ts';
import { validateConditions } from '../conditions.ts';
import { collect, type Faults, nonNegativeFields, oneOf } from '../faults.ts';
import { isSet, objectsAt, structAt, textAt } from '../fields.ts';
import { internalForm } from '../internal-form.ts';
import { validateLabelSelector } from '../label-selector.ts';

const validate = (object: ApiObject): FieldError[] => collect(validateSpec(object));

/** Its metadata has no rules of its own. */
export const podDisruptionBudget: Validator = {
  validateCreate: validate,
  validateUpdate: validate,
  validateSubresourceUpdate: {
    status: (object) => {
      const status = objectAt(object, 'status');
      return collect(
        validateConditions('status.conditions', objectsAt(status, 'conditions')),
        nonNegativeFields('status', status, COUNTS),
      );
    },
  },
};

const COUNTS = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'];

function* validateSpec(object: ApiObject): Faults {
  const spec = objectAt(object, 'spec');
  const keys = ['minAvailable', 'maxUnavailable'].filter((key) => isSet(spec, key));
  if (keys.length === 2) {
    const shown = internalForm('policy/v1/PodDisruptionBudget', 'spec', spec);
    yield invalid('spec', shown, 'minAvailable and maxUnavailable cannot be both set');
  }
  for (const key of keys) {
    yield* validateAmountOrPercent(`spec.${key}`, own(spec, key));
    yield* atMostAll(`spec.${key}`, own(spec, key));
  }
  yield* validateLabelSelector('spec.selector', structAt(spec, 'selector'));
  const policy = textAt(spec, 'unhealthyPodEvictionPolicy');
  if (policy !== undefined) {
    yield* oneOf('spec.unhealthyPodEvictionPolicy', policy, ['AlwaysAllow', 'IfHealthyBudget']);
  }
}
