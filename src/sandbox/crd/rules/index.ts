import { type FieldError, invalid, required } from '../../model/field-error.ts';
import { equalJson, isObject, type Json, type JsonObject, listAt, own, stringAt } from '../../model/json.ts';
import { bounded } from '../bounded.ts';
import { correlatedItem } from '../list-types.ts';
import {
  additionalPropertiesOf,
  asSchema,
  itemsOf,
  propertyOf,
  type Schema,
  typeOf,
  VALIDATIONS,
} from '../schema.ts';
import { compile, type Expression, optional, type Values } from './evaluate.ts';
import { celValue } from './values.ts';

/** The server has a budget of cost; here it is time, for all rules of an object. */
const MILLISECONDS = 2000;
const OUT_OF_BUDGET =
  'validation failed due to running out of cost budget, no further validation rules will be run';

/**
 * What x-kubernetes-validations say to an object (apiextensions pkg/apiserver/schema/cel/validation.go). What an update
 * leaves as it was may stay so.
 */
export function validateRules(object: JsonObject, old: JsonObject | undefined, schema: Schema): FieldError[] {
  const errors = bounded(() => [...rulesBelow('', object, old, schema)], MILLISECONDS);
  return errors ?? [invalid('', undefined, OUT_OF_BUDGET)];
}

function* rulesBelow(
  path: string,
  value: Json,
  old: Json | undefined,
  schema: Schema,
): Generator<FieldError> {
  if (value === null || (old !== undefined && equalJson(old, value))) return;
  const rules = listAt(schema, VALIDATIONS).filter(isObject);
  if (rules.length > 0) {
    const self = celValue(value, schema);
    const oldSelf = old === undefined || old === null ? undefined : celValue(old, schema);
    for (const rule of rules) yield* check(rule, { path, value, schema, self, oldSelf });
  }
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    if (items === undefined) return;
    for (const [index, item] of value.entries()) {
      yield* rulesBelow(`${path}[${index}]`, item, correlatedItem(item, old, schema), items);
    }
  } else if (isObject(value)) yield* rulesOfFields(path, value, isObject(old) ? old : {}, schema);
}

function* rulesOfFields(
  path: string,
  value: JsonObject,
  old: JsonObject,
  schema: Schema,
): Generator<FieldError> {
  const additional = asSchema(additionalPropertiesOf(schema));
  for (const [key, item] of Object.entries(value)) {
    const property = propertyOf(schema, key);
    if (property !== undefined)
      yield* rulesBelow(path === '' ? key : `${path}.${key}`, item, own(old, key), property);
    else if (additional !== undefined) yield* rulesBelow(`${path}[${key}]`, item, own(old, key), additional);
  }
}

interface Place {
  path: string;
  value: Json;
  schema: Schema;
  self: unknown;
  /** undefined where the value is new, or where none of the old ones is known to be its own. */
  oldSelf: unknown;
}

function* check(rule: JsonObject, place: Place): Generator<FieldError> {
  const text = stringAt(rule, 'rule');
  const expression = compile(text);
  const isOptional = own(rule, 'optionalOldSelf') === true;
  const isTransition = /\boldSelf\b/.test(text);
  if (expression === undefined || (isTransition && !isOptional && place.oldSelf === undefined)) return;
  const values = { self: place.self, oldSelf: isOptional ? optional(place.oldSelf) : place.oldSelf };
  const message = stringAt(rule, 'message').trim();
  const result = evaluate(expression, values);
  if (result instanceof Error) {
    const shown = typeOf(place.schema);
    yield invalid(place.path, shown, `${result.message} evaluating rule: ${message || text}`);
  } else if (result !== true) {
    const detail = messageOf(rule, values) || message || `failed rule: ${text}`;
    yield withReason(rule, `${place.path}${fieldPathOf(rule)}`.replace(/^\./, ''), place.value, detail);
  }
}

function evaluate(expression: Expression, values: Values): unknown {
  try {
    return expression(values);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const [first = ''] = error.message.split('\n');
    return new Error(first.replace(/^No such key/, 'no such key'));
  }
}

/** `messageExpression`, where it makes one line of text. */
function messageOf(rule: JsonObject, values: Values): string {
  const expression = compile(stringAt(rule, 'messageExpression'));
  const text = expression === undefined ? '' : evaluate(expression, values);
  return typeof text === 'string' && !text.includes('\n') ? text.trim() : '';
}

/** `.a['b']` as it is told: `.a[b]`. */
function fieldPathOf(rule: JsonObject): string {
  return stringAt(rule, 'fieldPath').replaceAll(/\['((?:[^'\\]|\\.)*)'\]/g, '[$1]');
}

function withReason(rule: JsonObject, path: string, value: Json, detail: string): FieldError {
  const shown = isObject(value) || Array.isArray(value) ? undefined : value;
  switch (stringAt(rule, 'reason')) {
    case 'FieldValueForbidden':
      return { type: 'FieldValueForbidden', field: path, detail };
    case 'FieldValueRequired':
      return required(path, detail);
    case 'FieldValueDuplicate':
      return { type: 'FieldValueDuplicate', field: path, badValue: shown, detail: '' };
    default:
      return invalid(path, shown, detail);
  }
}
