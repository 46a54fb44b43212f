import { type FieldError, fieldErrorMessage } from '../model/field-error.ts';
import type { ApiObject } from '../model/object.ts';
import type { Validator, WriteContext } from '../model/rules.ts';
import { isDeclared } from './faults.ts';
import { isPathSegmentName } from './formats/names.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';

type UpdateCheck = (object: ApiObject, old: ApiObject, context: WriteContext) => FieldError[];

/**
 * What the server asks of every object besides its kind's own rules: of a new one only where those found nothing, of a
 * changed one in front of them (apiserver pkg/registry/rest/create.go and update.go). `tellsOnce` is not so for custom
 * resources, which have no declarative validation.
 */
export function withCommonChecks(validator: Validator, { tellsOnce = true } = {}): Validator {
  const { validateSubresourceUpdate = {} } = validator;
  const told = tellsOnce ? distinct : (faults: FieldError[]) => faults;
  const afterCommon = (check: UpdateCheck | undefined): UpdateCheck => {
    return (object, old, context) =>
      told([
        ...validateObjectMeta(object.metadata, rulesOf(context)),
        ...validateObjectMetaUpdate(object.metadata, old.metadata),
        ...(check?.(object, old, context) ?? []),
      ]);
  };
  return {
    ...validator,
    validateCreate(object, context) {
      const faults = validator.validateCreate(object, context);
      return told(faults.length > 0 ? faults : [...validateObjectMeta(object.metadata, rulesOf(context))]);
    },
    validateUpdate: afterCommon(validator.validateUpdate),
    validateSubresourceUpdate: Object.fromEntries(
      Object.entries(validateSubresourceUpdate).map(([name, check]) => [name, afterCommon(check)]),
    ),
  };
}

/** What is found by written code is told once, however many checks find it. */
function distinct(faults: readonly FieldError[]): FieldError[] {
  const told = new Set<string>();
  return faults.filter((fault) => {
    const message = fieldErrorMessage(fault);
    if (isDeclared(fault)) return true;
    const isNew = !told.has(message);
    told.add(message);
    return isNew;
  });
}

const rulesOf = ({ resource }: WriteContext) => ({
  namespaced: resource.namespaced,
  name: isPathSegmentName,
});
