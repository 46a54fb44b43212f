import { describe, expect, it } from 'vitest';
import { authorize, forbiddenTo, type ResourceAttributes } from '../../../src/sandbox/access/index.ts';
import { aGroup, anAccount, aUser, createState, role, roleBinding, userOf } from './factory.ts';

// The words are those of a kube-apiserver 1.37.2, asked in a namespace with the same roles by impersonating the users.

const state = await createState(
  role('reader', [
    { apiGroups: [''], resources: ['pods', '*/log'], verbs: ['get', 'list'] },
    { apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['web'], verbs: ['*'] },
  ]),
  roleBinding('read', 'reader', aUser('jane'), aGroup('dev'), anAccount('robot')),
  roleBinding('dangle', 'gone', aUser('dan')),
  roleBinding('dangle2', 'cluster-gone', aUser('dan')),
);

function ask(user: string, what: string, groups: string[] = []) {
  const [verb = '', path = '', namespace = 'web'] = what.split(' ');
  const [resource = '', name = '', subresource = ''] = path.split('/');
  const [plural = '', group = ''] = resource.split(':');
  const attributes: ResourceAttributes = {
    user: userOf(user, ...groups),
    verb,
    group,
    resource: plural,
    subresource,
    namespace: namespace === '-' ? '' : namespace,
    name,
  };
  return { attributes, ...authorize(state.read(), attributes) };
}

const BY_READ = 'RBAC: allowed by RoleBinding "read/web" of Role "reader" to';

describe('allows', () => {
  it.each([
    ['what a role gives', 'jane', 'list pods', `${BY_READ} User "jane"`],
    ['a subresource of any resource', 'jane', 'get pods/x/log', `${BY_READ} User "jane"`],
    ['a name', 'jane', 'delete deployments:apps/web', `${BY_READ} User "jane"`],
    [
      'a service account',
      'system:serviceaccount:web:robot',
      'list pods',
      `${BY_READ} ServiceAccount "robot/web"`,
    ],
  ])('%s', (_name, user, what, reason) => {
    expect(ask(user, what)).toMatchObject({ isAllowed: true, reason });
  });

  it('a group', () => {
    expect(ask('sam', 'list pods', ['dev']).reason).toBe(`${BY_READ} Group "dev"`);
  });

  it('everything to system:masters, without a reason', () => {
    expect(ask('root', 'frob pods', ['system:masters'])).toMatchObject({ isAllowed: true, reason: '' });
  });

  it('the paths that everybody may see', () => {
    const attributes = { user: userOf('jane'), verb: 'get', path: '/apis/apps' };
    expect(authorize(state.read(), attributes)).toEqual({
      isAllowed: true,
      reason:
        'RBAC: allowed by ClusterRoleBinding "system:discovery" of ClusterRole "system:discovery" to Group "system:authenticated"',
    });
  });
});

describe('refuses', () => {
  it.each([
    ['another verb', 'delete pods/a', 'cannot delete resource "pods" in API group "" in the namespace "web"'],
    [
      'another namespace',
      'list pods other',
      'cannot list resource "pods" in API group "" in the namespace "other"',
    ],
    ['all namespaces', 'list pods -', 'cannot list resource "pods" in API group "" at the cluster scope'],
    [
      'a subresource',
      'get pods/a/status',
      'cannot get resource "pods/status" in API group "" in the namespace "web"',
    ],
    [
      'another name',
      'get deployments:apps/x',
      'cannot get resource "deployments" in API group "apps" in the namespace "web"',
    ],
    [
      'no name',
      'list deployments:apps',
      'cannot list resource "deployments" in API group "apps" in the namespace "web"',
    ],
  ])('%s', (_name, what, words) => {
    const { isAllowed, reason, attributes } = ask('jane', what);
    expect(isAllowed).toBe(false);
    expect(forbiddenTo(attributes, reason).message).toContain(`: User "jane" ${words}`);
  });

  it('and says which roles are missing', () => {
    const { attributes, reason } = ask('dan', 'list pods');
    expect(forbiddenTo(attributes, reason).status).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message:
        'pods is forbidden: User "dan" cannot list resource "pods" in API group "" in the namespace "web": rbac: RBAC: [role.rbac.authorization.k8s.io "gone" not found, clusterrole.rbac.authorization.k8s.io "cluster-gone" not found]',
      reason: 'Forbidden',
      details: { kind: 'pods' },
      code: 403,
    });
  });

  it('a path', () => {
    const attributes = { user: userOf('jane'), verb: 'get', path: '/metrics' };
    const { isAllowed, reason } = authorize(state.read(), attributes);
    expect(isAllowed).toBe(false);
    expect(forbiddenTo(attributes, reason).message).toBe('forbidden: User "jane" cannot get path "/metrics"');
  });

  it('without what HTML could trip over', () => {
    const { attributes, reason } = ask('a<b>&"c"', 'list pods');
    expect(forbiddenTo(attributes, reason).message).toContain(
      String.raw`User "a&lt;b&gt;&amp;\"c\"" cannot list`,
    );
  });
});
