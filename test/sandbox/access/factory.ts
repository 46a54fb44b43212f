import { loadCatalog } from '../../../src/sandbox/catalog/catalog.ts';
import type { JsonObject } from '../../../src/sandbox/model/json.ts';
import type { ApiObject } from '../../../src/sandbox/model/object.ts';
import type { WriteContext } from '../../../src/sandbox/model/rules.ts';
import type { ObjectState, View } from '../../../src/sandbox/model/state.ts';
import type { User } from '../../../src/sandbox/model/user.ts';
import { createSeed, openState } from '../../../src/sandbox/state/index.ts';

const catalog = loadCatalog();
const GROUP = 'rbac.authorization.k8s.io';

/** A new sandbox, with these objects besides. */
export async function createState(...objects: ApiObject[]): Promise<ObjectState> {
  const state = openState({ path: undefined, seed: createSeed(catalog) });
  await state.commit((transaction) => {
    for (const object of objects) transaction.put(storageOf(object), object);
  });
  return state;
}

export function userOf(name: string, ...groups: string[]): User {
  return { name, uid: '', groups: [...groups, 'system:authenticated'], extra: {} };
}

export function role(name: string, rules: JsonObject[], namespace = 'web'): ApiObject {
  return rbac('Role', { name, namespace }, { rules });
}

export function clusterRole(name: string, rules: JsonObject[]): ApiObject {
  return rbac('ClusterRole', { name }, { rules });
}

export function roleBinding(name: string, roleName: string, ...subjects: JsonObject[]): ApiObject {
  const kind = roleName.startsWith('cluster') ? 'ClusterRole' : 'Role';
  const roleRef = { apiGroup: GROUP, kind, name: roleName };
  return rbac('RoleBinding', { name, namespace: 'web' }, { subjects, roleRef });
}

export function clusterRoleBinding(name: string, roleName: string, ...subjects: JsonObject[]): ApiObject {
  const roleRef = { apiGroup: GROUP, kind: 'ClusterRole', name: roleName };
  return rbac('ClusterRoleBinding', { name }, { subjects, roleRef });
}

export const aUser = (name: string) => ({ kind: 'User', apiGroup: GROUP, name });
export const aGroup = (name: string) => ({ kind: 'Group', apiGroup: GROUP, name });
export const anAccount = (name: string) => ({ kind: 'ServiceAccount', name, namespace: 'web' });

/** A write of that object by that user. */
export function writeOf(object: ApiObject, user: User, view: View, verb: WriteContext['verb']): WriteContext {
  const resource = catalog.findResource(GROUP, 'v1', `${object.kind.toLowerCase()}s`);
  if (resource === undefined) throw new Error(`no resource of kind ${object.kind}`);
  const namespace = object.metadata.namespace ?? '';
  const now = '2026-11-22T10:00:00Z';
  return {
    verb,
    resource,
    subresource: '',
    namespace,
    user,
    now,
    dryRun: false,
    view,
    warn: () => undefined,
  };
}

function rbac(kind: string, metadata: ApiObject['metadata'], rest: JsonObject): ApiObject {
  return { kind, apiVersion: `${GROUP}/v1`, metadata, ...rest };
}

function storageOf({ apiVersion, kind }: ApiObject): string {
  const resource = `${kind.toLowerCase()}s`;
  return apiVersion === 'v1' ? resource : `${apiVersion.split('/')[0]}/${resource}`;
}
