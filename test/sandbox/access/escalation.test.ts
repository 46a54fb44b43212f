import { describe, expect, it } from 'vitest';
import { checkEscalation } from '../../../src/sandbox/access/index.ts';
import type { ApiObject } from '../../../src/sandbox/model/object.ts';
import {
  aUser,
  clusterRole,
  clusterRoleBinding,
  createState,
  role,
  roleBinding,
  userOf,
  writeOf,
} from './factory.ts';

// The words are those of a kube-apiserver 1.37.2.

const ROLES = ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'];
const rbacAdmin = {
  apiGroups: ['rbac.authorization.k8s.io'],
  resources: ROLES,
  verbs: ['get', 'create', 'update'],
};
const podReader = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] };
const existing = role('reader', [podReader]);
const state = await createState(
  existing,
  clusterRole('cluster-rbac', [rbacAdmin]),
  clusterRoleBinding('rob', 'cluster-rbac', aUser('rob')),
  clusterRole('cluster-escalate', [
    { ...rbacAdmin, resources: ['roles'], verbs: ['escalate'] },
    { ...rbacAdmin, resources: ['clusterroles'], resourceNames: ['cluster-admin'], verbs: ['bind'] },
  ]),
  roleBinding('eve', 'cluster-escalate', aUser('eve')),
);

const write = (object: ApiObject, user: string, old?: ApiObject) => () => {
  const view = state.read();
  checkEscalation(object, old, writeOf(object, userOf(user), view, old === undefined ? 'create' : 'update'));
};

const GRANTS =
  'user "rob" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:';

describe('who writes a role', () => {
  it('may give what is held', () => {
    expect(write(role('r', [{ ...rbacAdmin, verbs: ['get'] }]), 'rob')).not.toThrow();
  });

  it('may not give more, and is told what', () => {
    const rules = [
      { apiGroups: [''], resources: ['pods', 'secrets'], verbs: ['get', 'list'] },
      { apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['a', 'b'], verbs: ['get'] },
    ];
    expect(write(role('sub', rules), 'rob')).toThrow(
      `roles.rbac.authorization.k8s.io "sub" is forbidden: ${GRANTS}
{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}
{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}
{APIGroups:["apps"], Resources:["deployments"], ResourceNames:["a"], Verbs:["get"]}
{APIGroups:["apps"], Resources:["deployments"], ResourceNames:["b"], Verbs:["get"]}`,
    );
  });

  it('may give paths only where they are held', () => {
    const rules = [{ nonResourceURLs: ['/metrics', '/version'], verbs: ['get'] }];
    expect(write(clusterRole('url', rules), 'rob')).toThrow(
      `clusterroles.rbac.authorization.k8s.io "url" is forbidden: ${GRANTS}\n{NonResourceURLs:["/metrics"], Verbs:["get"]}`,
    );
  });

  it('may not gather roles', () => {
    const gathering = { ...clusterRole('all', []), aggregationRule: { clusterRoleSelectors: [{}] } };
    expect(write(gathering, 'rob')).toThrow('must have cluster-admin privileges to use the aggregationRule');
  });

  it('may escalate where a role says so, in its namespace', () => {
    expect(write(role('r', [podReader]), 'eve')).not.toThrow();
    expect(write(clusterRole('c', [podReader]), 'eve')).toThrow('not currently held');
  });

  it('may change what only the garbage collector looks at', () => {
    const released = { ...existing, metadata: { ...existing.metadata, finalizers: ['a/b'] } };
    expect(write(released, 'rob', existing)).not.toThrow();
    expect(write({ ...existing, rules: [podReader, podReader] }, 'rob', existing)).toThrow(
      'not currently held',
    );
  });
});

describe('who writes a binding', () => {
  it('must hold the rights of the role', () => {
    expect(write(roleBinding('b', 'reader', aUser('rob')), 'rob')).toThrow(
      `rolebindings.rbac.authorization.k8s.io "b" is forbidden: ${GRANTS}\n{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}`,
    );
    expect(write(roleBinding('b', 'cluster-rbac', aUser('x')), 'rob')).not.toThrow();
  });

  it('or may bind it', () => {
    const binding = roleBinding('b', 'cluster-admin', aUser('x'));
    expect(write(binding, 'eve')).not.toThrow();
    expect(write(binding, 'rob')).toThrow('not currently held');
  });

  it('must name one that is there', () => {
    expect(write(roleBinding('b', 'gone', aUser('x')), 'rob')).toThrow(
      'rolebindings.rbac.authorization.k8s.io "gone" not found',
    );
  });
});

it('system:masters may give everything', () => {
  const object = role('r', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]);
  const context = writeOf(object, userOf('root', 'system:masters'), state.read(), 'create');
  expect(() => checkEscalation(object, undefined, context)).not.toThrow();
});
