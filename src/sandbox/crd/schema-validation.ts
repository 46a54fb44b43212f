import { type FieldError, required } from '../model/field-error.ts';
import { equalJson, isObject, type Json, type JsonObject, listAt, own } from '../model/json.ts';
import { correlatedItem } from './list-types.ts';
import { validateEnum, validateFormat, validateNumber, validateString } from './scalar-validation.ts';
import {
  additionalPropertiesOf,
  alternativesOf,
  asSchema,
  hasFlag,
  itemsOf,
  propertiesOf,
  propertyOf,
  type Schema,
} from './schema.ts';
import {
  bestOf,
  fault,
  invalidAt,
  isRight,
  merge,
  type Result,
  right,
  tooManyAt,
  typeFault,
} from './schema-faults.ts';
import { formatOf, jsonType, typesOf } from './schema-types.ts';

/**
 * Whether a custom object keeps to its schema, in the words of kube-openapi's pkg/validation. `path` is '' for the whole
 * object. What is the same in `old` may stay as it is, whatever the schema says now (ratcheting).
 */
export function validateAgainstSchema(
  path: string,
  value: Json,
  schema: Schema,
  old?: Json | undefined,
): FieldError[] {
  const { faults } = validate('', value, schema, old);
  return faults.map(({ field, toError }) => {
    if (field === undefined) return toError(path);
    const name = field.replace(/^\./, '');
    return toError(name === '' ? path : path === '' ? name : `${path}.${name}`);
  });
}

function validate(path: string, value: Json, schema: Schema, old: Json | undefined): Result {
  if (old !== undefined && equalJson(value, old)) return { faults: [], matches: 1 };
  if (value === null) return merge([validateType(path, value, schema), validateEnum(path, value, schema)]);
  const parts = [validateType(path, value, schema), validateAlternatives(path, value, schema)];
  if (typeof value === 'string') {
    parts.push(validateString(path, value, schema), validateFormat(path, value, schema));
  }
  if (typeof value === 'number') parts.push(validateNumber(path, value, schema));
  if (Array.isArray(value)) parts.push(validateList(path, value, schema, old));
  parts.push(validateEnum(path, value, schema));
  if (isObject(value)) parts.push(validateObject(path, value, schema, old));
  const result = merge(parts);
  result.matches += parts.length + 1;
  return result;
}

function validateType(path: string, value: Json, schema: Schema): Result {
  const types = typesOf(schema);
  const wrongType = (expected: string, found: string): Result => ({
    faults: [typeFault(path, expected, found)],
    matches: 0,
  });
  if (value === null) {
    return types.length > 0 && !hasFlag(schema, 'nullable') ? wrongType(types.join(','), 'null') : right();
  }
  const format = formatOf(schema);
  if (types.length === 0 && format === '') return right(0);
  const found = jsonType(value);
  const isNumeric = types.includes('number') || types.includes('integer');
  const fits = types.includes(found) || (found === 'integer' && types.includes('number'));
  const isText = typeof value === 'string' || Array.isArray(value);
  const foundFormat = found === 'integer' ? 'int64' : found === 'number' ? 'float64' : '';
  if (!isText && format !== '' && !fits && foundFormat !== format) return wrongType(format, foundFormat);
  if (!isNumeric && format !== '' && isText) return right();
  return fits ? right() : wrongType(types.join(','), found);
}

function validateAlternatives(path: string, value: Json, schema: Schema): Result {
  const parts: Result[] = [{ faults: [], matches: 1 }];
  const anyOf = alternativesOf(schema, 'anyOf').map((each) => validate(path, value, each, undefined));
  if (anyOf.length > 0) {
    const fitting = anyOf.find(isRight);
    if (fitting === undefined) {
      parts.push(fault(`"${path}" must validate at least one schema (anyOf)`));
      parts.push(bestOf(anyOf));
    } else parts.push({ ...fitting });
  }
  const oneOf = alternativesOf(schema, 'oneOf').map((each) => validate(path, value, each, undefined));
  if (oneOf.length > 0) {
    const fitting = oneOf.filter(isRight).length;
    if (fitting !== 1) {
      const found = fitting === 0 ? 'Found none valid' : `Found ${fitting} valid alternatives`;
      parts.push(fault(`"${path}" must validate one and only one schema (oneOf). ${found}`));
      if (fitting === 0) parts.push(bestOf(oneOf));
    } else parts.push(oneOf.find(isRight) ?? right(0));
  }
  const allOf = alternativesOf(schema, 'allOf').map((each) => validate(path, value, each, undefined));
  parts.push(...allOf);
  if (!allOf.every(isRight)) {
    const none = allOf.some(isRight) ? '' : '. None validated';
    parts.push(fault(`"${path}" must validate all the schemas (allOf)${none}`));
  }
  const not = asSchema(own(schema, 'not'));
  if (not !== undefined && isRight(validate(path, value, not, undefined))) {
    parts.push(fault(`"${path}" must not validate the schema (not)`));
  }
  return merge(parts);
}

function validateList(path: string, value: readonly Json[], schema: Schema, old: Json | undefined): Result {
  const parts: Result[] = [right()];
  const items = itemsOf(schema);
  if (items !== undefined) {
    for (const [index, item] of value.entries()) {
      parts.push(validate(`${path}[${index}]`, item, items, correlatedItem(item, old, schema)));
    }
  }
  const { minItems, maxItems } = schema;
  if (typeof minItems === 'number' && value.length < minItems) {
    parts.push(invalidAt(path, `should have at least ${minItems} items`, value.length));
  }
  if (typeof maxItems === 'number' && value.length > maxItems) {
    parts.push(tooManyAt(path, `should have at most ${maxItems} items`, value.length, maxItems));
  }
  return merge(parts);
}

function validateObject(path: string, value: JsonObject, schema: Schema, old: Json | undefined): Result {
  const parts: Result[] = [];
  const size = Object.keys(value).length;
  const { minProperties, maxProperties } = schema;
  if (typeof minProperties === 'number' && size < minProperties) {
    parts.push(invalidAt(path, `should have at least ${minProperties} properties`, size));
  }
  if (typeof maxProperties === 'number' && size > maxProperties) {
    parts.push(tooManyAt(path, `should have at most ${maxProperties} properties`, size, maxProperties));
  }
  const before = isObject(old) ? old : {};
  const additional = additionalPropertiesOf(schema);
  for (const key of Object.keys(value)) {
    if (propertyOf(schema, key) !== undefined) continue;
    if (additional === false)
      parts.push(invalidAt(path, '', key, `${path}.${key} in body is a forbidden property`));
    else if (isObject(additional)) {
      parts.push(validate(`${path}.${key}`, value[key] ?? null, additional, own(before, key)));
    }
  }
  for (const key of Object.keys(propertiesOf(schema))) {
    const field = propertyOf(schema, key);
    const item = own(value, key);
    if (item === undefined || field === undefined) continue;
    parts.push(validate(path === '' ? key : `${path}.${key}`, item, field, own(before, key)));
  }
  for (const key of listAt(schema, 'required').map(String)) {
    if (own(value, key) !== undefined) continue;
    const name = `${path}.${key}`;
    const toError = (field: string) => required(field, '');
    parts.push({ faults: [{ field: name, message: `${name} in body is required`, toError }], matches: 0 });
  }
  return merge(parts);
}
