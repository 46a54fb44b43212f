import { type FieldError, forbidden, invalid, notSupported, required } from '../model/field-error.ts';
import { isObject, type JsonObject, listAt, objectAt, own, stringAt } from '../model/json.ts';
import {
  additionalPropertiesOf,
  alternativesOf,
  asSchema,
  EMBEDDED_RESOURCE,
  hasFlag,
  isEmbeddedResource,
  itemsOf,
  LIST_MAP_KEYS,
  LIST_TYPE,
  MAP_TYPE,
  META_FIELDS,
  PRESERVE_UNKNOWN_FIELDS,
  propertiesOf,
  propertyOf,
  type Schema,
  typeOf,
  VALIDATIONS,
} from './schema.ts';

/** What is known of the place of a schema in the whole. */
interface Place {
  isRoot: boolean;
  /** Inside of the metadata, the kind or the apiVersion of an object. */
  insideMeta: boolean;
  /** Why there may be no default; undefined where there may. */
  noDefault: string | undefined;
}

/** ValidateCustomResourceDefinitionOpenAPISchema of apiextensions validation.go, without its CEL rules. */
export function validateSchemaRules(
  path: string,
  schema: Schema,
  place: Place = { isRoot: true, insideMeta: false, noDefault: undefined },
): FieldError[] {
  return [...rules(path, schema, place)];
}

function* rules(path: string, schema: Schema, place: Place): Generator<FieldError> {
  yield* standard(path, schema, place);
  if (hasFlag(schema, 'uniqueItems')) {
    const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    yield forbidden(`${path}.uniqueItems`, detail);
  }
  yield* children(path, schema, { ...place, isRoot: false }, place);
  yield* mapRules(path, schema);
  yield* listRules(path, schema);
  for (const [index, rule] of listAt(schema, VALIDATIONS).entries()) {
    if (isObject(rule)) yield* validationRule(`${path}.${VALIDATIONS}[${index}]`, rule);
  }
}

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** specStandardValidatorV3.validate. */
function* standard(path: string, schema: Schema, place: Place): Generator<FieldError> {
  const type = typeOf(schema);
  if (type !== '' && !TYPES.includes(type)) yield notSupported(`${path}.type`, type, TYPES);
  const fallback = own(schema, 'default');
  if (fallback !== undefined && fallback !== null && place.noDefault !== undefined) {
    yield forbidden(`${path}.default`, `must not be set ${place.noDefault}`);
  }
  if (stringAt(schema, 'id') !== '') yield forbidden(`${path}.id`, 'id is not supported');
  if (own(schema, 'additionalItems') !== undefined) {
    yield forbidden(`${path}.additionalItems`, 'additionalItems is not supported');
  }
  for (const key of ['patternProperties', 'definitions']) {
    if (Object.keys(objectAt(schema, key)).length > 0)
      yield forbidden(`${path}.${key}`, `${key} is not supported`);
  }
  for (const key of ['dependencies', '$ref']) {
    if (own(schema, key) !== undefined) yield forbidden(`${path}.${key}`, `${key} is not supported`);
  }
  if (type === 'null') {
    yield forbidden(`${path}.type`, 'type cannot be set to null, use nullable as an alternative');
  }
  if (Array.isArray(own(schema, 'items'))) {
    yield forbidden(`${path}.items`, 'items must be a schema object and not an array');
  }
  if (place.insideMeta && isEmbeddedResource(schema)) {
    yield forbidden(`${path}.${EMBEDDED_RESOURCE}`, 'must not be used inside of resource meta');
  }
}

function* children(path: string, schema: Schema, inner: Place, place: Place): Generator<FieldError> {
  const additional = additionalPropertiesOf(schema);
  const properties = Object.keys(propertiesOf(schema));
  if (additional !== undefined) {
    if (properties.length > 0 && additional !== true) {
      yield forbidden(
        `${path}.additionalProperties`,
        'additionalProperties and properties are mutual exclusive',
      );
    }
    const noDefault = place.insideMeta
      ? 'inside additionalProperties applying to object metadata'
      : inner.noDefault;
    if (isObject(additional))
      yield* rules(`${path}.additionalProperties`, additional, { ...inner, noDefault });
  }
  for (const key of properties) {
    const field = propertyOf(schema, key);
    if (field === undefined) continue;
    const isMeta = (place.isRoot || isEmbeddedResource(schema)) && META_FIELDS.has(key);
    yield* rules(`${path}.properties[${key}]`, field, {
      isRoot: false,
      insideMeta: inner.insideMeta || isMeta,
      noDefault: isMeta && place.isRoot ? `in top-level ${key}` : inner.noDefault,
    });
  }
  const not = asSchema(own(schema, 'not'));
  if (not !== undefined) yield* rules(`${path}.not`, not, inner);
  for (const key of ['allOf', 'oneOf', 'anyOf'] as const) {
    for (const [index, each] of alternativesOf(schema, key).entries()) {
      yield* rules(`${path}.${key}[${index}]`, each, inner);
    }
  }
  const items = itemsOf(schema);
  if (items !== undefined) yield* rules(`${path}.items`, items, inner);
}

function* mapRules(path: string, schema: Schema): Generator<FieldError> {
  if (own(schema, PRESERVE_UNKNOWN_FIELDS) === false) {
    yield invalid(`${path}.${PRESERVE_UNKNOWN_FIELDS}`, false, 'must be true or undefined');
  }
  const mapType = own(schema, MAP_TYPE);
  if (typeof mapType !== 'string') return;
  yield* mustBe(path, schema, 'object', MAP_TYPE);
  if (mapType !== 'atomic' && mapType !== 'granular') {
    yield notSupported(`${path}.${MAP_TYPE}`, mapType, ['atomic', 'granular']);
  }
}

function* mustBe(path: string, schema: Schema, type: string, extension: string): Generator<FieldError> {
  const found = typeOf(schema);
  const detail = `must be ${type} if ${extension} is specified`;
  if (found === '') yield required(`${path}.type`, detail);
  else if (found !== type) yield invalid(`${path}.type`, found, detail);
}

function* listRules(path: string, schema: Schema): Generator<FieldError> {
  const listType = own(schema, LIST_TYPE);
  const keys = listAt(schema, LIST_MAP_KEYS).map(String);
  const items = itemsOf(schema);
  if (typeof listType === 'string') {
    const wrong = [...mustBe(path, schema, 'array', LIST_TYPE)];
    yield* wrong;
    if (wrong.length === 0 && listType === 'set' && items !== undefined) yield* setItems(path, items);
    if (!['atomic', 'set', 'map'].includes(listType)) {
      yield notSupported(`${path}.${LIST_TYPE}`, listType, ['atomic', 'set', 'map']);
    }
  }
  if (keys.length > 0 && listType !== 'map') {
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
    yield typeof listType === 'string'
      ? invalid(`${path}.${LIST_TYPE}`, listType, detail)
      : required(`${path}.${LIST_TYPE}`, detail);
  }
  if (listType === 'map') yield* mapItems(path, items, keys);
  if (listType === 'map' || listType === 'set') yield* nullableItems(path, items, listType, keys);
}

function* setItems(path: string, items: Schema): Generator<FieldError> {
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const listType = own(items, LIST_TYPE) ?? null;
  if (typeOf(items) === 'array' && listType !== null && listType !== 'atomic') {
    yield invalid(`${path}.items.${LIST_TYPE}`, listType, detail);
  }
  if (typeOf(items) === 'object' && own(items, MAP_TYPE) !== 'atomic') {
    yield invalid(`${path}.items.${MAP_TYPE}`, listType, detail);
  }
}

function* mapItems(path: string, items: Schema | undefined, keys: readonly string[]): Generator<FieldError> {
  const keysPath = `${path}.${LIST_MAP_KEYS}`;
  if (keys.length === 0) yield required(keysPath, 'must not be empty if x-kubernetes-list-type is map');
  if (items === undefined) {
    yield required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map');
    return;
  }
  if (typeOf(items) !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    yield invalid(`${path}.items.type`, typeOf(items), detail);
    return;
  }
  for (const [index, key] of keys.entries()) {
    const field = propertyOf(items, key);
    if (field === undefined)
      yield invalid(keysPath, [...keys], 'entries must all be names of item properties');
    else if (['array', 'object'].includes(typeOf(field))) {
      const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
      yield invalid(`${path}.items.properties[${key}].type`, typeOf(items), detail);
    }
    if (keys.indexOf(key) < index) yield invalid(keysPath, [...keys], 'must not contain duplicate entries');
  }
}

/** validateMapListKeysMapSet. */
function* nullableItems(
  path: string,
  items: Schema | undefined,
  listType: string,
  keys: readonly string[],
): Generator<FieldError> {
  if (items === undefined) return;
  if (hasFlag(items, 'nullable')) {
    yield forbidden(
      `${path}.items.nullable`,
      `cannot be nullable when x-kubernetes-list-type is ${listType}`,
    );
  }
  if (listType !== 'map') return;
  const isRequired = new Set(listAt(items, 'required'));
  for (const key of keys) {
    const field = propertyOf(items, key);
    if (field === undefined) continue;
    const at = `${path}.items.properties[${key}]`;
    if (!isRequired.has(key) && own(field, 'default') === undefined) {
      const detail =
        'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';
      yield required(`${at}.default`, detail);
    }
    if (hasFlag(field, 'nullable')) {
      const detail = 'this property is in x-kubernetes-list-map-keys, so it cannot be nullable';
      yield forbidden(`${at}.nullable`, detail);
    }
  }
}

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];

/** The plain parts of an entry of x-kubernetes-validations. */
function* validationRule(path: string, rule: JsonObject): Generator<FieldError> {
  const [text, message, expression] = ['rule', 'message', 'messageExpression'].map((key) =>
    stringAt(rule, key),
  );
  const isBlank = (value: string | undefined) => value !== '' && value?.trim() === '';
  const hasLineBreak = (value: string | undefined) => /[\n\r]/.test(value?.trim() ?? '');
  if (!text?.trim()) yield required(`${path}.rule`, 'rule is not specified');
  else if (isBlank(message)) yield invalid(`${path}.message`, message, 'must be non-empty if specified');
  else if (hasLineBreak(message)) yield invalid(`${path}.message`, message, 'must not contain line breaks');
  else if (hasLineBreak(text) && !message?.trim()) {
    yield required(`${path}.message`, 'message must be specified if rule contains line breaks');
  }
  if (isBlank(expression)) {
    yield required(`${path}.messageExpression`, 'messageExpression must be non-empty if specified');
  }
  const reason = own(rule, 'reason');
  if (typeof reason === 'string' && !REASONS.includes(reason)) {
    yield notSupported(`${path}.reason`, reason, REASONS);
  }
}
