import { isObject, type Json, type JsonObject } from '../model/json.ts';
import {
  additionalPropertiesOf,
  asSchema,
  hasFlag,
  isEmbeddedResource,
  itemsOf,
  META_FIELDS,
  PRESERVE_UNKNOWN_FIELDS,
  propertyOf,
  type Schema,
} from './schema.ts';

/**
 * Takes out of a custom object what its schema does not name (apiextensions pkg/apiserver/schema/pruning). Changes the
 * object; gives the paths of what is gone, sorted as the server tells them: `spec.things[0].q`.
 */
export function prune(object: JsonObject, schema: Schema | undefined): string[] {
  const paths: string[] = [];
  pruneValue(object, { ...schema, 'x-kubernetes-embedded-resource': true }, '', paths);
  return paths.sort();
}

/** Takes out the nulls of fields that may not be null and have no default (PruneNonNullableNullsWithoutDefaults). */
export function pruneNulls(value: Json, schema: Schema | undefined): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    for (const item of value) pruneNulls(item, itemsOf(schema));
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      const field = propertyOf(schema, key) ?? asSchema(additionalPropertiesOf(schema));
      if (field === undefined) continue;
      if (value[key] === null && !hasFlag(field, 'nullable') && !('default' in field)) delete value[key];
      else pruneNulls(value[key] ?? null, field);
    }
  }
}

function pruneValue(value: Json, schema: Schema | undefined, path: string, gone: string[]): void {
  if (hasFlag(schema, PRESERVE_UNKNOWN_FIELDS)) {
    keepUnknown(value, schema, path, gone);
    return;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      pruneValue(item, itemsOf(schema), `${path}[${index}]`, gone);
    }
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      const at = path === '' ? key : `${path}.${key}`;
      if (schema !== undefined && isEmbeddedResource(schema) && META_FIELDS.has(key)) continue;
      const [known, field] = fieldSchema(schema, key);
      if (known) pruneValue(value[key] ?? null, field, at, gone);
      else {
        if (!META_FIELDS.has(key) || path !== '') gone.push(at);
        delete value[key];
      }
    }
  }
}

/** Below x-kubernetes-preserve-unknown-fields only what is named is looked into. */
function keepUnknown(value: Json, schema: Schema | undefined, path: string, gone: string[]): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      keepUnknown(item, itemsOf(schema), `${path}[${index}]`, gone);
    }
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      if (isEmbeddedResource(schema) && META_FIELDS.has(key)) continue;
      const [known, field] = fieldSchema(schema, key);
      if (known) pruneValue(value[key] ?? null, field, path === '' ? key : `${path}.${key}`, gone);
    }
  }
}

/** Whether a field may be there, and its schema: none for what `additionalProperties: true` allows, which is pruned. */
function fieldSchema(schema: Schema | undefined, key: string): [boolean, Schema | undefined] {
  const field = propertyOf(schema, key);
  if (field !== undefined) return [true, field];
  const additional = additionalPropertiesOf(schema);
  return [additional !== undefined, asSchema(additional)];
}
