import { duplicate, invalid, required, tooLong } from '../model/field-error.ts';
import { type JsonObject, stringAt } from '../model/json.ts';
import { each, type Faults, matches, oneOf } from './faults.ts';
import { isSet, numberAt } from './fields.ts';
import { byteLength, fullMatch, isQualifiedName, regexError } from './formats/names.ts';

const REASON = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?';
const REASON_TEXT =
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'";

/** metav1.Condition: ValidateConditions of apimachinery pkg/apis/meta/v1/validation. */
export function* validateConditions(path: string, conditions: readonly JsonObject[]): Faults {
  const types = new Set<string>();
  yield* each(path, conditions, function* (at, condition) {
    const type = stringAt(condition, 'type');
    const status = stringAt(condition, 'status');
    const reason = stringAt(condition, 'reason');
    if (types.has(type)) yield duplicate(at, type);
    types.add(type);
    if (type === '') yield required(`${at}.type`, 'is required');
    else yield* matches(`${at}.type`, type, isQualifiedName);
    if (status === '') yield required(`${at}.status`, '');
    else yield* oneOf(`${at}.status`, status, ['False', 'True', 'Unknown']);
    const generation = numberAt(condition, 'observedGeneration') ?? 0;
    if (generation < 0) {
      yield invalid(`${at}.observedGeneration`, generation, 'must be greater than or equal to zero');
    }
    if (!isSet(condition, 'lastTransitionTime')) yield required(`${at}.lastTransitionTime`, '');
    if (reason === '') yield required(`${at}.reason`, '');
    else {
      yield* validateReason(`${at}.reason`, reason);
      if (byteLength(reason) > 1024) yield tooLong(`${at}.reason`, 1024);
    }
    if (byteLength(stringAt(condition, 'message')) > 32 * 1024) yield tooLong(`${at}.message`, 32 * 1024);
  });
}

/** IsValidConditionReason */
function* validateReason(path: string, reason: string): Faults {
  if (fullMatch(REASON).test(reason)) return;
  const examples = ['my_name', 'MY_NAME', 'MyName', 'ReasonA,ReasonB', 'ReasonA:ReasonB'];
  yield invalid(path, reason, regexError(REASON_TEXT, REASON, ...examples));
}
