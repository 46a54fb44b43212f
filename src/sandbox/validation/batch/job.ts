import { keep } from '../../kinds/strategies/create-strategy.ts';
import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { invalid, required } from '../../model/field-error.ts';
import { cloneJson, type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { createValidator, IN_POD_NAMES, labelNameWarnings } from '../create-validator.ts';
import { type Faults, IMMUTABLE } from '../faults.ts';
import { numberAt, objectsAt, sortedMap, structAt } from '../fields.ts';
import { isDnsLabel, isDnsSubdomain } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { selectorMatches, validateLabelSelector } from '../label-selector.ts';
import { unmatchedLabels } from '../pod/template.ts';
import { podWarnings } from '../pod/warnings.ts';
import { validateJobSpec } from './job-spec.ts';
import { isTrueCondition, validateJobStatus } from './job-status.ts';

const KIND = 'batch/v1/Job';

export const job = createValidator({
  name: isDnsSubdomain,
  *check(object) {
    const spec = objectAt(object, 'spec');
    yield* validateJobSpec('spec', spec);
    yield* validateSelector(spec);
  },
  checkBeforeCreate: validateGeneratedSelector,
  checkCreate: validateIndexedName,
  *checkUpdate(object, old) {
    yield* validateImmutable(objectAt(object, 'spec'), old);
    yield* validateIndexedName(object);
  },
  subresources: { status: validateJobStatus },
  warnings(object, old) {
    if (old !== undefined && object.metadata.generation === old.metadata.generation) return [];
    const names = old === undefined ? labelNameWarnings(object, IN_POD_NAMES) : [];
    return [...names, ...jobSpecWarnings('spec', objectAt(object, 'spec'))];
  },
});

/** job.WarningsForJobSpec */
export function jobSpecWarnings(path: string, spec: JsonObject): string[] {
  const isLarge =
    spec.completionMode === 'Indexed' &&
    (numberAt(spec, 'completions') ?? 0) > 100_000 &&
    (numberAt(spec, 'parallelism') ?? 0) > 10_000;
  const text =
    'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail';
  return [
    ...(isLarge ? [`${path}: ${text}`] : []),
    ...podWarnings(`${path}.template.`, objectAt(spec, 'template')),
  ];
}

/** The selector and labels that the server gives: all others need manualSelector. */
function* validateGeneratedSelector(object: ApiObject): Faults {
  const spec = objectAt(object, 'spec');
  const selector = structAt(spec, 'selector');
  if (spec.manualSelector === true || selector === undefined) return;
  const { uid = '', name = '' } = object.metadata;
  const path = 'spec.template.metadata.labels';
  const labels = objectAt(objectAt(objectAt(spec, 'template'), 'metadata'), 'labels');
  const expected: JsonObject = {
    'controller-uid': uid,
    'job-name': name,
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
  };
  for (const [key, value] of Object.entries(expected)) {
    const label = own(labels, key);
    if (label === undefined) yield required(`${path}[${key}]`, `must be '${value}'`);
    else if (label !== value) yield invalid(`${path}[${key}]`, sortedMap(labels), `must be '${value}'`);
  }
  if (selectorMatches(selector, expected) === false) {
    yield invalid(
      'spec.selector',
      internalForm(KIND, 'spec.selector', selector),
      '`selector` not auto-generated',
    );
  }
}

function* validateSelector(spec: JsonObject): Faults {
  const selector = structAt(spec, 'selector');
  const template = objectAt(spec, 'template');
  if (selector === undefined) yield required('spec.selector', '');
  else yield* validateLabelSelector('spec.selector', selector);
  if (selectorMatches(selector, objectAt(objectAt(template, 'metadata'), 'labels')) === false) {
    yield* unmatchedLabels('spec.template', template);
  }
}

/** The pods of an indexed job have its name and their number as hostname. */
function* validateIndexedName(object: ApiObject): Faults {
  const spec = objectAt(object, 'spec');
  const completions = numberAt(spec, 'completions') ?? 0;
  if (spec.completionMode !== 'Indexed' || completions <= 0) return;
  const { name = '' } = object.metadata;
  const hostname = `${name}-${completions - 1}`;
  if (isDnsLabel(hostname).length === 0) return;
  yield invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${hostname}`);
}

/** ValidateJobSpecUpdate */
function* validateImmutable(spec: JsonObject, old: ApiObject): Faults {
  const before = objectAt(old, 'spec');
  yield* validateCompletions(spec, before);
  yield* unchanged(spec, before, 'selector');
  yield* validateTemplate(spec, old);
  for (const key of [
    'completionMode',
    'podFailurePolicy',
    'backoffLimitPerIndex',
    'managedBy',
    'successPolicy',
  ]) {
    yield* unchanged(spec, before, key);
  }
}

function* unchanged(spec: JsonObject, before: JsonObject, key: string): Faults {
  if (semanticEqual(own(spec, key), own(before, key))) return;
  yield invalid(`spec.${key}`, internalForm(KIND, `spec.${key}`, own(spec, key)), IMMUTABLE);
}

function* validateCompletions(spec: JsonObject, before: JsonObject): Faults {
  if (spec.completionMode !== 'Indexed') {
    yield* unchanged(spec, before, 'completions');
    return;
  }
  const completions = numberAt(spec, 'completions');
  if (completions === undefined || completions === numberAt(before, 'completions')) return;
  if (completions !== numberAt(spec, 'parallelism')) {
    yield invalid('spec.completions', completions, 'can only be modified in tandem with spec.parallelism');
  }
}

/** A suspended job that does not run may get other directives for the scheduler, and other resources. */
function* validateTemplate(spec: JsonObject, old: ApiObject): Faults {
  const before = objectAt(old, 'spec');
  const template = objectAt(spec, 'template');
  const oldTemplate = cloneJson(objectAt(before, 'template'));
  const isMutable = before.suspend === true && isIdle(old);
  if (isMutable) takeDirectives(oldTemplate, template);
  else {
    if (semanticEqual(template, oldTemplate)) return;
    yield invalid('spec.template', internalForm(KIND, 'spec.template', template), IMMUTABLE);
    return;
  }
  const podSpec = objectAt(template, 'spec');
  takeResources(objectAt(oldTemplate, 'spec'), podSpec);
  if (semanticEqual(podSpec, objectAt(oldTemplate, 'spec'))) return;
  yield invalid('spec.template.spec', internalForm(KIND, 'spec.template.spec', podSpec), IMMUTABLE);
}

function isIdle(old: ApiObject): boolean {
  const status = objectAt(old, 'status');
  const isStopped = own(status, 'startTime') === undefined || isTrueCondition(status, 'Suspended');
  return isStopped && (numberAt(status, 'active') ?? 0) === 0;
}

function takeDirectives(oldTemplate: JsonObject, template: JsonObject): void {
  const spec = objectAt(template, 'spec');
  const oldSpec = objectAt(oldTemplate, 'spec');
  for (const key of ['nodeSelector', 'tolerations', 'schedulingGates']) keep(oldSpec, spec, key);
  const affinity = structAt(oldSpec, 'affinity') ?? {};
  keep(affinity, objectAt(spec, 'affinity'), 'nodeAffinity');
  if (Object.keys(affinity).length === 0 && structAt(spec, 'affinity') === undefined) delete oldSpec.affinity;
  else oldSpec.affinity = affinity;
  const metadata = structAt(oldTemplate, 'metadata') ?? {};
  for (const key of ['annotations', 'labels']) keep(metadata, objectAt(template, 'metadata'), key);
  oldTemplate.metadata = metadata;
}

function takeResources(oldSpec: JsonObject, spec: JsonObject): void {
  for (const key of ['containers', 'initContainers']) {
    const containers = objectsAt(spec, key);
    const before = objectsAt(oldSpec, key);
    if (containers.length !== before.length) continue;
    for (const [index, container] of before.entries()) {
      const now = containers[index] ?? {};
      if (stringAt(now, 'name') === stringAt(container, 'name')) keep(container, now, 'resources');
    }
  }
}
