import { invalid } from '../../model/field-error.ts';
import { objectAt } from '../../model/json.ts';
import { createValidator } from '../create-validator.ts';
import { each, type Faults, matches } from '../faults.ts';
import { stringsAt } from '../fields.ts';
import { isDnsLabel, isQualifiedName } from '../formats/names.ts';
import { validateKnownFinalizer } from '../metadata.ts';

export const namespace = createValidator({
  name: isDnsLabel,
  namespaced: false,
  updateAsNew: 'before',
  *check(object) {
    for (const name of stringsAt(objectAt(object, 'spec'), 'finalizers')) {
      yield* validateFinalizer('spec.finalizers', name);
    }
  },
  subresources: {
    *status(object) {
      const phase = objectAt(object, 'status').phase;
      const isDeleted = object.metadata.deletionTimestamp !== undefined;
      const expected = isDeleted ? 'Terminating' : 'Active';
      if (phase === expected) return;
      const when = isDeleted ? 'is not empty' : 'is empty';
      yield invalid(
        'status.Phase',
        phase ?? '',
        `may only be '${expected}' if \`deletionTimestamp\` ${when}`,
      );
    },
    finalize: (object) =>
      each('spec.finalizers', stringsAt(objectAt(object, 'spec'), 'finalizers'), validateFinalizer),
  },
});

function* validateFinalizer(path: string, name: string): Faults {
  yield* matches(path, name, isQualifiedName);
  yield* validateKnownFinalizer(path, name);
}
