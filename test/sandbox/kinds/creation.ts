import { loadCatalog } from '../../../src/sandbox/catalog/catalog.ts';
import { canonicalize } from '../../../src/sandbox/codec/canonical.ts';
import {
  admit,
  convert,
  setDefaults,
  shareLabels,
  strategyOf,
  validateAdmission,
} from '../../../src/sandbox/kinds/index.ts';
import type { JsonObject } from '../../../src/sandbox/model/json.ts';
import type { ApiObject } from '../../../src/sandbox/model/object.ts';
import type { ResourceInfo } from '../../../src/sandbox/model/resource.ts';
import type { WriteContext } from '../../../src/sandbox/model/rules.ts';
import type { View } from '../../../src/sandbox/model/state.ts';
import { StatusError } from '../../../src/sandbox/model/status.ts';

/** What a server answers to the creation of an object. */
export interface Answer {
  code: number;
  body: JsonObject;
}

const catalog = loadCatalog();

/** Creates an object as the registry does, but without validation; a dry run, that stores nothing. */
export function createObject(manifest: ApiObject, view: View = viewOf(catalog.seed())): Answer {
  const resource = resourceOf(manifest);
  const namespace = resource.namespaced ? (manifest.metadata.namespace ?? 'default') : '';
  const context = contextOf(resource, view, namespace);
  try {
    const decoded = typed(canonicalize(structOf(resource, manifest.kind), manifest).object, manifest);
    setDefaults(decoded);
    const object = convert(decoded, resource.storageVersion);
    shareLabels(object, decoded);
    Object.assign(object.metadata, {
      uid: 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa',
      creationTimestamp: context.now,
      ...(namespace === '' ? {} : { namespace }),
    });
    admit(object, undefined, context);
    strategyOf(`${resource.storageVersion.group}/${object.kind}`).prepareForCreate?.(object, context);
    validateAdmission(object, undefined, context);
    const struct = structOf({ ...resource, ...resource.storageVersion }, object.kind);
    const stored = typed(canonicalize(struct, object, { empty: 'stored' }).object, object);
    return { code: 201, body: convert(stored, resource) };
  } catch (error) {
    if (error instanceof StatusError) return { code: error.status.code, body: error.status };
    throw error;
  }
}

export function contextOf(
  resource: ResourceInfo,
  view: View,
  namespace: string,
  more: Partial<WriteContext> = {},
): WriteContext {
  return {
    verb: 'create',
    resource,
    subresource: '',
    namespace,
    user: { name: 'harness', uid: '', groups: ['system:masters', 'system:authenticated'], extra: {} },
    now: '2026-01-01T00:00:00Z',
    dryRun: true,
    view,
    warn: () => undefined,
    ...more,
  };
}

export function resourceOf({ apiVersion, kind }: ApiObject): ResourceInfo {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const found = catalog.resources.find(
    (resource) => resource.group === group && resource.version === version && resource.kind === kind,
  );
  if (found === undefined) throw new Error(`no resource for ${apiVersion} ${kind}`);
  return found;
}

export function viewOf(objects: readonly ApiObject[]): View {
  const list = (storage: string, namespace?: string): ApiObject[] =>
    objects.filter(
      (object) =>
        resourceOf(object).storage === storage &&
        (namespace === undefined || (object.metadata.namespace ?? '') === namespace),
    );
  return {
    resourceVersion: 1,
    list,
    get: (storage, namespace, name) =>
      list(storage, namespace).find(({ metadata }) => metadata.name === name),
  };
}

/** The text of an answer without what differs from one server to the next, keys in their order. */
export function comparable({ code, body }: Answer): string {
  const { metadata, ...rest } = body;
  const {
    uid: _,
    creationTimestamp: _time,
    managedFields: _fields,
    ...kept
  } = (metadata ?? {}) as JsonObject;
  const spec = { ...(rest['spec'] as JsonObject | undefined) };
  // Who asks is not the same user.
  if (rest['kind'] === 'CertificateSigningRequest') delete spec['extra'];
  return `${code} ${JSON.stringify({ metadata: kept, ...rest, ...('spec' in rest ? { spec } : {}) })}`
    .replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"TIME"')
    .replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, 'UID');
}

function structOf({ group, version }: { group: string; version: string }, kind: string) {
  const struct = catalog.goTypeOf(group, version, kind);
  if (struct === undefined) throw new Error(`no type for ${group}/${version} ${kind}`);
  return struct;
}

function typed(object: JsonObject, { kind, apiVersion }: ApiObject): ApiObject {
  return { ...object, kind, apiVersion } as ApiObject;
}
