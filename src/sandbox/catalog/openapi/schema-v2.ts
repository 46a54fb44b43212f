import { cloneJson, isObject, type JsonObject, listAt, objectAt, own, setOwn } from '../../model/json.ts';

const PRESERVE = 'x-kubernetes-preserve-unknown-fields';

/**
 * What is left of a structural schema in OpenAPI v2, and what kubectl can cope with
 * (apiextensions-apiserver pkg/controller/openapi/v2/conversion.go).
 */
export function toOpenApiV2(schema: JsonObject): JsonObject {
  const result = cloneJson(schema);
  for (const key of ['allOf', 'oneOf', 'anyOf', 'not']) delete result[key];
  const isOpen = own(result, PRESERVE) === true;
  if (own(result, 'nullable') === true) {
    delete result.type;
    delete result.nullable;
    delete result.items;
    delete result.properties;
  }
  if (isOpen) {
    delete result.items;
    delete result.properties;
  }
  if (result.type === 'array' && result.items === undefined) delete result.type;
  if (isOpen && result.type === 'object') delete result.type;
  const rules = listAt(result, 'x-kubernetes-validations');
  if (rules.length > 0) result['x-kubernetes-validations'] = rules.map((rule) => sorted(rule as JsonObject));
  convertChildren(result);
  return result;
}

function convertChildren(schema: JsonObject): void {
  const properties = objectAt(schema, 'properties');
  for (const name of Object.keys(properties)) {
    const child = objectAt(properties, name);
    // What may be null is not required: v2 knows no null.
    if (child.nullable === true && Array.isArray(schema.required)) {
      schema.required = schema.required.filter((required) => required !== name);
    }
    setOwn(properties, name, toOpenApiV2(child));
  }
  for (const key of ['items', 'additionalProperties']) {
    const child = own(schema, key);
    if (!isObject(child)) continue;
    if (key === 'additionalProperties' && child.nullable === true) delete schema.required;
    schema[key] = toOpenApiV2(child);
  }
}

/** In v2 rules have been JSON once, which sorts the keys. */
function sorted(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.keys(object)
      .sort()
      .map((key) => [key, object[key] ?? null]),
  );
}
