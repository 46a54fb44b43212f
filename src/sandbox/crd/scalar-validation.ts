import { goJson } from '../codec/encode-json.ts';
import { notSupported, tooLong } from '../model/field-error.ts';
import { equalJson, type Json, listAt } from '../model/json.ts';
import { FORMATS } from './formats.ts';
import { matchesPattern } from './go-pattern.ts';
import { hasFlag, type Schema } from './schema.ts';
import { fault, invalidAt, merge, type Result, right, typeFault } from './schema-faults.ts';
import { formatOf, typesOf } from './schema-types.ts';

export function validateString(path: string, value: string, schema: Schema): Result {
  const { maxLength, minLength, pattern } = schema;
  const length = [...value].length;
  if (typeof maxLength === 'number' && length > maxLength) {
    const message = `${path} in body should be at most ${maxLength} chars long`;
    return { faults: [{ field: path, message, toError: (field) => tooLong(field, maxLength) }], matches: 0 };
  }
  if (typeof minLength === 'number' && length < minLength) {
    return invalidAt(path, `should be at least ${minLength} chars long`, value);
  }
  if (typeof pattern === 'string' && pattern !== '' && !matchesPattern(value, pattern)) {
    return invalidAt(path, `should match '${pattern}'`, value);
  }
  return right(0);
}

export function validateFormat(path: string, value: string, schema: Schema): Result {
  const format = formatOf(schema);
  const isValid = FORMATS.get(format.replaceAll('-', ''));
  if (format === '' || isValid === undefined || isValid(value)) return right(0);
  return { faults: [typeFault(path, format, value)], matches: 0 };
}

export function validateNumber(path: string, value: number, schema: Schema): Result {
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

export function validateEnum(path: string, value: Json, schema: Schema): Result {
  const values = listAt(schema, 'enum');
  if (values.length === 0 || values.some((each) => each !== null && equalJson(each, value))) return right(0);
  const names = values.map((each) => (typeof each === 'string' ? each : goJson(each)));
  const message = `${path} in body should be one of [${names.join(' ')}]`;
  return {
    faults: [{ field: path, message, toError: (field) => notSupported(field, value, names) }],
    matches: 0,
  };
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
