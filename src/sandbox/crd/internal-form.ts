import { isObject, type Json, type JsonObject, listAt, objectAt, own, stringAt } from '../model/json.ts';
import { additionalPropertiesOf, alternativesOf, asSchema, propertiesOf, type Schema } from './schema.ts';

// The server's internal types have no names for JSON: where a message shows one of their values, Go's own names stand in it.

/** apiextensions.JSONSchemaProps. */
export function internalSchema(schema: Schema): JsonObject {
  const form: JsonObject = {};
  for (const [name, key, zero] of SCHEMA_FIELDS) form[name] = schemaField(schema, key) ?? zero;
  return form;
}

/** apiextensions.CustomResourceDefinitionVersion, without what all versions share. */
export function internalVersion(version: JsonObject, shared: JsonObject): JsonObject {
  const part = (key: string, form: (value: Json) => Json): Json => {
    const value = own(version, key);
    return key in shared || value === undefined ? null : form(value);
  };
  return {
    Name: stringAt(version, 'name'),
    Served: version.served === true,
    Storage: version.storage === true,
    Deprecated: version.deprecated === true,
    DeprecationWarning: own(version, 'deprecationWarning') ?? null,
    Schema: part('schema', (value) => ({
      OpenAPIV3Schema: optionalSchema(own(value as JsonObject, 'openAPIV3Schema')),
    })),
    Subresources: part('subresources', (value) => internalSubresources(value as JsonObject)),
    AdditionalPrinterColumns: part('additionalPrinterColumns', (value) =>
      (value as JsonObject[]).map(internalColumn),
    ),
    SelectableFields: part('selectableFields', (value) =>
      (value as JsonObject[]).map((field) => ({ JSONPath: stringAt(field, 'jsonPath') })),
    ),
  };
}

const SCHEMA_FIELDS: ReadonlyArray<[string, string, Json]> = [
  ['ID', 'id', ''],
  ['Schema', '$schema', ''],
  ['Ref', '$ref', null],
  ['Description', 'description', ''],
  ['Type', 'type', ''],
  ['Nullable', 'nullable', false],
  ['Format', 'format', ''],
  ['Title', 'title', ''],
  ['Default', 'default', null],
  ['Maximum', 'maximum', null],
  ['ExclusiveMaximum', 'exclusiveMaximum', false],
  ['Minimum', 'minimum', null],
  ['ExclusiveMinimum', 'exclusiveMinimum', false],
  ['MaxLength', 'maxLength', null],
  ['MinLength', 'minLength', null],
  ['Pattern', 'pattern', ''],
  ['MaxItems', 'maxItems', null],
  ['MinItems', 'minItems', null],
  ['UniqueItems', 'uniqueItems', false],
  ['MultipleOf', 'multipleOf', null],
  ['Enum', 'enum', null],
  ['MaxProperties', 'maxProperties', null],
  ['MinProperties', 'minProperties', null],
  ['Required', 'required', null],
  ['Items', 'items', null],
  ['AllOf', 'allOf', null],
  ['OneOf', 'oneOf', null],
  ['AnyOf', 'anyOf', null],
  ['Not', 'not', null],
  ['Properties', 'properties', null],
  ['AdditionalProperties', 'additionalProperties', null],
  ['PatternProperties', 'patternProperties', null],
  ['Dependencies', 'dependencies', null],
  ['AdditionalItems', 'additionalItems', null],
  ['Definitions', 'definitions', null],
  ['ExternalDocs', 'externalDocs', null],
  ['Example', 'example', null],
  ['XPreserveUnknownFields', 'x-kubernetes-preserve-unknown-fields', null],
  ['XEmbeddedResource', 'x-kubernetes-embedded-resource', false],
  ['XIntOrString', 'x-kubernetes-int-or-string', false],
  ['XListMapKeys', 'x-kubernetes-list-map-keys', null],
  ['XListType', 'x-kubernetes-list-type', null],
  ['XMapType', 'x-kubernetes-map-type', null],
  ['XValidations', 'x-kubernetes-validations', null],
];

function schemaField(schema: Schema, key: string): Json | undefined {
  const value = own(schema, key);
  if (value === undefined) return undefined;
  switch (key) {
    case 'items':
      return Array.isArray(value)
        ? { Schema: null, JSONSchemas: value.filter(isObject).map(internalSchema) }
        : { Schema: optionalSchema(value), JSONSchemas: null };
    case 'allOf':
    case 'oneOf':
    case 'anyOf':
      return alternativesOf(schema, key).map(internalSchema);
    case 'not':
      return optionalSchema(value);
    case 'properties':
      return Object.fromEntries(
        Object.entries(propertiesOf(schema)).map(([name, field]) => [name, optionalSchema(field)]),
      );
    case 'additionalProperties': {
      const additional = additionalPropertiesOf(schema);
      return {
        Allows: additional !== false,
        Schema: optionalSchema(isObject(additional) ? additional : undefined),
      };
    }
    case 'externalDocs':
      return isObject(value)
        ? { Description: stringAt(value, 'description'), URL: stringAt(value, 'url') }
        : value;
    case 'x-kubernetes-validations':
      return listAt(schema, key).filter(isObject).map(internalRule);
    default:
      return value;
  }
}

function internalRule(rule: JsonObject): JsonObject {
  return {
    Rule: stringAt(rule, 'rule'),
    Message: stringAt(rule, 'message'),
    MessageExpression: stringAt(rule, 'messageExpression'),
    Reason: own(rule, 'reason') ?? null,
    FieldPath: stringAt(rule, 'fieldPath'),
    OptionalOldSelf: own(rule, 'optionalOldSelf') ?? null,
  };
}

function internalSubresources(subresources: JsonObject): JsonObject {
  const scale = objectAt(subresources, 'scale');
  return {
    Status: own(subresources, 'status') === undefined ? null : {},
    Scale:
      own(subresources, 'scale') === undefined
        ? null
        : {
            SpecReplicasPath: stringAt(scale, 'specReplicasPath'),
            StatusReplicasPath: stringAt(scale, 'statusReplicasPath'),
            LabelSelectorPath: own(scale, 'labelSelectorPath') ?? null,
          },
  };
}

function internalColumn(column: JsonObject): JsonObject {
  return {
    Name: stringAt(column, 'name'),
    Type: stringAt(column, 'type'),
    Format: stringAt(column, 'format'),
    Description: stringAt(column, 'description'),
    Priority: own(column, 'priority') ?? 0,
    JSONPath: stringAt(column, 'jsonPath'),
  };
}

function optionalSchema(value: Json | undefined): Json {
  const schema = asSchema(value);
  return schema === undefined ? null : internalSchema(schema);
}
