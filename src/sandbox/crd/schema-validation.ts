import { goJson } from '../codec/encode-json.ts';
import {
  type FieldError,
  invalid,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
} from '../model/field-error.ts';
import { equalJson, isObject, type Json, type JsonObject, listAt, own } from '../model/json.ts';
import { FORMATS, supportedFormat } from './formats.ts';
import {
  additionalPropertiesOf,
  alternativesOf,
  asSchema,
  hasFlag,
  INT_OR_STRING,
  itemsOf,
  LIST_MAP_KEYS,
  LIST_TYPE,
  propertiesOf,
  propertyOf,
  type Schema,
  typeOf,
} from './schema.ts';

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

/** What a schema finds. `matches` counts what is right: of several schemas the one that fits best is told. */
interface Result {
  faults: Fault[];
  matches: number;
}

interface Fault {
  /** Where; undefined where kube-openapi does not say. */
  field: string | undefined;
  /** Its whole text: a second one of the same is left out. */
  message: string;
  toError(field: string): FieldError;
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
  const foundFormat = found === 'integer' ? 'int64' : found === 'number' ? 'double' : '';
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

function validateString(path: string, value: string, schema: Schema): Result {
  const { maxLength, minLength, pattern } = schema;
  const length = [...value].length;
  if (typeof maxLength === 'number' && length > maxLength) {
    const message = `${path} in body should be at most ${maxLength} chars long`;
    return { faults: [{ field: path, message, toError: (field) => tooLong(field, maxLength) }], matches: 0 };
  }
  if (typeof minLength === 'number' && length < minLength) {
    return invalidAt(path, `should be at least ${minLength} chars long`, value);
  }
  if (typeof pattern === 'string' && pattern !== '' && goPattern(pattern)?.test(value) === false) {
    return invalidAt(path, `should match '${pattern}'`, value);
  }
  return right(0);
}

function validateFormat(path: string, value: string, schema: Schema): Result {
  const format = formatOf(schema);
  const isValid = FORMATS.get(format.replaceAll('-', ''));
  if (format === '' || isValid === undefined || isValid(value)) return right(0);
  return { faults: [typeFault(path, format, value)], matches: 0 };
}

function validateNumber(path: string, value: number, schema: Schema): Result {
  const parts: Result[] = [right()];
  const type = typesOf(schema)[0] ?? '';
  const format = formatOf(schema);
  if (type === 'integer' && !isWithin(value, format)) {
    const kind = format === '' ? '(default format)' : `with format ${format}`;
    parts.push(fault(`Checked value must be of type integer ${kind} in ${path}`));
  }
  const { multipleOf, maximum, minimum } = schema;
  if (typeof multipleOf === 'number' && multipleOf > 0 && !isMultiple(value, multipleOf)) {
    parts.push(invalidAt(path, `should be a multiple of ${goNumber(multipleOf)}`, value));
  }
  if (typeof minimum === 'number') {
    const exclusive = hasFlag(schema, 'exclusiveMinimum');
    if (exclusive ? value <= minimum : value < minimum) {
      parts.push(
        invalidAt(
          path,
          `should be greater than ${exclusive ? '' : 'or equal to '}${goNumber(minimum)}`,
          value,
        ),
      );
    }
  }
  if (typeof maximum === 'number') {
    const exclusive = hasFlag(schema, 'exclusiveMaximum');
    if (exclusive ? value >= maximum : value > maximum) {
      parts.push(
        invalidAt(path, `should be less than ${exclusive ? '' : 'or equal to '}${goNumber(maximum)}`, value),
      );
    }
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

function validateEnum(path: string, value: Json, schema: Schema): Result {
  const values = listAt(schema, 'enum');
  if (values.length === 0 || values.some((each) => each !== null && equalJson(each, value))) return right(0);
  const names = values.map((each) => (typeof each === 'string' ? each : goJson(each)));
  const message = `${path} in body should be one of [${names.join(' ')}]`;
  return {
    faults: [{ field: path, message, toError: (field) => notSupported(field, value, names) }],
    matches: 0,
  };
}

const right = (matches = 1): Result => ({ faults: [], matches });
const isRight = ({ faults }: Result) => faults.length === 0;

function fault(message: string): Result {
  // The path of such a fault is only in its text.
  return {
    faults: [{ field: undefined, message, toError: (field) => invalid(field, '', message) }],
    matches: 0,
  };
}

function typeFault(path: string, expected: string, found: string): Fault {
  const message = `${path} in body must be of type ${expected}: ${JSON.stringify(found)}`;
  return { field: path, message, toError: (field) => typeInvalid(field, found, message) };
}

function invalidAt(path: string, detail: string, value: Json, message = `${path} in body ${detail}`): Result {
  return {
    faults: [{ field: path, message, toError: (field) => invalid(field, value, message) }],
    matches: 0,
  };
}

function tooManyAt(path: string, detail: string, actual: number, max: number): Result {
  const message = `${path} in body ${detail}`;
  return { faults: [{ field: path, message, toError: (field) => tooMany(field, actual, max) }], matches: 0 };
}

function merge(results: readonly Result[]): Result {
  const faults = new Map<string, Fault>();
  let matches = 0;
  for (const result of results) {
    matches += result.matches;
    for (const each of result.faults) if (!faults.has(each.message)) faults.set(each.message, each);
  }
  return { faults: [...faults.values()], matches };
}

function bestOf(results: readonly Result[]): Result {
  return results.reduce((best, each) => (each.matches > best.matches ? each : best));
}

function typesOf(schema: Schema): string[] {
  if (hasFlag(schema, INT_OR_STRING)) return ['integer', 'string'];
  return typeOf(schema) === '' ? [] : [typeOf(schema)];
}

function formatOf(schema: Schema): string {
  const types = typesOf(schema);
  const { format } = schema;
  return typeof format === 'string'
    ? supportedFormat(format, types.length === 1 ? (types[0] ?? '') : '')
    : '';
}

function jsonType(value: Json): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
}

function isWithin(value: number, format: string): boolean {
  if (!Number.isInteger(value)) return false;
  return format === 'int32'
    ? Math.abs(value) <= 2147483647 || value === -2147483648
    : Math.abs(value) <= 2 ** 63;
}

function isMultiple(value: number, factor: number): boolean {
  const times = factor < 1 ? (1 / factor) * value : value / factor;
  return Math.abs(times - Math.round(times)) < 1e-9 * Math.max(1, Math.abs(times));
}

/** Go's `%v` of a number. */
function goNumber(value: number): string {
  return Math.abs(value) >= 1e21 ? value.toExponential().replace(/e\+(\d)$/, 'e+0$1') : String(value);
}

const patterns = new Map<string, RegExp | undefined>();

/** Go's regular expressions are nearly a part of JavaScript's; what is not is taken to match. */
function goPattern(pattern: string): RegExp | undefined {
  if (!patterns.has(pattern)) {
    const flags = /^\(\?([imsU]+)\)/.exec(pattern);
    const source = pattern.slice(flags?.[0].length ?? 0).replaceAll('(?P<', '(?<');
    patterns.set(pattern, compile(source, (flags?.[1] ?? '').replaceAll('U', '')));
  }
  return patterns.get(pattern);
}

function compile(source: string, flags: string): RegExp | undefined {
  for (const mode of [`${flags}u`, flags]) {
    try {
      return new RegExp(source, mode);
    } catch {
      // Without the Unicode mode more is allowed.
    }
  }
  return undefined;
}

/** The item of the old list that this one was: only lists with keys tell. */
function correlatedItem(item: Json, old: Json | undefined, schema: Schema): Json | undefined {
  if (!Array.isArray(old) || own(schema, LIST_TYPE) !== 'map' || !isObject(item)) return undefined;
  const keys = listAt(schema, LIST_MAP_KEYS).map(String);
  return old.find((each) => isObject(each) && keys.every((key) => equalJson(own(each, key), own(item, key))));
}
