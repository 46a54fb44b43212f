import {
  equalJson,
  isObject,
  type JsonObject,
  listAt,
  objectAt,
  own,
  setOwn,
  stringAt,
} from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';
import type { SetDefaults, Strategy } from '../model/rules.ts';
import { setCondition } from './definition-conditions.ts';

/** apiextensions pkg/apis/apiextensions/v1/defaults.go. */
export const setDefinitionDefaults: SetDefaults = (object) => {
  const spec = objectAt(object, 'spec');
  const names = objectAt(spec, 'names');
  const kind = stringAt(names, 'kind');
  const { plural = '', shortNames, listKind, categories } = names;
  if (isObject(spec.names)) {
    spec.names = {
      plural,
      ...optional('singular', stringAt(names, 'singular') || kind.toLowerCase()),
      ...(shortNames === undefined ? {} : { shortNames }),
      kind,
      ...optional(
        'listKind',
        typeof listKind === 'string' && listKind !== '' ? listKind : kind && `${kind}List`,
      ),
      ...(categories === undefined ? {} : { categories }),
    };
  }
  const conversion = own(spec, 'conversion');
  if (!isObject(conversion)) insertBefore(spec, 'preserveUnknownFields', 'conversion', { strategy: 'None' });
  const service = objectAt(
    objectAt(objectAt(objectAt(spec, 'conversion'), 'webhook'), 'clientConfig'),
    'service',
  );
  if (Object.keys(service).length > 0 && own(service, 'port') === undefined) service.port = 443;
  const status = own(object, 'status');
  if (isObject(status) && listAt(status, 'storedVersions').length === 0) {
    const storage = storageVersionOf(object);
    if (storage !== undefined) status.storedVersions = [storage];
  }
};

/** apiextensions pkg/registry/customresourcedefinition/strategy.go. */
export const definitionStrategy: Strategy = {
  allowUnconditionalUpdate: false,
  prepareForCreate(object) {
    object.metadata.generation = 1;
    const storage = storageVersionOf(object);
    object.status = {
      conditions: null,
      acceptedNames: { plural: '', kind: '' },
      storedVersions: storage === undefined ? null : [storage],
    };
  },
  prepareForUpdate(object, old) {
    object.status = { ...objectAt(old, 'status') };
    if (!equalJson(object.spec, old.spec)) object.metadata.generation = (old.metadata.generation ?? 0) + 1;
    const storage = storageVersionOf(object);
    const stored = listAt(objectAt(object, 'status'), 'storedVersions');
    if (storage !== undefined && !stored.includes(storage)) {
      object.status = { ...objectAt(object, 'status'), storedVersions: [...stored, storage] };
    }
  },
  prepareForSubresourceUpdate: {
    status(object, old) {
      setOwn(object, 'spec', own(old, 'spec') ?? {});
    },
  },
  resetFields: { '': ['status'], status: ['spec'] },
};

/** What the server makes of the first request to delete a definition (pkg/registry/customresourcedefinition/etcd.go). Changes the object. */
export function beginDefinitionDeletion(object: ApiObject, now: string): void {
  const { metadata } = object;
  metadata.deletionTimestamp ??= now;
  const finalizers = metadata.finalizers ?? [];
  if (!finalizers.includes(CLEANUP_FINALIZER)) metadata.finalizers = [...finalizers, CLEANUP_FINALIZER];
  setCondition(object, now, {
    type: 'Terminating',
    status: 'True',
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  });
}

export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

function storageVersionOf(object: ApiObject): string | undefined {
  const version = listAt(objectAt(object, 'spec'), 'versions').find(
    (each) => isObject(each) && each.storage === true,
  );
  return isObject(version) ? stringAt(version, 'name') : undefined;
}

function optional(key: string, value: string): JsonObject {
  return value === '' ? {} : { [key]: value };
}

/** Keeps the order that the Go type has. Changes the object. */
function insertBefore(object: JsonObject, next: string, key: string, value: JsonObject): void {
  const after = own(object, next);
  delete object[next];
  object[key] = value;
  if (after !== undefined) object[next] = after;
}
