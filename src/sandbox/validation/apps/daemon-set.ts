import { invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { createValidator } from '../create-validator.ts';
import { type Faults, nonNegativeFields } from '../faults.ts';
import { structAt } from '../fields.ts';
import { isDnsSubdomain } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { isEmptySelector, selectorMatches, validateLabelSelector } from '../label-selector.ts';
import { unmatchedLabels, validateAlwaysRestarts, validatePodTemplate } from '../pod/template.ts';
import { podWarnings } from '../pod/warnings.ts';
import { validateSameSelector } from './deployment.ts';
import { amountOf, atMostAll, validateAmountOrPercent } from './percentages.ts';
import { validateCollisionCount } from './replicas-status.ts';

export const daemonSet = createValidator({
  name: isDnsSubdomain,
  checkBeforeUpdate: validateSameSelector,
  *check(object) {
    const spec = objectAt(object, 'spec');
    const selector = structAt(spec, 'selector');
    const template = objectAt(spec, 'template');
    yield* validateLabelSelector('spec.selector', selector);
    if (selectorMatches(selector, objectAt(objectAt(template, 'metadata'), 'labels')) === false) {
      yield* unmatchedLabels('spec.template', template);
    }
    if (selector !== undefined && isEmptySelector(selector)) {
      yield invalid('spec.selector', selector, 'empty selector is invalid for daemonset');
    }
    yield* validatePodTemplate('spec.template', template);
    yield* validateAlwaysRestarts('spec.template', template, 'DaemonSet');
    yield* nonNegativeFields('spec', spec, ['minReadySeconds']);
    yield* validateUpdateStrategy('spec.updateStrategy', objectAt(spec, 'updateStrategy'));
    yield* nonNegativeFields('spec', spec, ['revisionHistoryLimit']);
  },
  subresources: {
    *status(object, old) {
      yield* nonNegativeFields('status', objectAt(object, 'status'), STATUS_COUNTS);
      yield* validateCollisionCount(object, old);
    },
  },
  warnings: (object, old) =>
    old !== undefined && object.metadata.generation === old.metadata.generation
      ? []
      : podWarnings('spec.template.', templateOf(object)),
});

const templateOf = (object: ApiObject) => objectAt(objectAt(object, 'spec'), 'template');

const STATUS_COUNTS = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
];

function* validateUpdateStrategy(path: string, strategy: JsonObject): Faults {
  const type = stringAt(strategy, 'type');
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') {
    const shown = internalForm('apps/v1/DaemonSet', 'spec.updateStrategy', strategy);
    yield { ...notSupported(path, '', ['RollingUpdate', 'OnDelete']), badValue: shown };
    return;
  }
  const rolling = structAt(strategy, 'rollingUpdate');
  const at = `${path}.rollingUpdate`;
  if (rolling === undefined) {
    yield required(at, '');
    return;
  }
  const keys = ['maxUnavailable', 'maxSurge'] as const;
  for (const key of keys) yield* validateAmountOrPercent(`${at}.${key}`, own(rolling, key));
  for (const key of keys) yield* atMostAll(`${at}.${key}`, own(rolling, key));
  const [unavailable, surge] = keys.map((key) => amountOf(own(rolling, key)) !== 0);
  if (unavailable && surge) {
    yield invalid(
      `${at}.maxSurge`,
      own(rolling, 'maxSurge') ?? 0,
      'may not be set when maxUnavailable is non-zero',
    );
  }
  if (!unavailable && !surge) yield required(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0');
}
