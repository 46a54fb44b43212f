import { forbidden, invalid, required } from '../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../model/json.ts';
import { each, type Faults, matches } from './faults.ts';
import { objectsAt, stringsAt } from './fields.ts';
import { isLabelValue, isQualifiedName } from './formats/names.ts';
import { validateLabels } from './metadata.ts';

/** metav1.LabelSelector: apimachinery pkg/apis/meta/v1/validation. A selector that is not there has no faults. */
export function* validateLabelSelector(path: string, selector: JsonObject | undefined): Faults {
  if (selector === undefined) return;
  yield* validateLabels(`${path}.matchLabels`, objectAt(selector, 'matchLabels'));
  yield* each(`${path}.matchExpressions`, objectsAt(selector, 'matchExpressions'), validateRequirement);
}

function* validateRequirement(path: string, requirement: JsonObject): Faults {
  const operator = stringAt(requirement, 'operator');
  const values = stringsAt(requirement, 'values');
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) {
      yield required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
    }
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) {
      yield forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    }
  } else yield invalid(`${path}.operator`, operator, 'not a valid selector operator');
  yield* matches(`${path}.key`, stringAt(requirement, 'key'), isQualifiedName);
  yield* each(`${path}.values`, values, (at, value) => matches(at, value, isLabelValue));
}

export function isEmptySelector(selector: JsonObject): boolean {
  return (
    Object.keys(objectAt(selector, 'matchLabels')).length + objectsAt(selector, 'matchExpressions').length ===
    0
  );
}

/**
 * Whether labels match a selector, as LabelSelectorAsSelector has it: none matches nothing, an empty one matches all.
 * Undefined where the selector cannot be read.
 */
export function selectorMatches(selector: JsonObject | undefined, labels: JsonObject): boolean | undefined {
  if (!isReadable(selector)) return undefined;
  if (selector === undefined) return false;
  const wanted = objectAt(selector, 'matchLabels');
  if (!Object.keys(wanted).every((key) => own(labels, key) === wanted[key])) return false;
  return objectsAt(selector, 'matchExpressions').every((requirement) => {
    const value = own(labels, stringAt(requirement, 'key'));
    const isOne = typeof value === 'string' && stringsAt(requirement, 'values').includes(value);
    switch (requirement.operator) {
      case 'In':
        return isOne;
      case 'NotIn':
        return !isOne;
      case 'Exists':
        return value !== undefined;
      default:
        return value === undefined;
    }
  });
}

/** Whether labels.NewRequirement takes all of it. */
function isReadable(selector: JsonObject | undefined): boolean {
  return [...validateLabelSelector('', selector)].length === 0;
}
