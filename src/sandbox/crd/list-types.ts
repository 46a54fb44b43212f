import { goJson } from '../codec/encode-json.ts';
import { sortKeys } from '../codec/key-order.ts';
import { duplicate, type FieldError, invalid } from '../model/field-error.ts';
import { equalJson, isObject, type Json, type JsonObject, listAt, own, setOwn } from '../model/json.ts';
import {
  additionalPropertiesOf,
  asSchema,
  itemsOf,
  LIST_MAP_KEYS,
  LIST_TYPE,
  propertyOf,
  type Schema,
} from './schema.ts';

/** What is twice in a list of type `set` or `map` (apiextensions pkg/apiserver/schema/listtype). */
export function validateListTypes(path: string, value: Json, schema: Schema | undefined): FieldError[] {
  if (schema === undefined) return [];
  if (Array.isArray(value)) {
    return [
      ...validateList(path, value, schema),
      ...value.flatMap((item, index) => validateListTypes(`${path}[${index}]`, item, itemsOf(schema))),
    ];
  }
  if (!isObject(value)) return [];
  const additional = asSchema(additionalPropertiesOf(schema));
  return Object.keys(value).flatMap((key) => {
    const item = value[key] ?? null;
    const field = propertyOf(schema, key);
    return [
      ...validateListTypes(`${path}[${key}]`, item, additional),
      ...validateListTypes(path === '' ? key : `${path}.${key}`, item, field),
    ];
  });
}

function validateList(path: string, list: readonly Json[], schema: Schema): FieldError[] {
  const type = own(schema, LIST_TYPE);
  if (type === 'set')
    return repeated(list).map((index) => duplicate(`${path}[${index}]`, list[index] ?? null));
  if (type !== 'map') return [];
  const wrong = list.findIndex((item) => item !== null && !isObject(item));
  if (wrong >= 0) {
    return [invalid(`${path}[${wrong}]`, list[wrong], 'must be an object for an array of list-type map')];
  }
  const names = listAt(schema, LIST_MAP_KEYS).map(String);
  const keys = list.map((item) => keyOf(isObject(item) ? item : {}, names));
  return repeated(keys).map((index) => duplicate(`${path}[${index}]`, keys[index] ?? {}));
}

function keyOf(item: JsonObject, names: readonly string[]): JsonObject {
  const key: JsonObject = {};
  for (const name of names) {
    const value = own(item, name);
    if (value !== undefined) setOwn(key, name, value);
  }
  return key;
}

/** The indexes at which values stand for the second time. */
function repeated(values: readonly Json[]): number[] {
  const times = new Map<string, number>();
  return values.flatMap((value, index) => {
    const text = goJson(sortKeys(value));
    const seen = (times.get(text) ?? 0) + 1;
    times.set(text, seen);
    return seen === 2 ? [index] : [];
  });
}

/** The item of the old list that this one was: only lists with keys tell. */
export function correlatedItem(item: Json, old: Json | undefined, schema: Schema): Json | undefined {
  if (!Array.isArray(old) || own(schema, LIST_TYPE) !== 'map' || !isObject(item)) return undefined;
  const keys = listAt(schema, LIST_MAP_KEYS).map(String);
  return old.find((each) => isObject(each) && keys.every((key) => equalJson(own(each, key), own(item, key))));
}
