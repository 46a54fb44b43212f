import { invalid, required, tooLong, tooMany } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import { validateConditions } from '../conditions.ts';
import { createValidator } from '../create-validator.ts';
import { declared, type Faults, matches, oneOf, optionalMatch } from '../faults.ts';
import { objectsAt, structAt, textAt } from '../fields.ts';
import { byteLength, isDnsLabel, isDnsSubdomain, isLabelValue, isQualifiedName } from '../formats/names.ts';
import { validateCsiDriverName } from '../pod/volume-sources.ts';

const EFFECTS = ['NoExecute', 'NoSchedule', 'None'];
const OPERATORS = ['Equal', 'Exists'];
const MAX_CONDITIONS = 8;
const MAX_POOL_BYTES = 253;

export const deviceTaintRule = createValidator({
  name: isDnsSubdomain,
  namespaced: false,
  *check(object) {
    const spec = objectAt(object, 'spec');
    yield* validateSelector('spec.deviceSelector', structAt(spec, 'deviceSelector'));
    const taint = objectAt(spec, 'taint');
    yield* matches('spec.taint.key', stringAt(taint, 'key'), isQualifiedName);
    yield* optionalMatch('spec.taint.value', stringAt(taint, 'value'), isLabelValue);
    const effect = stringAt(taint, 'effect');
    if (effect === '') yield* declared([required('spec.taint.effect', '')]);
    else yield* oneDeclared('spec.taint.effect', effect, EFFECTS);
  },
  subresources: {
    *status(object) {
      const conditions = objectsAt(objectAt(object, 'status'), 'conditions');
      yield* validateConditions('status.conditions', conditions);
      if (conditions.length > MAX_CONDITIONS) {
        yield tooMany('status.conditions', conditions.length, MAX_CONDITIONS);
      }
    },
  },
});

function* validateSelector(path: string, selector: JsonObject | undefined): Faults {
  if (selector === undefined) return;
  const driver = textAt(selector, 'driver');
  const pool = textAt(selector, 'pool');
  const device = textAt(selector, 'device');
  if (driver !== undefined) yield* validateCsiDriverName(`${path}.driver`, driver);
  if (pool !== undefined) yield* validatePool(`${path}.pool`, pool);
  if (device !== undefined) yield* matches(`${path}.device`, device, isDnsLabel);
}

function* validatePool(path: string, name: string): Faults {
  if (name === '') {
    yield required(path, '');
    return;
  }
  if (byteLength(name) > MAX_POOL_BYTES) yield tooLong(path, MAX_POOL_BYTES);
  for (const part of name.split('/')) yield* matches(path, part, isDnsSubdomain);
}

/** One of the values of an enumeration, which the server finds by the type's marker. '' is taken. */
export function* oneDeclared(path: string, value: string, supported: readonly string[]): Faults {
  if (value !== '') yield* declared(oneOf(path, value, supported));
}

/** Of a request for devices. */
export function* validateToleration(path: string, toleration: JsonObject): Faults {
  const operator = stringAt(toleration, 'operator');
  const value = stringAt(toleration, 'value');
  yield* declared(optionalMatch(`${path}.key`, stringAt(toleration, 'key'), isQualifiedName));
  if (operator === '') yield* declared([required(`${path}.operator`, '')]);
  else yield* oneDeclared(`${path}.operator`, operator, OPERATORS);
  if (operator === 'Exists' && value !== '') {
    yield invalid(`${path}.value`, value, 'must be empty for operator `Exists`');
  }
  if (operator === 'Equal') yield* matches(`${path}.value`, value, isLabelValue);
  yield* oneDeclared(`${path}.effect`, stringAt(toleration, 'effect'), EFFECTS);
}
