import { keep } from '../../kinds/strategies/create-strategy.ts';
import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { type FieldError, forbidden, invalid, required } from '../../model/field-error.ts';
import { cloneJson, type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { each, type Faults, rangeError } from '../faults.ts';
import { isSet, numberAt, objectsAt, structAt } from '../fields.ts';
import { internalElement, internalForm } from '../internal-form.ts';
import { validateMetadataUpdate } from '../metadata.ts';
import { specDiff } from '../spec-diff.ts';
import { validateAnnotationUpdates } from './annotations.ts';
import { validatePodMetadataAndSpec } from './pod-create.ts';
import { validateTolerations } from './scheduling.ts';

const MAX_INT32 = 2 ** 31 - 1;

const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
];

/** ValidatePodUpdate */
export function* validatePodUpdate(pod: ApiObject, old: ApiObject): Faults {
  const spec = objectAt(pod, 'spec');
  const oldSpec = objectAt(old, 'spec');
  yield* validateCommonUpdate(pod, old);
  for (const key of ['containers', 'initContainers']) {
    const containers = objectsAt(spec, key);
    if (containers.length !== objectsAt(oldSpec, key).length) {
      yield forbidden(`spec.${key}`, 'pod updates may not add or remove containers');
      return;
    }
    yield* each(`spec.${key}`, containers, validateImage);
  }
  const deadline = deadlineFault(
    numberAt(spec, 'activeDeadlineSeconds'),
    numberAt(oldSpec, 'activeDeadlineSeconds'),
  );
  if (deadline !== undefined) yield deadline.fault;
  if (deadline?.isLast) return;
  yield* validateAddedTolerations('spec.tolerations', spec, oldSpec);
  yield* validateFewerGates('spec.schedulingGates', spec, oldSpec);
  if (semanticEqual(spec, oldSpec)) return;
  const munged = withoutUpdatable(spec, oldSpec);
  if (objectsAt(oldSpec, 'schedulingGates').length > 0) yield* validateGatedUpdate(munged, oldSpec);
  if (semanticEqual(munged, oldSpec)) return;
  const diff = specDiff(internalForm('/v1/Pod', 'spec', oldSpec), internalForm('/v1/Pod', 'spec', munged));
  yield forbidden('spec', `pod updates may not change fields other than ${UPDATABLE.join(',')}\n${diff}`);
}

/** What an update of the pod and of its ephemeral containers have alike. */
function* validateCommonUpdate(pod: ApiObject, old: ApiObject): Faults {
  yield* validateMetadataUpdate(pod, old);
  yield* validatePodMetadataAndSpec(pod);
  const [annotations, before] = [pod, old].map(({ metadata }) => objectAt(metadata, 'annotations'));
  yield* validateAnnotationUpdates(
    'metadata.annotations',
    annotations ?? {},
    before ?? {},
    objectAt(pod, 'spec'),
  );
}

function* validateImage(path: string, container: JsonObject): Faults {
  const image = stringAt(container, 'image');
  if (image === '') yield required(`${path}.image`, '');
  if (image.trim() !== image)
    yield invalid(`${path}.image`, image, 'must not have leading or trailing whitespace');
}

/** `isLast`: nothing else is looked at then. */
function deadlineFault(
  value: number | undefined,
  old: number | undefined,
): { fault: FieldError; isLast: boolean } | undefined {
  const path = 'spec.activeDeadlineSeconds';
  if (value === undefined) {
    if (old === undefined) return undefined;
    const fault = invalid(path, null, 'must not update from a positive integer to nil value');
    return { fault, isLast: false };
  }
  if (value < 0 || value > MAX_INT32) {
    return { fault: invalid(path, value, rangeError(0, MAX_INT32)), isLast: true };
  }
  if (old === undefined || old >= value) return undefined;
  return { fault: invalid(path, value, 'must be less than or equal to previous value'), isLast: true };
}

function* validateAddedTolerations(path: string, spec: JsonObject, old: JsonObject): Faults {
  const tolerations = objectsAt(spec, 'tolerations');
  const isKept = (before: JsonObject) =>
    tolerations.some((toleration) => semanticEqual(withoutSeconds(toleration), withoutSeconds(before)));
  if (!objectsAt(old, 'tolerations').every(isKept)) {
    yield forbidden(path, 'existing toleration can not be modified except its tolerationSeconds');
  } else yield* validateTolerations(path, tolerations);
}

function withoutSeconds({ tolerationSeconds: _, ...toleration }: JsonObject): JsonObject {
  return toleration;
}

function* validateFewerGates(path: string, spec: JsonObject, old: JsonObject): Faults {
  const names = objectsAt(spec, 'schedulingGates').map((gate) => stringAt(gate, 'name'));
  const known = objectsAt(old, 'schedulingGates').map((gate) => stringAt(gate, 'name'));
  for (const [index, name] of names.entries()) {
    if (known.includes(name) || names.lastIndexOf(name) > index) continue;
    const text = `only deletion is allowed, but found new scheduling gate '${name}'`;
    yield forbidden(`${path}[${index}].name`, text);
  }
}

/** The new spec with the old values of all that may change. */
function withoutUpdatable(spec: JsonObject, old: JsonObject): JsonObject {
  const munged = cloneJson(spec);
  for (const key of ['containers', 'initContainers']) {
    const before = objectsAt(old, key);
    for (const [index, container] of objectsAt(munged, key).entries()) {
      keep(container, before[index] ?? {}, 'image');
    }
  }
  for (const key of ['activeDeadlineSeconds', 'schedulingGates', 'tolerations']) keep(munged, old, key);
  const grace = 'terminationGracePeriodSeconds';
  if ((numberAt(old, grace) ?? 0) < 0 && numberAt(munged, grace) === 1) keep(munged, old, grace);
  return munged;
}

/** A pod that waits for its gates may get more restricted. Puts back in `munged` what was looked at. */
function* validateGatedUpdate(munged: JsonObject, old: JsonObject): Faults {
  const selector = objectAt(munged, 'nodeSelector');
  const before = objectAt(old, 'nodeSelector');
  if (Object.keys(before).some((key) => own(selector, key) !== before[key])) {
    const text = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
    yield invalid('spec.nodeSelector', selector, text);
  }
  keep(munged, old, 'nodeSelector');
  yield* validateGatedAffinity(
    'spec.affinity.nodeAffinity',
    objectAt(munged, 'affinity'),
    objectAt(old, 'affinity'),
  );
  const affinity = structAt(munged, 'affinity') ?? {};
  keep(affinity, objectAt(old, 'affinity'), 'nodeAffinity');
  const isNew = !isSet(old, 'affinity') && Object.keys(affinity).length === 0;
  if (isNew) delete munged.affinity;
  else munged.affinity = affinity;
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

function* validateGatedAffinity(path: string, affinity: JsonObject, old: JsonObject): Faults {
  const termsOf = (holder: JsonObject) =>
    objectsAt(objectAt(objectAt(holder, 'nodeAffinity'), REQUIRED), 'nodeSelectorTerms');
  const terms = termsOf(affinity);
  const before = termsOf(old);
  const at = `${path}.${REQUIRED}.nodeSelectorTerms`;
  const typePath = `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms`;
  if (before.length > 0 && before.length !== terms.length) {
    const text = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed';
    yield invalid(at, internalForm('/v1/Pod', typePath, terms), text);
    return;
  }
  for (const [index, term] of before.entries()) {
    const now = terms[index] ?? {};
    if (hasOnlyAdditions(now, term)) continue;
    const text = 'only additions are allowed (no mutations or deletions)';
    yield invalid(`${at}[${index}]`, internalElement('/v1/Pod', typePath, now), text);
  }
}

function hasOnlyAdditions(term: JsonObject, old: JsonObject): boolean {
  const keys = ['matchExpressions', 'matchFields'];
  const isEmpty = (value: JsonObject) => keys.every((key) => objectsAt(value, key).length === 0);
  if (isEmpty(old)) return isEmpty(term);
  return keys.every((key) => {
    const before = objectsAt(old, key);
    return semanticEqual(objectsAt(term, key).slice(0, before.length), before);
  });
}

/** ValidatePodEphemeralContainersUpdate */
export function* validateEphemeralUpdate(pod: ApiObject, old: ApiObject): Faults {
  yield* validateCommonUpdate(pod, old);
  const path = 'spec.ephemeralContainers';
  const containers = objectsAt(objectAt(pod, 'spec'), 'ephemeralContainers');
  for (const before of objectsAt(objectAt(old, 'spec'), 'ephemeralContainers')) {
    const name = stringAt(before, 'name');
    const now = containers.find((container) => container.name === name);
    if (now === undefined) {
      yield forbidden(path, `existing ephemeral containers "${name}" may not be removed\n`);
    } else if (!semanticEqual(before, now)) {
      const [a, b] = [before, now].map((container) => internalElement('/v1/Pod', path, container));
      const diff = specDiff(a ?? null, b ?? null);
      yield forbidden(path, `existing ephemeral containers "${name}" may not be changed\n${diff}`);
    }
  }
}
