import { cloneJson, isObject, type Json, own, setOwn } from '../model/json.ts';
import {
  additionalPropertiesOf,
  asSchema,
  hasFlag,
  itemsOf,
  propertiesOf,
  propertyOf,
  type Schema,
} from './schema.ts';

/** Sets the defaults of a schema (apiextensions pkg/apiserver/schema/defaulting/algorithm.go). Changes the value. */
export function setSchemaDefaults(value: Json, schema: Schema | undefined): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    for (const [index, item] of value.entries()) {
      if (isNullToReplace(item, items)) value[index] = cloneJson(items?.default ?? null);
      setSchemaDefaults(value[index] ?? null, items);
    }
    return;
  }
  if (!isObject(value)) return;
  for (const key of Object.keys(propertiesOf(schema))) {
    const field = propertyOf(schema, key);
    const fallback = field === undefined ? undefined : own(field, 'default');
    if (fallback === undefined || fallback === null) continue;
    const found = own(value, key);
    if (found === undefined || isNullToReplace(found, field)) setOwn(value, key, cloneJson(fallback));
  }
  for (const key of Object.keys(value)) {
    const field = propertyOf(schema, key);
    const additional = field === undefined ? asSchema(additionalPropertiesOf(schema)) : undefined;
    if (additional !== undefined && isNullToReplace(own(value, key) ?? null, additional)) {
      setOwn(value, key, cloneJson(additional.default ?? null));
    }
    setSchemaDefaults(own(value, key) ?? null, field ?? additional);
  }
}

function isNullToReplace(value: Json, schema: Schema | undefined): boolean {
  return value === null && schema !== undefined && !hasFlag(schema, 'nullable') && 'default' in schema;
}
