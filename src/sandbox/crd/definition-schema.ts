import { type FieldError, forbidden, invalid } from '../model/field-error.ts';
import { cloneJson, equalJson, isObject, type Json, own } from '../model/json.ts';
import { internalSchema } from './internal-form.ts';
import { prune } from './prune.ts';
import {
  INT_OR_STRING,
  isEmbeddedResource,
  itemsOf,
  META_FIELDS,
  propertiesOf,
  propertyOf,
  type Schema,
  typeOf,
} from './schema.ts';
import { validateSchemaRules } from './schema-rules.ts';
import { validateAgainstSchema } from './schema-validation.ts';
import { validateStructural } from './structural.ts';

/** validateCustomResourceDefinitionValidation: the schema of a version. `path` is that of openAPIV3Schema. */
export function validateDefinitionSchema(path: string, schema: Schema, withStatus: boolean): FieldError[] {
  const errors = withStatus ? validateRoot(path, schema) : [];
  if (schema.nullable === true)
    errors.push(forbidden(`${path}.nullable`, 'nullable cannot be true at the root'));
  const structural = validateStructural(path, schema);
  if (structural.length > 0) errors.push(...structural);
  else errors.push(...validateDefaults(path, { ...schema, 'x-kubernetes-embedded-resource': true }, false));
  errors.push(...validateSchemaRules(path, schema));
  return errors;
}

/** In the internal type's order and by its names. */
const ROOT_FIELDS = new Map(
  Object.entries({
    description: 'Description',
    type: 'Type',
    format: 'Format',
    title: 'Title',
    maximum: 'Maximum',
    exclusiveMaximum: 'ExclusiveMaximum',
    minimum: 'Minimum',
    exclusiveMinimum: 'ExclusiveMinimum',
    maxLength: 'MaxLength',
    minLength: 'MinLength',
    pattern: 'Pattern',
    maxItems: 'MaxItems',
    minItems: 'MinItems',
    uniqueItems: 'UniqueItems',
    multipleOf: 'MultipleOf',
    required: 'Required',
    items: 'Items',
    properties: 'Properties',
    externalDocs: 'ExternalDocs',
    example: 'Example',
    'x-kubernetes-preserve-unknown-fields': 'XPreserveUnknownFields',
    'x-kubernetes-validations': 'XValidations',
  }),
);

/** With the subresource status the schema of the status is taken out of the whole: nothing may be lost by that. */
function validateRoot(path: string, schema: Schema): FieldError[] {
  for (const key of Object.keys(schema)) {
    if (key === 'type' && typeOf(schema) !== 'object') {
      const detail =
        'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
      return [invalid(`${path}.type`, typeOf(schema), detail)];
    }
    if (ROOT_FIELDS.has(key)) continue;
    const allowed = [...ROOT_FIELDS.values()].join(' ');
    const detail = `only [${allowed}] fields are allowed at the root of the schema if the status subresource is enabled`;
    return [invalid(path, internalSchema(schema), detail)];
  }
  return [];
}

/** pkg/apiserver/schema/defaulting/validation.go: a default must be what its own schema leaves and takes. */
function validateDefaults(path: string, schema: Schema, insideMeta: boolean): FieldError[] {
  const inMeta = insideMeta && !isEmbeddedResource(schema);
  const fallback = own(schema, 'default');
  const errors: FieldError[] = [];
  if (fallback !== undefined && fallback !== null && !inMeta) {
    if (!isPruned(fallback, schema))
      errors.push(invalid(`${path}.default`, fallback, 'must not have unknown fields'));
    errors.push(...validateAgainstSchema(`${path}.default`, fallback, withOwnTypes(schema)));
  }
  const items = itemsOf(schema);
  if (items !== undefined) errors.push(...validateDefaults(`${path}.items`, items, inMeta));
  for (const key of Object.keys(propertiesOf(schema))) {
    const field = propertyOf(schema, key);
    const isMeta = inMeta || (isEmbeddedResource(schema) && META_FIELDS.has(key));
    if (field !== undefined) errors.push(...validateDefaults(`${path}.properties[${key}]`, field, isMeta));
  }
  return errors;
}

/** Defaults are held to the types as they stand: x-kubernetes-int-or-string adds none. */
function withOwnTypes<T extends Json>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(withOwnTypes) as T;
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).filter(([key]) => key !== INT_OR_STRING);
  return Object.fromEntries(entries.map(([key, value]) => [key, withOwnTypes(value)])) as T;
}

function isPruned(value: Json, schema: Schema): boolean {
  // Pruning begins at an object: a value of any other kind is looked at as a field of one.
  const holder = { value: cloneJson(value) };
  prune(holder, { type: 'object', properties: { value: schema } });
  return equalJson(holder.value, value);
}
