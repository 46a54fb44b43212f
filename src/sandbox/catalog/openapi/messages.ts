/**
 * A message of gnostic's OpenAPIv2.proto or OpenAPIv3.proto: how the keys of a JSON object are written. An entry is
 * `key number type`; a `*` after the number stands for a list. The types are `s` string, `b` bool, `i` int64, `d` double,
 * `any` (a text in YAML), or the name of a message.
 */
export interface MessageTable {
  readonly fields?: string;
  /** The number and the type of entries that are named by their key, as in a map; for all keys, or those with this prefix. */
  readonly named?: { number: number; type: string; prefix?: string };
  /** The number of what stands under keys with `x-`. */
  readonly extensions?: number;
  /** The message is one of others: `$ref` decides, or what kind of value it is. */
  readonly oneOf?: 'reference' | 'boolean' | 'parameter' | 'nonBodyParameter' | 'scalar';
  readonly reference?: { number: number; type: string };
  readonly otherwise?: { number: number; type: string };
  /** The message has a list (or one value as such) in its field 1. */
  readonly listOf?: string;
}

export type MessageTables = Readonly<Record<string, MessageTable>>;

const NUMBERS = (first: number): string =>
  ['maximum d', 'exclusiveMaximum b', 'minimum d', 'exclusiveMinimum b', 'maxLength i', 'minLength i']
    .concat(['pattern s', 'maxItems i', 'minItems i', 'uniqueItems b'])
    .map((field, index) => field.replace(' ', ` ${first + index} `))
    .join(', ');

const referenceOr = (type: string, reference = 'Reference'): MessageTable => ({
  oneOf: 'reference',
  otherwise: { number: 1, type },
  reference: { number: 2, type: reference },
});

const parameterTable = (allowsEmpty: boolean): MessageTable => {
  const shift = allowsEmpty ? 1 : 0;
  const empty = allowsEmpty ? ', allowEmptyValue 5 b' : '';
  return {
    fields: `required 1 b, in 2 s, description 3 s, name 4 s${empty}, type ${5 + shift} s, format ${6 + shift} s, default ${9 + shift} any, ${NUMBERS(10 + shift)}, enum ${20 + shift}* any, multipleOf ${21 + shift} d`,
    extensions: 22 + shift,
  };
};

export const OPEN_API_V2: MessageTables = {
  Document: {
    fields:
      'swagger 1 s, info 2 Info, schemes 5* s, paths 8 Paths, definitions 9 Definitions, parameters 10 Parameters, security 12* SecurityRequirement, securityDefinitions 13 SecurityDefinitions',
  },
  Info: { fields: 'title 1 s, version 2 s' },
  Paths: { named: { number: 2, type: 'PathItem', prefix: '/' } },
  PathItem: {
    fields:
      '$ref 1 s, get 2 Operation, put 3 Operation, post 4 Operation, delete 5 Operation, options 6 Operation, head 7 Operation, patch 8 Operation, parameters 9* ParametersItem',
    extensions: 10,
  },
  Operation: {
    fields:
      'tags 1* s, summary 2 s, description 3 s, operationId 5 s, produces 6* s, consumes 7* s, parameters 8* ParametersItem, responses 9 Responses, schemes 10* s, deprecated 11 b',
    extensions: 13,
  },
  ParametersItem: referenceOr('Parameter', 'JsonReference'),
  JsonReference: { fields: '$ref 1 s, description 2 s' },
  Parameter: { oneOf: 'parameter' },
  BodyParameter: {
    fields: 'description 1 s, name 2 s, in 3 s, required 4 b, schema 5 Schema',
    extensions: 6,
  },
  NonBodyParameter: { oneOf: 'nonBodyParameter' },
  HeaderParameter: parameterTable(false),
  QueryParameter: parameterTable(true),
  PathParameter: parameterTable(false),
  Responses: { named: { number: 1, type: 'ResponseValue' } },
  ResponseValue: referenceOr('Response', 'JsonReference'),
  Response: { fields: 'description 1 s, schema 2 SchemaItem', extensions: 5 },
  SchemaItem: { fields: '', otherwise: { number: 1, type: 'Schema' } },
  Definitions: { named: { number: 1, type: 'Schema' } },
  Parameters: { named: { number: 1, type: 'Parameter' } },
  SecurityRequirement: { named: { number: 1, type: 'StringArray' } },
  StringArray: { listOf: 's' },
  SecurityDefinitions: { named: { number: 1, type: 'SecurityDefinition' } },
  SecurityDefinition: { fields: '', otherwise: { number: 2, type: 'ApiKey' } },
  ApiKey: { fields: 'type 1 s, name 2 s, in 3 s, description 4 s', extensions: 5 },
  Schema: {
    fields: `$ref 1 s, format 2 s, title 3 s, description 4 s, default 5 any, multipleOf 6 d, ${NUMBERS(7)}, maxProperties 17 i, minProperties 18 i, required 19* s, enum 20* any, additionalProperties 21 AdditionalProperties, type 22 Type, items 23 Items, allOf 24* Schema, properties 25 Definitions, discriminator 26 s, readOnly 27 b, externalDocs 29 ExternalDocs, example 30 any`,
    extensions: 31,
  },
  AdditionalProperties: { oneOf: 'boolean', otherwise: { number: 1, type: 'Schema' } },
  Type: { listOf: 's' },
  Items: { listOf: 'Schema' },
  ExternalDocs: { fields: 'description 1 s, url 2 s' },
};

export const OPEN_API_V3: MessageTables = {
  Document: { fields: 'openapi 1 s, info 2 Info, paths 4 Paths, components 5 Components' },
  Info: { fields: 'title 1 s, description 2 s, version 6 s' },
  Components: {
    fields: 'schemas 1 Schemas, securitySchemes 7 SecuritySchemes',
  },
  SecuritySchemes: { named: { number: 1, type: 'SecuritySchemeOrReference' } },
  SecuritySchemeOrReference: referenceOr('SecurityScheme'),
  SecurityScheme: { fields: 'type 1 s, description 2 s, name 3 s, in 4 s' },
  Schemas: { named: { number: 1, type: 'SchemaOrReference' } },
  SchemaOrReference: referenceOr('Schema'),
  Reference: { fields: '$ref 1 s, summary 2 s, description 3 s' },
  Paths: { named: { number: 1, type: 'PathItem', prefix: '/' } },
  PathItem: {
    fields:
      '$ref 1 s, summary 2 s, description 3 s, get 4 Operation, put 5 Operation, post 6 Operation, delete 7 Operation, options 8 Operation, head 9 Operation, patch 10 Operation, trace 11 Operation, parameters 13* ParameterOrReference',
    extensions: 14,
  },
  Operation: {
    fields:
      'tags 1* s, summary 2 s, description 3 s, operationId 5 s, parameters 6* ParameterOrReference, requestBody 7 RequestBodyOrReference, responses 8 Responses, deprecated 10 b',
    extensions: 13,
  },
  ParameterOrReference: referenceOr('Parameter'),
  Parameter: {
    fields:
      'name 1 s, in 2 s, description 3 s, required 4 b, deprecated 5 b, allowEmptyValue 6 b, style 7 s, explode 8 b, allowReserved 9 b, schema 10 SchemaOrReference',
    extensions: 14,
  },
  RequestBodyOrReference: referenceOr('RequestBody'),
  RequestBody: { fields: 'description 1 s, content 2 MediaTypes, required 3 b', extensions: 4 },
  MediaTypes: { named: { number: 1, type: 'MediaType' } },
  MediaType: { fields: 'schema 1 SchemaOrReference', extensions: 5 },
  Responses: { named: { number: 2, type: 'ResponseOrReference' } },
  ResponseOrReference: referenceOr('Response'),
  Response: { fields: 'description 1 s, content 3 MediaTypes', extensions: 5 },
  Schema: {
    fields: `nullable 1 b, readOnly 3 b, writeOnly 4 b, externalDocs 6 ExternalDocs, example 7 any, deprecated 8 b, title 9 s, multipleOf 10 d, ${NUMBERS(11)}, maxProperties 21 i, minProperties 22 i, required 23* s, enum 24* any, type 25 s, allOf 26* SchemaOrReference, oneOf 27* SchemaOrReference, anyOf 28* SchemaOrReference, not 29 Schema, items 30 Items, properties 31 Schemas, additionalProperties 32 AdditionalProperties, default 33 Default, description 34 s, format 35 s`,
    extensions: 36,
  },
  Items: { listOf: 'SchemaOrReference' },
  AdditionalProperties: { oneOf: 'boolean', otherwise: { number: 1, type: 'SchemaOrReference' } },
  Default: { oneOf: 'scalar' },
  ExternalDocs: { fields: 'description 1 s, url 2 s' },
};
