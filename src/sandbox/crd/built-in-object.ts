import { canonicalize } from '../codec/canonical.ts';
import type { Catalog } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import { type ApiObject, apiVersionOf, type GroupVersionKind, parseApiVersion } from '../model/object.ts';

/** An object of a built-in kind in Go's form, after the server itself has changed it. */
export function canonicalOf(catalog: Catalog, object: ApiObject): ApiObject {
  return typed(catalog, { ...parseApiVersion(object.apiVersion), kind: object.kind }, object);
}

/** An object of a built-in kind without content: the zero value of its Go type. */
export function emptyOf(catalog: Catalog, kind: GroupVersionKind): ApiObject {
  return typed(catalog, kind, {});
}

function typed(catalog: Catalog, kind: GroupVersionKind, object: JsonObject): ApiObject {
  const struct = catalog.goTypeOf(kind.group, kind.version, kind.kind);
  if (struct === undefined) throw new Error(`the catalog does not know ${kind.kind}`);
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = canonicalize(struct, object).object;
  return { kind: kind.kind, apiVersion: apiVersionOf(kind), ...rest } as ApiObject;
}
