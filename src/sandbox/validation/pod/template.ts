import { forbidden, invalid, notSupported } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { Faults } from '../faults.ts';
import { isSet, objectsAt, sortedMap, structAt } from '../fields.ts';
import { validateAnnotations, validateLabels } from '../metadata.ts';
import { validatePodAnnotations, validateProfileAnnotations } from './annotations.ts';
import { validatePodSpec } from './pod-spec.ts';

/** ValidatePodTemplateSpec */
export function* validatePodTemplate(path: string, template: JsonObject): Faults {
  const metadata = objectAt(template, 'metadata');
  const spec = objectAt(template, 'spec');
  const annotations = objectAt(metadata, 'annotations');
  yield* validateLabels(`${path}.labels`, objectAt(metadata, 'labels'));
  yield* validateAnnotations(`${path}.annotations`, annotations);
  yield* validatePodAnnotations(`${path}.annotations`, annotations, spec);
  yield* validatePodSpec(`${path}.spec`, spec, undefined);
  yield* validateProfileAnnotations(`${path}.spec`, annotations, spec);
  if (objectsAt(spec, 'ephemeralContainers').length > 0) {
    yield forbidden(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template');
  }
}

/** What a controller that keeps its pods running asks of their template. @param kind as messages name it */
export function* validateAlwaysRestarts(path: string, template: JsonObject, kind: string): Faults {
  const spec = objectAt(template, 'spec');
  const policy = stringAt(spec, 'restartPolicy');
  if (policy !== 'Always') yield notSupported(`${path}.spec.restartPolicy`, policy, ['Always']);
  if (isSet(spec, 'activeDeadlineSeconds')) {
    const text = `activeDeadlineSeconds in ${kind} is not Supported`;
    yield forbidden(`${path}.spec.activeDeadlineSeconds`, text);
  }
}

/** The template's labels, which its controller's selector does not match. */
export function* unmatchedLabels(path: string, template: JsonObject): Faults {
  const labels = structAt(objectAt(template, 'metadata'), 'labels');
  yield invalid(
    `${path}.metadata.labels`,
    labels === undefined ? null : sortedMap(labels),
    '`selector` does not match template `labels`',
  );
}
