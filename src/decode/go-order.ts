import {
  findApiType,
  type GoStruct,
  type GoType,
  isObject,
  type Json,
  type JsonObject,
  setOwn,
} from '../sandbox/api-types.ts';

/**
 * The value with the keys of its objects in the order in which Go writes them: as the struct declares them, and sorted
 * where no struct is known. Nothing is added or left out; keys that the struct does not have stand at the end.
 */
export function orderLikeGo(value: Json, struct: GoStruct | undefined): Json {
  if (Array.isArray(value)) return value.map((item) => orderLikeGo(item, struct));
  return isObject(value) ? orderObject(value, struct ?? ownType(value)) : value;
}

/** An object within another may say what it is: in the rows of a Table, in a List. */
function ownType({ apiVersion, kind }: JsonObject): GoStruct | undefined {
  return typeof apiVersion === 'string' && typeof kind === 'string'
    ? findApiType(apiVersion, kind)
    : undefined;
}

function orderObject(object: JsonObject, struct: GoStruct | undefined): JsonObject {
  const ordered: JsonObject = {};
  for (const { json, type } of struct?.fields ?? []) {
    const value = Object.hasOwn(object, json) ? object[json] : undefined;
    if (value !== undefined) setOwn(ordered, json, orderTyped(value, type));
  }
  for (const key of Object.keys(object).sort()) {
    if (!Object.hasOwn(ordered, key)) setOwn(ordered, key, orderLikeGo(object[key] ?? null, undefined));
  }
  return ordered;
}

function orderTyped(value: Json, type: GoType): Json {
  if (type.kind === 'struct') return orderLikeGo(value, type.struct);
  if (type.kind === 'list' && Array.isArray(value))
    return value.map((item) => orderTyped(item, type.element));
  if (type.kind === 'map' && isObject(value)) {
    const ordered: JsonObject = {};
    for (const key of Object.keys(value).sort())
      setOwn(ordered, key, orderTyped(value[key] ?? null, type.element));
    return ordered;
  }
  return orderLikeGo(value, type.kind === 'special' ? type.struct : undefined);
}
