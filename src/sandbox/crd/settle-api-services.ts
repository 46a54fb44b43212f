import { randomUUID } from 'node:crypto';
import { updateManagedFields } from '../apply/index.ts';
import type { Catalog } from '../model/catalog.ts';
import { objectAt, own, stringAt } from '../model/json.ts';
import { localApiServiceStatus } from '../model/local-api-service.ts';
import type { ApiObject } from '../model/object.ts';
import type { Transaction } from '../model/state.ts';
import { emptyOf } from './built-in-object.ts';
import { versionsOf } from './resource-info.ts';

const API_SERVICES = 'apiregistration.k8s.io/apiservices';
const AUTOMANAGED = 'kube-aggregator.kubernetes.io/automanaged';

/**
 * Makes an APIService for each version that definitions serve, and takes those away that are served no more
 * (pkg/controlplane/controller/crdregistration, kube-aggregator pkg/controllers/autoregister).
 */
export function settleApiServices(
  catalog: Catalog,
  transaction: Transaction,
  definitions: readonly ApiObject[],
  now: string,
): void {
  const wanted = new Map<string, { group: string; version: string }>();
  for (const definition of definitions) {
    const group = stringAt(objectAt(definition, 'spec'), 'group');
    for (const version of versionsOf(definition)) {
      const name = stringAt(version, 'name');
      if (version.served === true) wanted.set(`${name}.${group}`, { group, version: name });
    }
  }
  const builtIn = new Set(catalog.resources.map(({ group, version }) => `${version}.${group}`));
  for (const service of transaction.list(API_SERVICES)) {
    const name = service.metadata.name ?? '';
    const isAutomanaged = own(objectAt(service.metadata, 'labels'), AUTOMANAGED) === 'true';
    if (isAutomanaged && !wanted.has(name) && !builtIn.has(name)) transaction.remove(API_SERVICES, service);
  }
  for (const [name, { group, version }] of wanted) {
    if (transaction.get(API_SERVICES, '', name) !== undefined) continue;
    transaction.put(API_SERVICES, createApiService(catalog, name, group, version, now));
  }
}

function createApiService(
  catalog: Catalog,
  name: string,
  group: string,
  version: string,
  now: string,
): ApiObject {
  const apiVersion = 'apiregistration.k8s.io/v1';
  const kind = { group: 'apiregistration.k8s.io', version: 'v1', kind: 'APIService' };
  return updateManagedFields({
    kind,
    subresource: '',
    typeOf: (each) =>
      each === apiVersion ? catalog.mergeTypeOf(kind.group, kind.version, kind.kind) : undefined,
    convert: (each) => each,
    resetFields: ['status'],
    empty: emptyOf(catalog, kind),
    live: undefined,
    object: {
      kind: kind.kind,
      apiVersion,
      metadata: { name, uid: randomUUID(), creationTimestamp: now, labels: { [AUTOMANAGED]: 'true' } },
      spec: { group, version, groupPriorityMinimum: 1000, versionPriority: 100 },
      status: localApiServiceStatus(now),
    },
    manager: 'kube-apiserver',
    time: now,
  });
}
