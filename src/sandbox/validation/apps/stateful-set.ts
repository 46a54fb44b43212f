import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Validator } from '../../model/rules.ts';
import { validateClaimSpec } from '../core/claim-spec.ts';
import { claimSpecWarnings } from '../core/claim-warnings.ts';
import {
  collect,
  each,
  type Faults,
  IMMUTABLE,
  nonNegative,
  nonNegativeFields,
  optionalMatch,
} from '../faults.ts';
import { numberAt, objectsAt, structAt } from '../fields.ts';
import { isDnsLabel } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { isEmptySelector, selectorMatches, validateLabelSelector } from '../label-selector.ts';
import {
  validateAnnotations,
  validateLabels,
  validateMetadata,
  validateMetadataUpdate,
} from '../metadata.ts';
import { validatePodAnnotations } from '../pod/annotations.ts';
import { unmatchedLabels, validateAlwaysRestarts, validatePodTemplate } from '../pod/template.ts';
import { podWarnings } from '../pod/warnings.ts';
import { amountOf, atMostAll, validateAmountOrPercent } from './percentages.ts';
import { validateCollisionCount, validateReplicasStatus } from './replicas-status.ts';

const KIND = 'apps/v1/StatefulSet';

export const statefulSet: Validator = {
  validateCreate: (object) =>
    collect(
      validateMetadata(object, { namespaced: true, name: isDnsLabel }),
      validateSpec(objectAt(object, 'spec'), { isNew: true, withTemplate: true }),
    ),
  validateUpdate: (object, old) => collect(validateUpdate(object, old)),
  validateSubresourceUpdate: {
    status: (object, old) =>
      collect(
        validateReplicasStatus(objectAt(object, 'status'), STATUS_COUNTS),
        validateMetadataUpdate(object, old),
        validateCollisionCount(object, old),
      ),
  },
  warnings(object, old) {
    const spec = objectAt(object, 'spec');
    const isSame = old !== undefined && object.metadata.generation === old.metadata.generation;
    const limit = 'spec.revisionHistoryLimit: a negative value retains all historical revisions';
    return [
      ...(isSame ? [] : podWarnings('spec.template.', objectAt(spec, 'template'))),
      ...objectsAt(spec, 'volumeClaimTemplates').flatMap((claim, index) => {
        const path = `spec.volumeClaimTemplates[${index}]${old === undefined ? '' : '.Spec'}`;
        return claimSpecWarnings(path, objectAt(claim, 'spec'));
      }),
      ...((numberAt(spec, 'revisionHistoryLimit') ?? 0) < 0 ? [`${limit}; a value >= 0 is recommended`] : []),
    ];
  },
};

const STATUS_COUNTS = {
  all: [
    'replicas',
    'readyReplicas',
    'currentReplicas',
    'updatedReplicas',
    'availableReplicas',
    'observedGeneration',
    'collisionCount',
  ],
  ofReplicas: ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'],
  ready: 'status.readyReplicas',
};

function* validateUpdate(object: ApiObject, old: ApiObject): Faults {
  const spec = objectAt(object, 'spec');
  const before = objectAt(old, 'spec');
  yield* validateMetadataUpdate(object, old);
  // What was kept with faults may be changed without mending them.
  const withTemplate = [...validateSpec(before, { isNew: false, withTemplate: true })].length === 0;
  yield* validateSpec(spec, { isNew: false, withTemplate });
  for (const key of ['selector', 'volumeClaimTemplates', 'serviceName', 'podManagementPolicy']) {
    if (semanticEqual(own(spec, key), own(before, key))) continue;
    yield invalid(`spec.${key}`, internalForm(KIND, `spec.${key}`, own(spec, key)), IMMUTABLE);
  }
}

interface SpecOptions {
  isNew: boolean;
  withTemplate: boolean;
}

function* validateSpec(spec: JsonObject, { isNew, withTemplate }: SpecOptions): Faults {
  const policy = stringAt(spec, 'podManagementPolicy');
  if (policy === '') yield required('spec.podManagementPolicy', '');
  else if (policy !== 'OrderedReady' && policy !== 'Parallel') {
    yield invalid('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'");
  }
  yield* validateUpdateStrategy('spec.updateStrategy', objectAt(spec, 'updateStrategy'));
  const retention = structAt(spec, 'persistentVolumeClaimRetentionPolicy');
  for (const key of retention === undefined ? [] : ['whenDeleted', 'whenScaled']) {
    const value = stringAt(retention, key);
    if (value === 'Retain' || value === 'Delete') continue;
    yield notSupported(`spec.persistentVolumeClaimRetentionPolicy.${key}`, value, ['Retain', 'Delete']);
  }
  if (isNew) {
    yield* each('spec.volumeClaimTemplates', objectsAt(spec, 'volumeClaimTemplates'), (at, claim) =>
      validateClaimSpec(`${at}.spec`, objectAt(claim, 'spec')),
    );
  }
  yield* nonNegativeFields('spec', spec, ['replicas', 'minReadySeconds']);
  yield* nonNegative('spec.ordinals.start', numberAt(objectAt(spec, 'ordinals'), 'start'));
  if (isNew) yield* optionalMatch('spec.serviceName', stringAt(spec, 'serviceName'), isDnsLabel);
  yield* validateTemplate(spec, withTemplate);
  yield* validateAlwaysRestarts('spec.template', objectAt(spec, 'template'), 'StatefulSet');
}

function* validateTemplate(spec: JsonObject, withTemplate: boolean): Faults {
  const selector = structAt(spec, 'selector');
  if (selector === undefined) yield required('spec.selector', '');
  else {
    yield* validateLabelSelector('spec.selector', selector);
    if (isEmptySelector(selector)) {
      yield invalid('spec.selector', selector, 'empty selector is invalid for statefulset');
    }
  }
  const template = validatedTemplate(spec);
  const metadata = objectAt(template, 'metadata');
  const matching = selectorMatches(selector, objectAt(metadata, 'labels'));
  if (matching === undefined) {
    yield invalid('spec.selector', selector ?? null, '');
    return;
  }
  if (!matching) yield* unmatchedLabels('spec.template', template);
  if (withTemplate) yield* validatePodTemplate('spec.template', template);
  const annotations = objectAt(metadata, 'annotations');
  yield* validateLabels('spec.template.labels', objectAt(metadata, 'labels'));
  yield* validateAnnotations('spec.template.annotations', annotations);
  yield* validatePodAnnotations('spec.template.annotations', annotations, objectAt(template, 'spec'));
}

/** The template with the volumes of the claims in front, and without the names that the controller gives. */
function validatedTemplate(spec: JsonObject): JsonObject {
  const template = objectAt(spec, 'template');
  const { subdomain: _, hostname: __, ...podSpec } = objectAt(template, 'spec');
  const names = objectsAt(spec, 'volumeClaimTemplates').map((claim) =>
    stringAt(objectAt(claim, 'metadata'), 'name'),
  );
  if (names.length === 0) return { ...template, spec: podSpec };
  const claims = [...new Set(names)].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const others = objectsAt(podSpec, 'volumes').filter((volume) => !names.includes(stringAt(volume, 'name')));
  return { ...template, spec: { ...podSpec, volumes: [...claims, ...others] } };
}

function* validateUpdateStrategy(path: string, strategy: JsonObject): Faults {
  const type = stringAt(strategy, 'type');
  const rolling = structAt(strategy, 'rollingUpdate');
  const at = `${path}.rollingUpdate`;
  if (type === '') yield required(path, '');
  else if (type === 'OnDelete') {
    if (rolling === undefined) return;
    const shown = internalForm(KIND, 'spec.updateStrategy.rollingUpdate', rolling);
    yield invalid(at, shown, "only allowed for updateStrategy 'RollingUpdate'");
  } else if (type !== 'RollingUpdate') {
    const shown = internalForm(KIND, 'spec.updateStrategy', strategy);
    yield invalid(path, shown, "must be 'RollingUpdate' or 'OnDelete'");
  } else if (rolling !== undefined) {
    yield* nonNegative(`${at}.partition`, numberAt(rolling, 'partition'));
    const unavailable = own(rolling, 'maxUnavailable');
    if (unavailable === undefined) return;
    yield* validateAmountOrPercent(`${at}.maxUnavailable`, unavailable);
    if (amountOf(unavailable) === 0) yield invalid(`${at}.maxUnavailable`, unavailable, 'cannot be 0');
    yield* atMostAll(`${at}.maxUnavailable`, unavailable);
  }
}
