import { isObject, type Json, type JsonObject, listAt, objectAt, own, stringAt } from '../model/json.ts';

/** JSONSchemaProps of apiextensions v1 as JSON: the schema of a custom resource, or of a part of it. */
export type Schema = JsonObject;

/** The schemas by field; an empty object where there are none. */
export function propertiesOf(schema: Schema | undefined): JsonObject {
  return objectAt(schema, 'properties');
}

export function propertyOf(schema: Schema | undefined, key: string): Schema | undefined {
  return asSchema(own(propertiesOf(schema), key));
}

/** The schema of a list's items. */
export function itemsOf(schema: Schema | undefined): Schema | undefined {
  return schema === undefined ? undefined : asSchema(own(schema, 'items'));
}

/** The schema of a map's values; `true` allows any, and undefined says nothing. */
export function additionalPropertiesOf(schema: Schema | undefined): Schema | boolean | undefined {
  const value = schema === undefined ? undefined : own(schema, 'additionalProperties');
  return typeof value === 'boolean' ? value : asSchema(value);
}

/** The schemas of `allOf`, `anyOf` or `oneOf`. */
export function alternativesOf(schema: Schema | undefined, key: 'allOf' | 'anyOf' | 'oneOf'): Schema[] {
  return listAt(schema, key).filter(isObject);
}

export function typeOf(schema: Schema | undefined): string {
  return stringAt(schema, 'type');
}

/** Whether an extension or a flag such as `nullable` is true. */
export function hasFlag(schema: Schema | undefined, flag: string): boolean {
  return schema !== undefined && own(schema, flag) === true;
}

export const PRESERVE_UNKNOWN_FIELDS = 'x-kubernetes-preserve-unknown-fields';
export const EMBEDDED_RESOURCE = 'x-kubernetes-embedded-resource';
export const INT_OR_STRING = 'x-kubernetes-int-or-string';
export const LIST_TYPE = 'x-kubernetes-list-type';
export const LIST_MAP_KEYS = 'x-kubernetes-list-map-keys';
export const MAP_TYPE = 'x-kubernetes-map-type';
export const VALIDATIONS = 'x-kubernetes-validations';

export function isEmbeddedResource(schema: Schema | undefined): boolean {
  return hasFlag(schema, EMBEDDED_RESOURCE);
}

/** What each object has, and no schema needs to name. */
export const META_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** Every schema below one and itself, in no order of meaning (SchemaHas of apiextensions validation.go). */
export function* everySchema(schema: Schema | undefined): Generator<Schema> {
  if (schema === undefined) return;
  yield schema;
  const items = own(schema, 'items');
  for (const item of Array.isArray(items) ? items : [items]) yield* everySchema(asSchema(item));
  for (const key of ['allOf', 'anyOf', 'oneOf'] as const) {
    for (const item of alternativesOf(schema, key)) yield* everySchema(item);
  }
  for (const key of ['not', 'additionalProperties', 'additionalItems']) {
    yield* everySchema(asSchema(own(schema, key)));
  }
  for (const key of ['properties', 'patternProperties', 'definitions', 'dependencies']) {
    for (const item of Object.values(objectAt(schema, key))) yield* everySchema(asSchema(item));
  }
}

export function asSchema(value: Json | undefined): Schema | undefined {
  return isObject(value) ? value : undefined;
}
