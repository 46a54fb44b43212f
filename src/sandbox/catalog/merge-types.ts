import type { MergeField, MergeType } from '../model/catalog.ts';
import { isObject, type Json, type JsonObject, listAt, objectAt, own, stringAt } from '../model/json.ts';

// Structured merges see a type through its OpenAPI schema: kube-openapi pkg/schemaconv/openapi.go and smd.go.

/** What src/sandbox/data has in schemas.json: the schemas of OpenAPI v3 without their words. */
export interface SchemasData {
  /** `apps/v1/Deployment`, `/v1/Pod`: the name of the definition. */
  kinds: Record<string, string>;
  /** JSON texts by the definitions' names. */
  definitions: Record<string, string>;
}

export interface MergeTypes {
  find(group: string, version: string, kind: string): MergeType | undefined;
  /** The type of a custom resource: that of its schema with what each object has; undefined takes anything. */
  ofCustomResource(schema: JsonObject | undefined, preserveUnknownFields: boolean): MergeType;
}

const UNTYPED: MergeType = { kind: 'any', relationship: 'atomic' };
const DEDUCED: MergeType = { kind: 'any', relationship: 'separable' };
const UNTYPED_SCALAR: MergeType = { kind: 'scalar', of: 'untyped' };

/** Hard-coded in schemaconv as well. */
const OWN_TYPES: Readonly<Record<string, MergeType>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': UNTYPED_SCALAR,
  'io.k8s.apimachinery.pkg.runtime.RawExtension': UNTYPED,
};

export function createMergeTypes({ kinds, definitions }: SchemasData): MergeTypes {
  const made = new Map<string, MergeType>();
  const definition: Resolve = (name) => {
    let type = made.get(name) ?? own(OWN_TYPES as JsonObject, name);
    if (type === undefined) {
      const text = own(definitions, name);
      type = typeof text === 'string' ? convert(JSON.parse(text) as JsonObject, definition, false) : UNTYPED;
      made.set(name, type as MergeType);
    }
    return type as MergeType;
  };
  return {
    find(group, version, kind) {
      const name = own(kinds, `${group}/${version}/${kind}`);
      return typeof name === 'string' ? definition(name) : undefined;
    },
    ofCustomResource: (schema, preserveUnknownFields) =>
      convert(
        schema === undefined ? { type: 'object' } : withMeta(schema),
        definition,
        preserveUnknownFields,
      ),
  };
}

/** apiextensions-apiserver pkg/controller/openapi/builder/builder.go, buildKubeNative. */
function withMeta(schema: JsonObject): JsonObject {
  return { type: 'object', ...schema, properties: { ...objectAt(schema, 'properties'), ...META_PROPERTIES } };
}

const META_PROPERTIES: JsonObject = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: { $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' },
};

type Resolve = (name: string) => MergeType;

/** `preserves`: fields that the schema does not name are taken, which goes for all that is inside as well. */
function convert(schema: JsonObject, resolve: Resolve, preserves: boolean): MergeType {
  const preservesHere = preserves || own(schema, 'x-kubernetes-preserve-unknown-fields') === true;
  switch (own(schema, 'type')) {
    case 'object':
      return convertObject(withEmbeddedMeta(schema), resolve, preservesHere);
    case 'array':
      return convertList(schema, resolve, preservesHere);
    case 'integer':
    case 'number':
      return { kind: 'scalar', of: 'number' };
    case 'boolean':
      return { kind: 'scalar', of: 'boolean' };
    case 'string':
      return ['', 'byte'].includes(stringAt(schema, 'format'))
        ? { kind: 'scalar', of: 'string' }
        : UNTYPED_SCALAR;
    default:
      return relationshipOfMap(schema) === 'atomic' ? UNTYPED : DEDUCED;
  }
}

function withEmbeddedMeta(schema: JsonObject): JsonObject {
  return own(schema, 'x-kubernetes-embedded-resource') === true ? withMeta(schema) : schema;
}

function convertObject(schema: JsonObject, resolve: Resolve, preserves: boolean): MergeType {
  const relationship = relationshipOfMap(schema) ?? 'separable';
  const properties = objectAt(schema, 'properties');
  const names = Object.keys(properties);
  const additional = own(schema, 'additionalProperties');
  const element = elementOf();
  if (names.length === 0 && element !== undefined) return { kind: 'map', element, relationship };
  return new LazyStruct(relationship, element, () => {
    const fields = new Map<string, MergeField>();
    for (const name of names) {
      const member = objectAt(properties, name);
      fields.set(name, { type: reference(member, resolve, preserves), default: own(member, 'default') });
    }
    return fields;
  });

  function elementOf(): MergeType | undefined {
    if (additional === undefined || additional === null)
      return preserves || names.length === 0 ? DEDUCED : undefined;
    if (isObject(additional)) return reference(additional, resolve, preserves);
    return additional === true ? DEDUCED : undefined;
  }
}

function convertList(schema: JsonObject, resolve: Resolve, preserves: boolean): MergeType {
  const items = own(schema, 'items');
  const element = isObject(items) ? reference(items, resolve, preserves) : UNTYPED;
  const { relationship, keys } = relationshipOfList(schema);
  return { kind: 'list', element, relationship, keys };
}

/** The type of a property or an item: a definition of its own, or what stands there. */
function reference(schema: JsonObject, resolve: Resolve, preserves: boolean): MergeType {
  const [only, ...others] = listAt(schema, 'allOf');
  const inAllOf = isObject(only) && others.length === 0 ? stringAt(only, '$ref') : '';
  const name = (stringAt(schema, '$ref') || inAllOf).split('/').at(-1) ?? '';
  if (name === '') return convert(schema, resolve, preserves);
  const relationship = relationshipOfMap(schema);
  return relationship === undefined ? resolve(name) : withRelationship(resolve(name), relationship);
}

/** What a reference says of its map goes before what the definition says. */
function withRelationship(type: MergeType, relationship: 'separable' | 'atomic'): MergeType {
  if (type.kind === 'struct') return new LazyStruct(relationship, type.element, () => type.fields);
  return type.kind === 'map' || type.kind === 'any' ? { ...type, relationship } : type;
}

/** Its fields are made when they are first asked for: types hold one another, also themselves. */
class LazyStruct {
  readonly kind = 'struct';
  readonly relationship: 'separable' | 'atomic';
  readonly element: MergeType | undefined;
  readonly #make: () => ReadonlyMap<string, MergeField>;
  #fields: ReadonlyMap<string, MergeField> | undefined;

  constructor(
    relationship: 'separable' | 'atomic',
    element: MergeType | undefined,
    make: () => ReadonlyMap<string, MergeField>,
  ) {
    this.relationship = relationship;
    this.element = element;
    this.#make = make;
  }

  get fields(): ReadonlyMap<string, MergeField> {
    this.#fields ??= this.#make();
    return this.#fields;
  }
}

function relationshipOfMap(schema: JsonObject): 'separable' | 'atomic' | undefined {
  const type = own(schema, 'x-kubernetes-map-type');
  if (type === 'atomic') return 'atomic';
  return type === 'granular' ? 'separable' : undefined;
}

function relationshipOfList(schema: JsonObject): {
  relationship: 'associative' | 'atomic';
  keys: readonly string[];
} {
  const type = own(schema, 'x-kubernetes-list-type');
  if (type === 'set') return { relationship: 'associative', keys: [] };
  if (type === 'map') return { relationship: 'associative', keys: mapKeys(schema) };
  if (type !== undefined) return { relationship: 'atomic', keys: [] };
  const strategy = stringAt(schema, 'x-kubernetes-patch-strategy');
  if (strategy !== 'merge' && strategy !== 'merge,retainKeys') return { relationship: 'atomic', keys: [] };
  const key = stringAt(schema, 'x-kubernetes-patch-merge-key');
  return { relationship: 'associative', keys: key === '' ? [] : [key] };
}

function mapKeys(schema: JsonObject): string[] {
  return listAt(schema, 'x-kubernetes-list-map-keys').filter((key: Json) => typeof key === 'string');
}
