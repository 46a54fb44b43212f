import { duplicate, type FieldError, invalid, required, tooMany } from '../model/field-error.ts';
import { isObject, type Json, type JsonObject, own, stringAt } from '../model/json.ts';
import { propertyOf, type Schema, typeOf } from './schema.ts';

/** validateDeprecationWarning. */
export function validateDeprecation(path: string, version: JsonObject): FieldError[] {
  const warning = own(version, 'deprecationWarning');
  if (typeof warning !== 'string') return [];
  const at = `${path}.deprecationWarning`;
  if (version.deprecated !== true) return [invalid(at, warning, 'can only be set for deprecated versions')];
  const errors: FieldError[] = [];
  if (Buffer.byteLength(warning) > 256) errors.push(invalid(at, warning, 'must be <= 256 characters long'));
  if (warning === '') errors.push(invalid(at, warning, 'must not be an empty string'));
  const index = warning.search(/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u);
  if (index >= 0) {
    const detail = `must only contain printable UTF-8 characters; non-printable character found at index ${index}`;
    errors.push(invalid(at, warning, detail));
  }
  return errors;
}

/** ValidateCustomResourceDefinitionSubresources. */
export function validateSubresources(path: string, subresources: JsonObject): FieldError[] {
  const scale = own(subresources, 'scale');
  if (!isObject(scale)) return [];
  return [
    ...validateReplicasPath(`${path}.scale.specReplicasPath`, stringAt(scale, 'specReplicasPath'), '.spec'),
    ...validateReplicasPath(
      `${path}.scale.statusReplicasPath`,
      stringAt(scale, 'statusReplicasPath'),
      '.status',
    ),
    ...validateSelectorPath(`${path}.scale.labelSelectorPath`, stringAt(scale, 'labelSelectorPath')),
  ];
}

function validateReplicasPath(path: string, value: string, root: string): FieldError[] {
  if (value === '') return [required(path, '')];
  const errors = validateSimplePath(path, value);
  if (errors.length > 0 || value.startsWith(`${root}.`)) return errors;
  return [invalid(path, value, `should be a json path under ${root}`)];
}

function validateSelectorPath(path: string, value: string): FieldError[] {
  if (value === '') return [];
  const errors = validateSimplePath(path, value);
  if (errors.length > 0 || /^\.(spec|status)\./.test(value)) return errors;
  return [invalid(path, value, 'should be a json path under either .spec or .status')];
}

function validateSimplePath(path: string, value: string): FieldError[] {
  return value.startsWith('.') ? [] : [invalid(path, value, 'must be a simple json path starting with .')];
}

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

/** ValidateCustomResourceColumnDefinition. */
export function validateColumns(path: string, columns: readonly Json[]): FieldError[] {
  return columns.filter(isObject).flatMap((column, index) => {
    const at = `${path}[${index}]`;
    const [type, format, jsonPath] = ['type', 'format', 'jsonPath'].map((key) => stringAt(column, key));
    const types = `must be one of ${COLUMN_TYPES.join(',')}`;
    const errors: FieldError[] = [];
    if (stringAt(column, 'name') === '') errors.push(required(`${at}.name`, ''));
    if (!type) errors.push(required(`${at}.type`, types));
    else if (!COLUMN_TYPES.includes(type)) errors.push(invalid(`${at}.type`, type, types));
    if (format && !COLUMN_FORMATS.includes(format)) {
      errors.push(invalid(`${at}.format`, format, `must be one of ${COLUMN_FORMATS.join(',')}`));
    }
    if (!jsonPath) errors.push(required(`${at}.JSONPath`, ''));
    else errors.push(...validateSimplePath(`${at}.JSONPath`, jsonPath));
    return errors;
  });
}

const MAX_SELECTABLE_FIELDS = 8;

/** ValidateCustomResourceSelectableFields. */
export function validateSelectableFields(
  path: string,
  fields: readonly Json[],
  schema: Schema | undefined,
): FieldError[] {
  const seen = new Set<string>();
  const errors = fields.filter(isObject).flatMap((field, index) => {
    const at = `${path}[${index}].jsonPath`;
    const jsonPath = stringAt(field, 'jsonPath');
    if (jsonPath === '') return [required(at, '')];
    const found = fieldSchema(jsonPath, schema);
    if (typeof found === 'string') return [invalid(at, jsonPath, `is an invalid path: ${found}`)];
    const wrong: FieldError[] = [];
    if (jsonPath.startsWith('.metadata')) {
      wrong.push(invalid(at, jsonPath, 'must not point to fields in metadata'));
    }
    if (!['string', 'boolean', 'integer'].includes(typeOf(found))) {
      const detail =
        'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
      wrong.push(invalid(at, jsonPath, detail));
    }
    if (seen.has(jsonPath)) wrong.push(duplicate(at, jsonPath));
    seen.add(jsonPath);
    return wrong;
  });
  if (seen.size > MAX_SELECTABLE_FIELDS) errors.push(tooMany(path, seen.size, MAX_SELECTABLE_FIELDS));
  return errors;
}

/** The schema at a path of names, or what is wrong with the path (cel.ValidFieldPath). */
function fieldSchema(path: string, schema: Schema | undefined): Schema | string {
  if (path.includes('[')) return 'array notation is not allowed';
  let found = schema;
  for (const name of path.replace(/^\./, '').split('.')) {
    found = propertyOf(found, name);
    if (found === undefined) return 'does not refer to a valid field';
  }
  return found ?? 'does not refer to a valid field';
}
