import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { forbidden, invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { createValidator, IN_POD_NAMES, labelNameWarnings } from '../create-validator.ts';
import { type Faults, IMMUTABLE, nonNegativeFields } from '../faults.ts';
import { isSet, numberAt, structAt, valueAt } from '../fields.ts';
import { isDnsSubdomain } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { isEmptySelector, selectorMatches, validateLabelSelector } from '../label-selector.ts';
import { unmatchedLabels, validateAlwaysRestarts, validatePodTemplate } from '../pod/template.ts';
import { podWarnings } from '../pod/warnings.ts';
import { amountOf, atMostAll, validateAmountOrPercent } from './percentages.ts';
import { validateCollisionCount, validateReplicasStatus } from './replicas-status.ts';

export const deployment = createValidator({
  name: isDnsSubdomain,
  *check(object) {
    const spec = objectAt(object, 'spec');
    yield* nonNegativeFields('spec', spec, ['replicas']);
    yield* validateSelectedTemplate(spec);
    yield* validateStrategy('spec.strategy', objectAt(spec, 'strategy'));
    yield* nonNegativeFields('spec', spec, [
      'minReadySeconds',
      'revisionHistoryLimit',
      'progressDeadlineSeconds',
    ]);
    const deadline = numberAt(spec, 'progressDeadlineSeconds');
    if (deadline !== undefined && deadline <= (numberAt(spec, 'minReadySeconds') ?? 0)) {
      yield invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds');
    }
  },
  checkUpdate: validateSameSelector,
  subresources: {
    *status(object, old) {
      yield* validateReplicasStatus(objectAt(object, 'status'), {
        all: [
          'observedGeneration',
          'replicas',
          'updatedReplicas',
          'readyReplicas',
          'availableReplicas',
          'unavailableReplicas',
          'terminatingReplicas',
          'collisionCount',
        ],
        ofReplicas: ['updatedReplicas', 'readyReplicas', 'availableReplicas'],
        ready: 'readyReplicas',
      });
      yield* validateCollisionCount(object, old);
    },
  },
  warnings: templateWarnings,
});

/** A selector, and a template that it selects: of a Deployment and of a ReplicaSet. */
export function* validateSelectedTemplate(spec: JsonObject): Faults {
  const selector = structAt(spec, 'selector');
  const template = objectAt(spec, 'template');
  if (selector === undefined) yield required('spec.selector', '');
  else {
    yield* validateLabelSelector('spec.selector', selector);
    if (isEmptySelector(selector)) {
      yield invalid('spec.selector', selector, 'empty selector is invalid for deployment');
    }
  }
  const matching = selectorMatches(selector, objectAt(objectAt(template, 'metadata'), 'labels'));
  if (matching === undefined) {
    yield invalid('spec.selector', selector ?? null, 'invalid label selector');
    return;
  }
  if (!matching) yield* unmatchedLabels('spec.template', template);
  yield* validatePodTemplate('spec.template', template);
  yield* validateAlwaysRestarts('spec.template', template, 'ReplicaSet');
}

export function* validateSameSelector(object: ApiObject, old: ApiObject): Faults {
  const selector = valueAt(objectAt(object, 'spec'), 'selector');
  if (!semanticEqual(selector, valueAt(objectAt(old, 'spec'), 'selector'))) {
    yield invalid('spec.selector', selector, IMMUTABLE);
  }
}

/** Warnings of a controller whose pods have its name: on a change only where the spec is another. */
export function templateWarnings(object: ApiObject, old: ApiObject | undefined): string[] {
  const template = () => podWarnings('spec.template.', objectAt(objectAt(object, 'spec'), 'template'));
  if (old === undefined) return [...labelNameWarnings(object, IN_POD_NAMES), ...template()];
  return object.metadata.generation === old.metadata.generation ? [] : template();
}

function* validateStrategy(path: string, strategy: JsonObject): Faults {
  const type = stringAt(strategy, 'type');
  const rolling = structAt(strategy, 'rollingUpdate');
  const at = `${path}.rollingUpdate`;
  if (type === 'Recreate') {
    if (isSet(strategy, 'rollingUpdate')) {
      yield forbidden(at, "may not be specified when strategy `type` is 'Recreate'");
    }
  } else if (type !== 'RollingUpdate') {
    const shown = internalForm('apps/v1/Deployment', 'spec.strategy', strategy);
    yield { ...notSupported(path, '', ['Recreate', 'RollingUpdate']), badValue: shown };
  } else if (rolling === undefined) yield required(at, 'this should be defaulted and never be nil');
  else {
    const unavailable = own(rolling, 'maxUnavailable');
    const surge = own(rolling, 'maxSurge');
    yield* validateAmountOrPercent(`${at}.maxUnavailable`, unavailable);
    yield* validateAmountOrPercent(`${at}.maxSurge`, surge);
    if (amountOf(unavailable) === 0 && amountOf(surge) === 0) {
      yield invalid(`${at}.maxUnavailable`, unavailable ?? 0, 'may not be 0 when `maxSurge` is 0');
    }
    yield* atMostAll(`${at}.maxUnavailable`, unavailable);
  }
}
