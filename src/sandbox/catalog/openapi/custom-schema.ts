import {
  cloneJson,
  isObject,
  type Json,
  type JsonObject,
  listAt,
  objectAt,
  own,
  setOwn,
  stringAt,
} from '../../model/json.ts';
import type { CustomResource } from '../custom-versions.ts';
import { toOpenApiV2 } from './schema-v2.ts';

const CONVENTIONS = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';

/** TypeMeta's properties as the definitions of metav1 have them. */
const API_VERSION: JsonObject = {
  description: `APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: ${CONVENTIONS}#resources`,
  type: 'string',
};
const KIND: JsonObject = {
  description: `Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: ${CONVENTIONS}#types-kinds`,
  type: 'string',
};
const EMBEDDED_API_VERSION: JsonObject = {
  description: `apiVersion defines the versioned schema of this representation of an object. More info: ${CONVENTIONS}#resources`,
  type: 'string',
};
const EMBEDDED_KIND: JsonObject = {
  description: `kind is a string value representing the type of this object. In CamelCase. More info: ${CONVENTIONS}#types-kinds`,
  type: 'string',
};
const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const LIST_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta';

type Version = 'v2' | 'v3';

/**
 * The definition of a custom resource as the server publishes it (apiextensions-apiserver
 * pkg/controller/openapi/builder/builder.go, buildKubeNative).
 */
export function customSchema(resource: CustomResource, version: Version): JsonObject {
  const { schema, preserveUnknownFields } = resource;
  const isOpen = preserveUnknownFields || schema?.[PRESERVE] === true;
  const published =
    schema === undefined || (version === 'v2' && isOpen)
      ? { type: 'object' }
      : withMeta(structural(version === 'v2' ? toOpenApiV2(schema) : schema, version), version);
  return ordered({ ...published, ...extensionsOf(resource, resource.kind) });
}

/** The definition of its list (buildListSchema). */
export function customListSchema(resource: CustomResource, version: Version): JsonObject {
  const { plural, kind, listKind } = resource;
  return {
    description: `${listKind} is a list of ${kind}`,
    type: 'object',
    required: ['items'],
    properties: {
      apiVersion: API_VERSION,
      items: {
        description: `List of ${plural}. More info: ${CONVENTIONS}`,
        type: 'array',
        items: { $ref: refTo(modelName(resource, kind), version) },
      },
      kind: KIND,
      metadata: reference(
        `Standard list metadata. More info: ${CONVENTIONS}#types-kinds`,
        LIST_META,
        version,
      ),
    },
    ...extensionsOf(resource, listKind),
  };
}

/** `com.example.stable.v1.CronTab`. */
export function modelName({ group, version }: CustomResource, kind: string): string {
  return `${group.split('.').reverse().join('.')}.${version}.${kind}`;
}

const PRESERVE = 'x-kubernetes-preserve-unknown-fields';
const EMBEDDED = 'x-kubernetes-embedded-resource';
const INT_OR_STRING = 'x-kubernetes-int-or-string';
const GROUP_VERSION_KIND = 'x-kubernetes-group-version-kind';
const SELECTABLE_FIELDS = 'x-kubernetes-selectable-fields';

function extensionsOf({ group, version, selectableFields }: CustomResource, kind: string): JsonObject {
  const fields = selectableFields.map((path) => ({ fieldPath: path.replace(/^\./, '') }));
  return {
    [GROUP_VERSION_KIND]: [{ group, kind, version }],
    ...(fields.length === 0 ? {} : { [SELECTABLE_FIELDS]: fields }),
  };
}

function withMeta(schema: JsonObject, version: Version): JsonObject {
  const properties = {
    ...objectAt(schema, 'properties'),
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: metadata(version),
  };
  return ordered({ ...schema, properties });
}

function metadata(version: Version): JsonObject {
  return reference(`Standard object's metadata. More info: ${CONVENTIONS}#metadata`, OBJECT_META, version);
}

/** In v3 nothing may stand beside a `$ref`. */
function reference(description: string, definition: string, version: Version): JsonObject {
  const $ref = refTo(definition, version);
  return version === 'v2' ? { description, $ref } : { description, allOf: [{ $ref }] };
}

function refTo(definition: string, version: Version): string {
  return `#/${version === 'v2' ? 'definitions' : 'components/schemas'}/${definition}`;
}

/** Structural.ToKubeOpenAPI: what a structural schema may have, with what the server adds by its extensions. */
function structural(schema: JsonObject, version: Version): JsonObject {
  const result = mapSchemas(schema, (child) => structural(child, version));
  if (version === 'v3' && result[INT_OR_STRING] === true) addIntOrString(result);
  // Embedded resources that keep what is unknown have no more properties in v2: kubectl would refuse others.
  if (result[EMBEDDED] === true && !(version === 'v2' && result[PRESERVE] === true)) {
    result.properties = {
      ...objectAt(result, 'properties'),
      apiVersion: EMBEDDED_API_VERSION,
      kind: EMBEDDED_KIND,
      metadata: metadata(version),
    };
    const required = listAt(result, 'required');
    result.required = [...required, ...['kind', 'apiVersion'].filter((name) => !required.includes(name))];
  }
  if (version === 'v2') delete result.default;
  return ordered(result);
}

/** A copy with each schema in it mapped; those in allOf and the like stay, for they are no structural schemas. */
function mapSchemas(schema: JsonObject, map: (child: JsonObject) => JsonObject): JsonObject {
  const result = cloneJson(schema);
  for (const key of ['items', 'additionalProperties']) {
    const child = own(result, key);
    if (isObject(child)) result[key] = map(child);
  }
  const properties = own(result, 'properties');
  if (isObject(properties)) {
    for (const name of Object.keys(properties)) setOwn(properties, name, map(objectAt(properties, name)));
  }
  return result;
}

/** Structural.Unfold. */
function addIntOrString(schema: JsonObject): void {
  const anyOf: Json[] = [{ type: 'integer' }, { type: 'string' }];
  const isThere = (alternatives: readonly Json[]) =>
    alternatives.map((alternative) => (isObject(alternative) ? stringAt(alternative, 'type') : '')).join() ===
    'integer,string';
  const [first] = listAt(schema, 'allOf');
  if (isThere(listAt(schema, 'anyOf')) || (isObject(first) && isThere(listAt(first, 'anyOf')))) return;
  if (listAt(schema, 'anyOf').length === 0) schema.anyOf = anyOf;
  else schema.allOf = [{ anyOf }, ...listAt(schema, 'allOf')];
}

/** The order in which kube-openapi writes a schema (pkg/validation/spec/schema.go); extensions come last, by name. */
const ORDER = [
  ...['description', '$ref', 'type', 'nullable', 'format', 'title', 'default', 'maximum', 'exclusiveMaximum'],
  ...['minimum', 'exclusiveMinimum', 'maxLength', 'minLength', 'pattern', 'maxItems', 'minItems'],
  ...['uniqueItems', 'multipleOf', 'enum', 'maxProperties', 'minProperties', 'required', 'items'],
  ...['allOf', 'oneOf', 'anyOf', 'not', 'properties', 'additionalProperties', 'externalDocs', 'example'],
  ...[EMBEDDED, GROUP_VERSION_KIND, INT_OR_STRING, 'x-kubernetes-list-map-keys', 'x-kubernetes-list-type'],
  ...['x-kubernetes-map-type', PRESERVE, SELECTABLE_FIELDS, 'x-kubernetes-validations'],
];

/** Where the value is empty Go leaves the key out; numbers are pointers there, and stay. */
function ordered(schema: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const key of ORDER) {
    const value = own(schema, key);
    if (value === undefined || value === null || value === '') continue;
    if (value === false && key !== 'default' && key !== 'additionalProperties' && key !== 'example') continue;
    if (Array.isArray(value) && value.length === 0 && key !== 'default' && key !== 'example') continue;
    result[key] = orderedWithin(key, value);
  }
  return result;
}

function orderedWithin(key: string, value: Json): Json {
  if (key === 'properties' && isObject(value)) {
    const sorted: JsonObject = {};
    for (const name of Object.keys(value).sort()) setOwn(sorted, name, ordered(objectAt(value, name)));
    return sorted;
  }
  if (['allOf', 'oneOf', 'anyOf'].includes(key)) {
    return (value as Json[]).map((item) =>
      isObject(item) && item.$ref === undefined ? ordered(item) : item,
    );
  }
  return key === 'not' && isObject(value) ? ordered(value) : value;
}
