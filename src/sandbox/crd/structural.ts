import { type FieldError, fieldErrorMessage, forbidden, invalid, required } from '../model/field-error.ts';
import { equalJson, isObject, type Json, objectAt, own, stringAt } from '../model/json.ts';
import { patternFault } from './go-pattern.ts';
import {
  additionalPropertiesOf,
  alternativesOf,
  asSchema,
  EMBEDDED_RESOURCE,
  hasFlag,
  INT_OR_STRING,
  isEmbeddedResource,
  itemsOf,
  PRESERVE_UNKNOWN_FIELDS,
  propertiesOf,
  propertyOf,
  type Schema,
  typeOf,
} from './schema.ts';

type Level = 'root' | 'item' | 'field';

/**
 * Whether a schema is structural: what it allows must be plain outside of allOf, anyOf, oneOf and not (apiextensions
 * pkg/apiserver/schema/validation.go and complete.go). Sorted, as the server tells them.
 */
export function validateStructural(path: string, schema: Schema): FieldError[] {
  const errors = [...invariants(path, schema, 'root'), ...completeness(path, schema, schema, path)];
  return errors
    .map((error) => ({ error, message: fieldErrorMessage(error) }))
    .sort((a, b) => (a.message < b.message ? -1 : Number(a.message > b.message)))
    .map(({ error }) => error);
}

function* invariants(path: string, schema: Schema, level: Level): Generator<FieldError> {
  const type = typeOf(schema);
  const items = itemsOf(schema);
  if (type === 'array' && items === undefined) yield required(`${path}.items`, 'must be specified');
  if (items !== undefined) yield* invariants(`${path}.items`, items, 'item');
  for (const key of Object.keys(propertiesOf(schema))) {
    const field = propertyOf(schema, key);
    if (field !== undefined) yield* invariants(`${path}.properties[${key}]`, field, 'field');
  }
  const additional = additionalPropertiesOf(schema);
  if (additional !== undefined && level === 'root') {
    yield forbidden(`${path}.additionalProperties`, 'must not be used at the root');
  }
  if (isObject(additional)) yield* invariants(`${path}.additionalProperties`, additional, 'field');
  yield* extensions(path, schema);
  yield* valueValidation(path, schema, intOrStringExceptions(schema));
  yield* typeInvariants(path, schema, level);
  if (isEmbeddedResource(schema) && additional !== undefined) {
    yield forbidden(
      `${path}.additionalProperties`,
      'must not be used if x-kubernetes-embedded-resource is set',
    );
  }
  if (level === 'root' && type !== '' && type !== 'object') {
    yield invalid(`${path}.type`, type, 'must be object at the root');
  }
  yield* metaInvariants(path, schema, level);
}

function* extensions(path: string, schema: Schema): Generator<FieldError> {
  if (!hasFlag(schema, INT_OR_STRING)) return;
  const detail = 'must be false if x-kubernetes-int-or-string is true';
  for (const flag of [PRESERVE_UNKNOWN_FIELDS, EMBEDDED_RESOURCE]) {
    if (hasFlag(schema, flag)) yield invalid(`${path}.${flag}`, true, detail);
  }
}

const MISSING_TYPE: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

function* typeInvariants(path: string, schema: Schema, level: Level): Generator<FieldError> {
  const type = typeOf(schema);
  if (isEmbeddedResource(schema) && type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true';
    yield type === '' ? required(`${path}.type`, detail) : invalid(`${path}.type`, type, detail);
  } else if (type === '' && !hasFlag(schema, INT_OR_STRING) && !hasFlag(schema, PRESERVE_UNKNOWN_FIELDS)) {
    yield required(`${path}.type`, MISSING_TYPE[level]);
  }
}

function* metaInvariants(path: string, schema: Schema, level: Level): Generator<FieldError> {
  const isObjectRoot = level === 'root' || isEmbeddedResource(schema);
  for (const key of ['kind', 'apiVersion']) {
    const field = propertyOf(schema, key);
    if (isObjectRoot && field !== undefined && typeOf(field) !== 'string') {
      yield invalid(`${path}.properties[${key}].type`, typeOf(field), 'must be string');
    }
  }
  const metadata = propertyOf(schema, 'metadata');
  if (metadata !== undefined) {
    const at = `${path}.properties[metadata]`;
    if (isObjectRoot && typeOf(metadata) !== 'object')
      yield invalid(`${at}.type`, typeOf(metadata), 'must be object');
    if (level === 'root' && !restrictsNamesOnly(metadata)) {
      const detail =
        'must not specify anything other than name and generateName, but metadata is implicitly specified';
      yield forbidden(at, detail);
    }
  }
  const isOpen = hasFlag(schema, PRESERVE_UNKNOWN_FIELDS) || Object.keys(propertiesOf(schema)).length > 0;
  if (isEmbeddedResource(schema) && !isOpen) {
    const detail =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    yield required(`${path}.properties`, detail);
  }
}

function restrictsNamesOnly({ type: _type, default: _default, properties, ...rest }: Schema): boolean {
  const names = Object.keys(isObject(properties) ? properties : {});
  return Object.keys(rest).length === 0 && names.every((name) => name === 'name' || name === 'generateName');
}

const INT_OR_STRING_ANY_OF: Json = [{ type: 'integer' }, { type: 'string' }];

/** x-kubernetes-int-or-string may say its two types once more: `anyOf`, or `anyOf` in the first of `allOf`. */
function intOrStringExceptions(schema: Schema): { anyOf: boolean; firstAllOf: boolean } {
  const [first] = alternativesOf(schema, 'allOf');
  return {
    anyOf: equalJson(own(schema, 'anyOf'), INT_OR_STRING_ANY_OF),
    firstAllOf: first !== undefined && equalJson(own(first, 'anyOf'), INT_OR_STRING_ANY_OF),
  };
}

function* valueValidation(
  path: string,
  schema: Schema,
  skip: { anyOf: boolean; firstAllOf: boolean },
): Generator<FieldError> {
  if (!skip.anyOf) yield* nestedList(path, schema, 'anyOf');
  for (const [index, each] of alternativesOf(schema, 'allOf').entries()) {
    const skipsAnyOf = skip.firstAllOf && index === 0;
    yield* nested(`${path}.allOf[${index}]`, each, { anyOf: skipsAnyOf, firstAllOf: false });
  }
  yield* nestedList(path, schema, 'oneOf');
  const not = asSchema(own(schema, 'not'));
  if (not !== undefined) yield* nested(`${path}.not`, not, NOTHING);
  const pattern = stringAt(schema, 'pattern');
  const fault = patternFault(pattern);
  if (fault !== undefined) {
    yield invalid(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${fault}`);
  }
}

const NOTHING = { anyOf: false, firstAllOf: false };

function* nestedList(path: string, schema: Schema, key: 'anyOf' | 'oneOf'): Generator<FieldError> {
  for (const [index, each] of alternativesOf(schema, key).entries()) {
    yield* nested(`${path}.${key}[${index}]`, each, NOTHING);
  }
}

/** What a schema inside of allOf, anyOf, oneOf or not must leave out, by what it must be. */
const LEFT_OUT: ReadonlyArray<[string, string]> = [
  ['type', 'empty'],
  ['additionalProperties', 'undefined'],
  ['default', 'undefined'],
  ['title', 'empty'],
  ['description', 'empty'],
  ['nullable', 'false'],
  [PRESERVE_UNKNOWN_FIELDS, 'false'],
  [EMBEDDED_RESOURCE, 'false'],
  [INT_OR_STRING, 'false'],
  ['x-kubernetes-list-map-keys', 'empty'],
  ['x-kubernetes-list-type', 'undefined'],
  ['x-kubernetes-map-type', 'undefined'],
  ['x-kubernetes-validations', 'empty'],
];

function* nested(path: string, schema: Schema, skip: typeof NOTHING): Generator<FieldError> {
  yield* valueValidation(path, schema, skip);
  const items = itemsOf(schema);
  if (items !== undefined) yield* nested(`${path}.items`, items, NOTHING);
  for (const key of Object.keys(propertiesOf(schema))) {
    const field = propertyOf(schema, key);
    if (field !== undefined) yield* nested(`${path}.properties[${key}]`, field, NOTHING);
  }
  for (const [key, state] of LEFT_OUT) {
    const value = own(schema, key);
    const isThere = value !== undefined && (state === 'undefined' ? value !== null : isFilled(value));
    if (isThere) yield forbidden(`${path}.${key}`, `must be ${state} to be structural`);
  }
  if (propertyOf(schema, 'metadata') !== undefined) {
    yield forbidden(`${path}.properties[metadata]`, 'must not be specified in a nested context');
  }
}

function isFilled(value: Json): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== '' && value !== false && value !== null;
}

/** Each field that a nested schema names must stand in the plain schema too. */
function* completeness(
  path: string,
  nestedSchema: Schema,
  schema: Schema | undefined,
  at: string,
): Generator<FieldError> {
  for (const [key, each] of nestedSchemas(nestedSchema)) yield* complete(path, each, schema, `${at}.${key}`);
}

function* complete(
  path: string,
  each: Schema,
  schema: Schema | undefined,
  at: string,
): Generator<FieldError> {
  if (schema === undefined) {
    yield required(path, `because it is defined in ${at}`);
    return;
  }
  yield* completeness(path, each, schema, at);
  const items = itemsOf(each);
  if (items !== undefined) yield* complete(`${path}.items`, items, itemsOf(schema), `${at}.items`);
  for (const key of Object.keys(propertiesOf(each))) {
    const field = asSchema(own(objectAt(each, 'properties'), key)) ?? {};
    yield* complete(`${path}.properties[${key}]`, field, propertyOf(schema, key), `${at}.properties[${key}]`);
  }
}

function nestedSchemas(schema: Schema): Array<[string, Schema]> {
  const not = asSchema(own(schema, 'not'));
  const lists = (['allOf', 'anyOf', 'oneOf'] as const).flatMap((key) =>
    alternativesOf(schema, key).map((each, index): [string, Schema] => [`${key}[${index}]`, each]),
  );
  return not === undefined ? lists : [['not', not], ...lists];
}
