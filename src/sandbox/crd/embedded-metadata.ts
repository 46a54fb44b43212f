import { canonicalize, DecodeError } from '../codec/canonical.ts';
import type { Catalog, GoStruct } from '../model/catalog.ts';
import { type FieldError, invalid, required } from '../model/field-error.ts';
import { isObject, type Json, type JsonObject, own, setOwn } from '../model/json.ts';
import {
  additionalPropertiesOf,
  asSchema,
  isEmbeddedResource,
  itemsOf,
  propertyOf,
  type Schema,
} from './schema.ts';

// Custom objects are free in all but their metadata, and that of the objects embedded in them: apiextensions
// pkg/apiserver/schema/objectmeta.

/** The Go type of `metadata`. */
export function objectMetaStruct(catalog: Pick<Catalog, 'goTypeOf'>): GoStruct {
  const type = catalog.goTypeOf('', 'v1', 'ConfigMap')?.fields.find(({ json }) => json === 'metadata')?.type;
  if (type?.kind !== 'struct') throw new Error('the catalog does not know ObjectMeta');
  return type.struct;
}

/**
 * Puts `metadata` of an object into its type's form. Gives the paths of what it does not know.
 * @throws DecodeError in Go's words
 */
export function coerceMetadata(object: JsonObject, meta: GoStruct, path: string): string[] {
  const metadata = own(object, 'metadata');
  if (metadata === undefined) return [];
  const { object: coerced, strictErrors } = canonicalize(meta, metadata, { path });
  if (coerced.creationTimestamp === null) delete coerced.creationTimestamp;
  setOwn(object, 'metadata', coerced);
  return strictErrors.map((error) => /^\w+ field "(.*)"$/s.exec(error)?.[1] ?? error);
}

/** The same for the embedded objects that a schema names. @throws DecodeError */
export function coerceEmbedded(value: Json, schema: Schema | undefined, meta: GoStruct, path = ''): string[] {
  if (schema === undefined) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => coerceEmbedded(item, itemsOf(schema), meta, `${path}[${index}]`));
  }
  if (!isObject(value)) return [];
  const unknown = isEmbeddedResource(schema) ? coerceOne(value, meta, path) : [];
  for (const key of Object.keys(value)) {
    const field = propertyOf(schema, key) ?? asSchema(additionalPropertiesOf(schema));
    unknown.push(...coerceEmbedded(value[key] ?? null, field, meta, path === '' ? key : `${path}.${key}`));
  }
  return unknown;
}

function coerceOne(value: JsonObject, meta: GoStruct, path: string): string[] {
  for (const key of ['apiVersion', 'kind']) {
    const found = own(value, key);
    if (found !== undefined && typeof found !== 'string') {
      throw new DecodeError(`${path}.${key}: Invalid value: ${JSON.stringify(found)}: must be a string`);
    }
  }
  return coerceMetadata(value, meta, `${path}.metadata`);
}

/** Whether the embedded objects are objects at all: they need an apiVersion and a kind. */
export function validateEmbedded(path: string, value: Json, schema: Schema | undefined): FieldError[] {
  if (schema === undefined) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => validateEmbedded(`${path}[${index}]`, item, itemsOf(schema)));
  }
  if (!isObject(value)) return [];
  const errors = isEmbeddedResource(schema) ? validateOne(path, value) : [];
  for (const key of Object.keys(value)) {
    const field = propertyOf(schema, key) ?? asSchema(additionalPropertiesOf(schema));
    errors.push(...validateEmbedded(path === '' ? key : `${path}.${key}`, value[key] ?? null, field));
  }
  return errors;
}

function validateOne(path: string, value: JsonObject): FieldError[] {
  return ['apiVersion', 'kind'].flatMap((key) => {
    const found = own(value, key);
    if (found === undefined) return [required(`${path}.${key}`, '')];
    if (typeof found !== 'string') return [invalid(`${path}.${key}`, found, 'must be a string')];
    return found === '' ? [invalid(`${path}.${key}`, found, 'must not be empty')] : [];
  });
}
