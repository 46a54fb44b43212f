import { forbidden } from '../model/field-error.ts';
import { type JsonObject, objectAt, own } from '../model/json.ts';
import type { Faults } from './faults.ts';
import { validateAnnotations, validateLabels } from './metadata.ts';

/** All but labels and annotations, in Go's order. */
const NOT_IN_TEMPLATE = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'ownerReferences',
  'finalizers',
  'managedFields',
];

/** ValidateTemplateObjectMeta: of the template of a claim, which has labels and annotations and nothing else. */
export function* validateTemplateMetadata(path: string, metadata: JsonObject): Faults {
  yield* validateAnnotations(`${path}.annotations`, objectAt(metadata, 'annotations'));
  yield* validateLabels(`${path}.labels`, objectAt(metadata, 'labels'));
  for (const key of NOT_IN_TEMPLATE) {
    const value = own(metadata, key) ?? null;
    const isPointer = key.startsWith('deletion');
    if (value !== null && (isPointer || (value !== '' && value !== 0))) {
      // Named as Go names the field.
      yield forbidden(`${path}.${key === 'uid' ? 'uID' : key}`, 'cannot be set');
    }
  }
}
