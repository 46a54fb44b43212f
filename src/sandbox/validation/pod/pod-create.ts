import { forbidden } from '../../model/field-error.ts';
import { objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { each, type Faults, nonNegative } from '../faults.ts';
import { isSet, numberAt, objectsAt } from '../fields.ts';
import { isDnsSubdomain } from '../formats/names.ts';
import { validateMetadata } from '../metadata.ts';
import { validatePodAnnotations, validateProfileAnnotations } from './annotations.ts';
import { validateImageText } from './containers.ts';
import { validatePodSpec } from './pod-spec.ts';

/** ValidatePodCreate */
export function* validatePodCreate(pod: ApiObject): Faults {
  const spec = objectAt(pod, 'spec');
  yield* validatePodMetadataAndSpec(pod);
  if (objectsAt(spec, 'ephemeralContainers').length > 0) {
    yield forbidden('spec.ephemeralContainers', 'cannot be set on create');
  }
  if (stringAt(spec, 'nodeName') !== '' && objectsAt(spec, 'schedulingGates').length > 0) {
    yield forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared');
  }
  yield* validateProfileAnnotations('spec', objectAt(pod.metadata, 'annotations'), spec);
}

/** validatePodMetadataAndSpec: asked of new pods and of changed ones. */
export function* validatePodMetadataAndSpec(pod: ApiObject): Faults {
  const spec = objectAt(pod, 'spec');
  yield* validateMetadata(pod, { namespaced: true, name: isDnsSubdomain });
  yield* validatePodAnnotations('metadata.annotations', objectAt(pod.metadata, 'annotations'), spec);
  yield* validatePodSpec('spec', spec, pod.metadata);
  if (stringAt(spec, 'serviceAccountName') === '') {
    yield* each('spec.volumes', objectsAt(spec, 'volumes'), (at, volume) =>
      each(
        `${at}.projected.sources`,
        objectsAt(objectAt(volume, 'projected'), 'sources'),
        function* (place, source) {
          if (!isSet(source, 'serviceAccountToken')) return;
          const text = 'must not be specified when serviceAccountName is not set';
          yield forbidden(`${place}.serviceAccountToken`, text);
        },
      ),
    );
  }
  const grace = 'terminationGracePeriodSeconds';
  yield* nonNegative(`spec.${grace}`, numberAt(spec, grace));
  for (const key of ['containers', 'initContainers']) {
    yield* each(`spec.${key}`, objectsAt(spec, key), validateImageText);
  }
}
