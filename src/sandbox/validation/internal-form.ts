import { loadCatalog } from '../catalog/catalog.ts';
import type { GoField, GoStruct, GoType } from '../model/catalog.ts';
import { sortedKeys } from '../model/go-format.ts';
import { isObject, type Json, type JsonObject, own, setOwn } from '../model/json.ts';

let catalog: ReturnType<typeof loadCatalog> | undefined;

/**
 * A part of an object as the server's messages show it: the server validates its internal types, which have the fields of
 * the versioned ones and no JSON tags, so that Go writes every field under its Go name. Types of apimachinery
 * (LabelSelector, Quantity, …) have their tags there too.
 *
 * @param kind `apps/v1/Deployment`, `/v1/Pod`
 * @param path where in the kind the value is: `spec.template.spec`
 */
export function internalForm(kind: string, path: string, value: Json | undefined): Json {
  const type = typeAt(kind, path);
  return type === undefined ? (value ?? null) : formOf(type, value);
}

function typeAt(kind: string, path: string): GoType | undefined {
  catalog ??= loadCatalog();
  const [group = '', version = '', name = ''] = kind.split('/');
  const struct = catalog.goTypeOf(group, version, name);
  let type: GoType | undefined = struct && { kind: 'struct', struct, pointer: false };
  for (const key of path === '' ? [] : path.split('.')) {
    if (type?.kind === 'list') type = type.element;
    type = type?.kind === 'struct' ? type.struct.fields.find(({ json }) => json === key)?.type : undefined;
  }
  return type;
}

/** The same for the elements of a list or map. */
export function internalElement(kind: string, path: string, value: Json | undefined): Json {
  const type = typeAt(kind, path);
  return type?.kind === 'list' || type?.kind === 'map' ? formOf(type.element, value) : (value ?? null);
}

function formOf(type: GoType, value: Json | undefined): Json {
  if (value === undefined || value === null) return zeroOf(type);
  if (type.kind === 'list') {
    return Array.isArray(value) ? value.map((item) => formOf(type.element, item)) : value;
  }
  if (!isObject(value)) return value;
  if (type.kind === 'struct') return structForm(type.struct, value);
  if (type.kind !== 'map') return value;
  const map: JsonObject = {};
  for (const key of sortedKeys(value)) setOwn(map, key, formOf(type.element, own(value, key)));
  return map;
}

function structForm(struct: GoStruct, value: JsonObject): Json {
  if (struct.name.startsWith('k8s.io/apimachinery/')) return taggedForm(struct, value);
  const form: JsonObject = {};
  for (const field of struct.fields) {
    const content = own(value, field.json);
    if (isObjectType(struct) && isTypeMeta(field)) continue;
    if (isEmbedded(field)) Object.assign(form, formOf(field.type, content));
    else setOwn(form, field.go, formOf(field.type, content));
  }
  return form;
}

/** By the names of JSON, and what is empty is not there. */
function taggedForm({ fields }: GoStruct, value: JsonObject): JsonObject {
  const form: JsonObject = {};
  for (const { json, type } of fields) {
    const content = own(value, json);
    if (content !== undefined) setOwn(form, json, formOf(type, content));
  }
  return form;
}

function isObjectType(struct: GoStruct): boolean {
  return struct.fields.some(isEmbedded);
}

/** Empty in internal objects, and its tags leave it out then. */
function isTypeMeta({ json }: GoField): boolean {
  return json === 'kind' || json === 'apiVersion';
}

/** Internal types embed it without a tag. */
function isEmbedded({ go }: GoField): boolean {
  return go === 'ObjectMeta' || go === 'ListMeta';
}

function zeroOf(type: GoType): Json {
  if (type.kind === 'list' || type.kind === 'map' || type.kind === 'bytes' || type.pointer) return null;
  switch (type.kind) {
    case 'struct':
      return structForm(type.struct, {});
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'special':
      return type.name === 'Quantity' ? '0' : type.name === 'IntOrString' ? 0 : null;
    default:
      return 0;
  }
}
