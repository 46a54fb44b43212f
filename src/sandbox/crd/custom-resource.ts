import type { DecodedBody, FieldValidation } from '../codec/decode-body.ts';
import { sortKeys } from '../codec/key-order.ts';
import type { Catalog, GoStruct, MergeType } from '../model/catalog.ts';
import { cloneJson, isObject, type JsonObject, listAt, objectAt, own, stringAt } from '../model/json.ts';
import { type ApiObject, apiVersionOf, type GroupVersionKind, parseApiVersion } from '../model/object.ts';
import type { ResourceInfo } from '../model/resource.ts';
import type { Strategy, Validator } from '../model/rules.ts';
import type { CustomTable } from '../table/index.ts';
import { customScaleTable, customTable } from './columns.ts';
import { customStrategy } from './custom-strategy.ts';
import { customValidator, prepareRules } from './custom-validator.ts';
import { decodeCustomBody } from './decode-custom.ts';
import { deprecationWarning } from './deprecation.ts';
import { coerceEmbedded, coerceMetadata, objectMetaStruct } from './embedded-metadata.ts';
import { prune, pruneNulls } from './prune.ts';
import { resourceInfo, versionsOf } from './resource-info.ts';
import { asSchema, type Schema } from './schema.ts';
import { setSchemaDefaults } from './schema-defaults.ts';

/** One served version of a CustomResourceDefinition: all that the verbs need to know of its objects. */
export interface CustomResource {
  readonly resource: ResourceInfo;
  readonly kind: GroupVersionKind;
  readonly listKind: string;
  readonly strategy: Strategy;
  readonly validator: Validator;
  /** To be waited for before an object is validated. */
  readonly prepare: (() => Promise<void>) | undefined;
  /** There is none: objects stay as they are, with sorted keys. */
  readonly struct: undefined;
  readonly empty: ApiObject;
  readonly customTable: CustomTable;
  /** How the subresource scale is printed, where there is one. */
  readonly scaleTable: CustomTable;
  /** `spec.versions[*].subresources.scale`. */
  readonly scale: JsonObject | undefined;
  /** The Warning header of each answer, where the version is deprecated. */
  readonly deprecation: string | undefined;
  /** A definition that is being deleted takes no new objects. */
  readonly isTerminating: boolean;
  /** @throws StatusError 400 or 415 in the server's words */
  decode(body: Buffer, contentType: string | undefined, validation: FieldValidation): DecodedBody;
  /**
   * Pruned, with defaults, keys sorted. What an apply has merged keeps its nulls, which then are invalid.
   * @throws DecodeError
   */
  complete(object: JsonObject, origin?: 'apply'): DecodedBody;
  /** Strategy None: another apiVersion, and what the schema of that version leaves. */
  convert(object: ApiObject, apiVersion: string): ApiObject;
  /** What is left of an object of the storage version. */
  stored(object: ApiObject): ApiObject;
  typeOf(apiVersion: string): MergeType | undefined;
}

/** The resources that a definition serves; none before its names are accepted. `metadata` validates ObjectMeta. */
export function customResourcesOf(
  catalog: Catalog,
  definition: ApiObject,
  metadata: Validator,
): CustomResource[] {
  if (!isServed(definition)) return [];
  const versions = new Map(versionsOf(definition).map((version) => [stringAt(version, 'name'), version]));
  const schemas = new Map([...versions].map(([name, version]) => [name, schemaOf(version)]));
  const context = new Definition(catalog, definition, schemas);
  return [...versions.values()]
    .filter((version) => version.served === true)
    .map((version) => createCustomResource(context, version, metadata));
}

/** What the versions of a definition share. */
class Definition {
  readonly catalog: Catalog;
  readonly object: ApiObject;
  readonly spec: JsonObject;
  readonly names: JsonObject;
  readonly group: string;
  readonly meta: GoStruct;
  readonly preservesUnknownFields: boolean;
  readonly #schemas: ReadonlyMap<string, Schema | undefined>;
  readonly #types = new Map<string, MergeType>();

  constructor(catalog: Catalog, object: ApiObject, schemas: ReadonlyMap<string, Schema | undefined>) {
    this.catalog = catalog;
    this.object = object;
    this.spec = objectAt(object, 'spec');
    this.names = objectAt(objectAt(object, 'status'), 'acceptedNames');
    this.group = stringAt(this.spec, 'group');
    this.meta = objectMetaStruct(catalog);
    this.preservesUnknownFields = this.spec.preserveUnknownFields === true;
    this.#schemas = schemas;
  }

  /** What decoding leaves: with defaults. @throws DecodeError */
  decode(input: JsonObject, origin?: 'apply'): DecodedBody {
    return this.#coerce(input, true, origin === 'apply');
  }

  /** unstructuredSchemaCoercer.apply. */
  #coerce(input: JsonObject, withDefaults: boolean, withNulls = false): DecodedBody {
    const object = cloneJson(input);
    const { group, version } = parseApiVersion(stringAt(object, 'apiVersion'));
    const strictErrors = coerceMetadata(object, this.meta, 'metadata');
    if (group === this.group && stringAt(object, 'kind') === stringAt(this.names, 'kind')) {
      const schema = this.#schemas.get(version);
      if (!this.preservesUnknownFields) {
        strictErrors.push(...prune(object, schema));
        if (!withNulls) pruneNulls(object, schema);
      }
      strictErrors.push(...coerceEmbedded(object, schema, this.meta).sort());
      if (withDefaults) setSchemaDefaults(object, schema);
    }
    if (!isObject(own(object, 'metadata'))) object.metadata = {};
    return {
      object: sortKeys(object) as ApiObject,
      strictErrors: strictErrors.map((path) => `unknown field "${path}"`),
    };
  }

  /** A conversion sets no defaults: those of the version in which an object was sent are in it. */
  convert(object: ApiObject, apiVersion: string): ApiObject {
    return object.apiVersion === apiVersion ? object : this.#coerce({ ...object, apiVersion }, false).object;
  }

  typeOf(apiVersion: string): MergeType | undefined {
    const { group, version } = parseApiVersion(apiVersion);
    if (group !== this.group || !this.#schemas.has(version)) return undefined;
    let type = this.#types.get(version);
    if (type === undefined) {
      type = this.catalog.mergeTypeOfCustomResource(this.#schemas.get(version), this.preservesUnknownFields);
      this.#types.set(version, type);
    }
    return type;
  }
}

function createCustomResource(
  definition: Definition,
  version: JsonObject,
  metadata: Validator,
): CustomResource {
  const { catalog, group, names, spec } = definition;
  const name = stringAt(version, 'name');
  const kind = { group, version: name, kind: stringAt(names, 'kind') };
  const subresources = objectAt(version, 'subresources');
  const scale = asSchema(own(subresources, 'scale'));
  return {
    resource: resourceInfo(definition.object, version),
    kind,
    listKind: stringAt(names, 'listKind'),
    strategy: customStrategy(version),
    validator: inVersion(
      definition,
      kind,
      customValidator({ kind, schema: schemaOf(version), scale, metadata }),
    ),
    prepare: prepareRules(schemaOf(version)),
    struct: undefined,
    empty: { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: {} },
    customTable: customTable(catalog, listAt(version, 'additionalPrinterColumns').filter(isObject)),
    scaleTable: customScaleTable(catalog, scale),
    scale,
    deprecation: deprecationWarning(spec, version),
    isTerminating: definition.object.metadata.deletionTimestamp !== undefined,
    decode: (body, contentType, validation) =>
      decodeCustomBody(body, contentType, kind, validation, (object) => definition.decode(object)),
    complete: (object, origin) => definition.decode(object, origin),
    convert: (object, apiVersion) => definition.convert(object, apiVersion),
    stored: (object) => definition.decode(object).object,
    typeOf: (apiVersion) => definition.typeOf(apiVersion),
  };
}

/** An object is validated by the schema of the version that is asked for, whatever version it is kept in. */
function inVersion(definition: Definition, kind: GroupVersionKind, validator: Validator): Validator {
  const storage = versionsOf(definition.object).find((version) => version.storage === true);
  const stored = apiVersionOf({ group: kind.group, version: stringAt(storage, 'name') });
  const seen = (object: ApiObject) =>
    object.apiVersion === stored ? definition.convert(object, apiVersionOf(kind)) : object;
  const { validateCreate, validateUpdate, validateSubresourceUpdate = {}, warnings } = validator;
  return {
    validateCreate: (object, context) => validateCreate(seen(object), context),
    validateUpdate: (object, old, context) => validateUpdate?.(seen(object), seen(old), context) ?? [],
    validateSubresourceUpdate: Object.fromEntries(
      Object.entries(validateSubresourceUpdate).map(([name, validate]) => [
        name,
        (object, old, context) => validate(seen(object), seen(old), context),
      ]),
    ),
    ...(warnings === undefined ? {} : { warnings }),
  };
}

/** Requests are answered as soon as the names are accepted. */
function isServed(definition: ApiObject): boolean {
  return listAt(objectAt(definition, 'status'), 'conditions').some(
    (condition) =>
      isObject(condition) &&
      condition.status === 'True' &&
      (condition.type === 'NamesAccepted' || condition.type === 'Established'),
  );
}

function schemaOf(version: JsonObject): Schema | undefined {
  return asSchema(own(objectAt(version, 'schema'), 'openAPIV3Schema'));
}
