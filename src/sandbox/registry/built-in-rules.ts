import { canonicalize } from '../codec/canonical.ts';
import { checkKind, decodeBody } from '../codec/decode-body.ts';
import { shareLabels } from '../kinds/index.ts';
import type { Catalog, GoStruct } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import { type ApiObject, apiVersionOf, parseApiVersion } from '../model/object.ts';
import type { ResourceInfo } from '../model/resource.ts';
import { internalError } from '../model/status.ts';
import { admit, convert, setDefaults, strategyOf, validateAdmission, validatorOf } from './built-in-kinds.ts';
import type { KindRules } from './kind-rules.ts';

const JSON_STORAGES: ReadonlySet<string> = new Set([
  'apiextensions.k8s.io/customresourcedefinitions',
  'apiregistration.k8s.io/apiservices',
]);

/** The rules of a built-in resource. */
export function builtInRules(catalog: Catalog, resource: ResourceInfo): KindRules {
  const { group, version, kind } = resource;
  const { storageVersion } = resource;
  const key = `${storageVersion.group}/${kind}`;
  const struct = structOf(catalog, resource, kind);
  const storedStruct = structOf(catalog, storageVersion, kind);
  // These are kept as JSON, all others as protobuf.
  const isJson = JSON_STORAGES.has(resource.storage);
  const empty = isJson ? 'kept' : 'stored';
  const withDefaults = (object: ApiObject): ApiObject => {
    setDefaults(object);
    // Defaults may stand at the end, or be zero values, which Go leaves out.
    const completed = withType(canonicalize(struct, object).object, apiVersionOf(resource), kind);
    shareLabels(completed, object);
    return completed;
  };
  return {
    resource,
    kind: { group, version, kind },
    strategy: strategyOf(key),
    validator: validatorOf(key),
    struct,
    empty: withType(canonicalize(struct, {}).object, apiVersionOf(resource), kind),
    scale: undefined,
    deprecation: undefined,
    isTerminating: false,
    listKind: `${kind}List`,
    customTable: undefined,
    decode(body, contentType, validation) {
      const decoded = decodeBody(catalog, body, contentType, { group, version, kind }, validation);
      return { object: withDefaults(decoded.object), strictErrors: shown(decoded.strictErrors, validation) };
    },
    checkKind: (object) => checkKind(catalog, object, { group, version, kind }),
    complete(object) {
      const { object: canonical, strictErrors } = canonicalize(struct, object);
      const typed = withType(canonical, apiVersionOf(resource), kind);
      return { object: withDefaults(typed), strictErrors };
    },
    convert(object, apiVersion) {
      const to = parseApiVersion(apiVersion);
      // A conversion puts what it adds at the end.
      const converted = canonicalize(structOf(catalog, to, kind), convert(object, to)).object;
      return withType(converted, apiVersion, kind);
    },
    stored(object) {
      const apiVersion = apiVersionOf(storageVersion);
      const kept = withType(canonicalize(storedStruct, object, { empty }).object, apiVersion, kind);
      // What is read from the storage gets defaults, as what comes from a client does.
      setDefaults(kept);
      return withType(canonicalize(storedStruct, kept, { empty }).object, apiVersion, kind);
    },
    typeOf(apiVersion) {
      const of = parseApiVersion(apiVersion);
      return catalog.mergeTypeOf(of.group, of.version, kind);
    },
    admit,
    validateAdmission,
  };
}

function shown(strictErrors: string[], validation: string): string[] {
  return validation === 'Warn' ? strictErrors : [];
}

function structOf(
  catalog: Catalog,
  { group, version }: { group: string; version: string },
  kind: string,
): GoStruct {
  const struct = catalog.goTypeOf(group, version, kind);
  if (struct === undefined) throw internalError(`no type for ${group}/${version}, Kind=${kind}`);
  return struct;
}

function withType(object: JsonObject, apiVersion: string, kind: string): ApiObject {
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = object;
  return { kind, apiVersion, ...rest } as ApiObject;
}
