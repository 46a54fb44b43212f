import { describe, expect, it } from 'vitest';
import {
  API_AUDIENCE,
  authenticate,
  createToken,
  impersonate,
  REVIEWS,
  requireSigningKey,
  setTokenRequestDefaults,
} from '../../../src/sandbox/access/index.ts';
import type { JsonObject } from '../../../src/sandbox/model/json.ts';
import type { ApiObject } from '../../../src/sandbox/model/object.ts';
import type { User } from '../../../src/sandbox/model/user.ts';
import { aUser, clusterRole, clusterRoleBinding, createState, userOf } from './factory.ts';

// The words are those of a kube-apiserver 1.37.2.

const account: ApiObject = {
  kind: 'ServiceAccount',
  apiVersion: 'v1',
  metadata: { name: 'robot', namespace: 'web', uid: '2cb3140e-4524-457b-a734-904b03cbb621' },
};
const state = await createState(
  account,
  {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name: 'p', namespace: 'web', uid: 'u-p' },
    spec: { serviceAccountName: 'robot', nodeName: 'n' },
  },
  clusterRole('imp', [
    { apiGroups: [''], resources: ['users'], resourceNames: ['jane'], verbs: ['impersonate'] },
  ]),
  clusterRoleBinding('imp', 'imp', aUser('ida')),
);
const admin: User = { name: 'admin', uid: '1', groups: ['system:masters'], extra: {} };
const users = new Map([['secret', admin]]);
const key = await requireSigningKey(state);

function requestToken(spec: JsonObject = {}, metadata: ApiObject['metadata'] = {}): ApiObject {
  const request: ApiObject = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata,
    spec: { audiences: null, expirationSeconds: null, boundObjectRef: null, ...spec },
  };
  setTokenRequestDefaults(request);
  return createToken(request, { view: state.read(), namespace: 'web', name: 'robot', key, now: new Date() });
}

const tokenOf = ({ status }: ApiObject) => (status as { token: string }).token;
const bearer = (token: string) => ({ authorization: [`Bearer ${token}`] });

describe('authenticate', () => {
  it('knows the users that it was given', () => {
    expect(authenticate(state.read(), users, bearer('secret'))).toEqual({
      ...admin,
      groups: ['system:masters', 'system:authenticated'],
    });
  });

  it.each([
    ['no header', {}],
    ['another scheme', { authorization: ['Basic YTpi'] }],
    ['no token', { authorization: ['Bearer '] }],
  ])('takes %s for the anonymous user', (_name, headers) => {
    expect(authenticate(state.read(), users, headers)).toMatchObject({
      name: 'system:anonymous',
      groups: ['system:unauthenticated'],
    });
  });

  it('refuses a token of nobody', () => {
    expect(() => authenticate(state.read(), users, bearer('wrong'))).toThrow('Unauthorized');
  });

  it('knows a service account by its token', () => {
    const token = tokenOf(requestToken());
    const [head, claims] = token
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
    expect(head).toEqual({ alg: 'RS256', kid: key.id });
    expect(Object.keys(claims)).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'kubernetes.io', 'nbf', 'sub']);
    expect(claims['kubernetes.io']).toEqual({
      namespace: 'web',
      serviceaccount: { name: 'robot', uid: account.metadata.uid },
    });
    expect(claims.exp - claims.iat).toBe(3600);
    expect(authenticate(state.read(), users, bearer(token))).toEqual({
      name: 'system:serviceaccount:web:robot',
      uid: account.metadata.uid,
      groups: ['system:serviceaccounts', 'system:serviceaccounts:web', 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': [`JTI=${claims.jti}`] },
    });
  });

  it('refuses a token for somebody else, and one that was changed', () => {
    const token = tokenOf(requestToken({ audiences: ['vault'] }));
    expect(() => authenticate(state.read(), users, bearer(token))).toThrow('Unauthorized');
    const other = tokenOf(requestToken());
    const changed = other.replace(/\.[^.]+$/, (signature) => `.AAAA${signature.slice(5)}`);
    expect(() => authenticate(state.read(), users, bearer(changed))).toThrow('Unauthorized');
  });

  it('refuses the token of an account or a Pod that is gone', async () => {
    const own = await createState(account);
    const ownKey = await requireSigningKey(own);
    const request = requestToken();
    const context = { namespace: 'web', name: 'robot', key: ownKey, now: new Date() };
    const token = tokenOf(createToken({ ...request, metadata: {} }, { ...context, view: own.read() }));
    expect(authenticate(own.read(), users, bearer(token)).name).toBe('system:serviceaccount:web:robot');
    await own.commit((transaction) => transaction.remove('serviceaccounts', account));
    expect(() => authenticate(own.read(), users, bearer(token))).toThrow('Unauthorized');
  });
});

describe('a TokenRequest', () => {
  it('is answered whole', () => {
    const now = new Date('2026-11-22T10:00:00.700Z');
    const request: ApiObject = {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: {},
      spec: { audiences: null, expirationSeconds: 4000, boundObjectRef: null },
    };
    const answer = createToken(request, { view: state.read(), namespace: 'web', name: 'robot', key, now });
    expect(JSON.stringify({ ...answer, status: { ...(answer.status as object), token: '…' } })).toBe(
      `{"kind":"TokenRequest","apiVersion":"authentication.k8s.io/v1","metadata":{"name":"robot","namespace":"web","uid":"${account.metadata.uid}","creationTimestamp":"2026-11-22T10:00:00Z"},"spec":{"audiences":["${API_AUDIENCE}"],"expirationSeconds":4000,"boundObjectRef":null},"status":{"token":"…","expirationTimestamp":"2026-11-22T11:06:40Z"}}`,
    );
  });

  it('may be bound to a Pod of that account', () => {
    const token = tokenOf(requestToken({ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'p' } }));
    expect(authenticate(state.read(), users, bearer(token)).extra).toMatchObject({
      'authentication.kubernetes.io/node-name': ['n'],
      'authentication.kubernetes.io/pod-name': ['p'],
      'authentication.kubernetes.io/pod-uid': ['u-p'],
    });
  });

  const INVALID = 'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value';
  it.each([
    [
      'too short',
      { expirationSeconds: 40 },
      {},
      `${INVALID}: 40: may not specify a duration less than 10 minutes`,
    ],
    [
      'too long',
      { expirationSeconds: 4294967297 },
      {},
      `${INVALID}: 4294967297: may not specify a duration larger than 2^32 seconds`,
    ],
    [
      'for another name',
      {},
      { name: 'x' },
      'metadata.name: Invalid value: "x": must match the service account name',
    ],
    [
      'for another uid',
      {},
      { uid: 'x' },
      `TokenRequest.authentication.k8s.io "robot": the UID in the token request (x) does not match the UID of the service account (${account.metadata.uid})`,
    ],
    [
      'bound to a Pod that is not there',
      { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'q' } },
      {},
      'pods "q" not found',
    ],
    [
      'bound to what cannot be',
      { boundObjectRef: { kind: 'ConfigMap', apiVersion: 'v1', name: 'q' } },
      {},
      'cannot bind token to object of type /v1, Kind=ConfigMap',
    ],
    [
      'with attestations',
      { attestations: { x: ['y'] } },
      {},
      'spec.attestations: Invalid value: {"x":["y"]}: attestations may only be specified with a webhook bound object',
    ],
  ])('is refused where it is %s', (_name, spec, metadata, words) => {
    expect(() => requestToken(spec, metadata)).toThrow(words);
  });
});

describe('impersonate', () => {
  const attributes = (user: User) => ({
    user,
    verb: 'list',
    group: '',
    resource: 'pods',
    subresource: '',
    namespace: 'web',
    name: '',
  });
  const act = (user: User, headers: Record<string, string[]>) =>
    impersonate(state.read(), attributes(user), headers);

  it.each([
    ['a user', { 'impersonate-user': ['jane'] }, { name: 'jane', groups: ['system:authenticated'] }],
    [
      'groups',
      { 'impersonate-user': ['jane'], 'impersonate-group': ['dev', 'system:masters'] },
      { name: 'jane', groups: ['dev', 'system:masters', 'system:authenticated'] },
    ],
    [
      'a service account, whose groups are known',
      { 'impersonate-user': ['system:serviceaccount:web:robot'] },
      { groups: ['system:serviceaccounts', 'system:serviceaccounts:web', 'system:authenticated'] },
    ],
    [
      'nobody',
      { 'impersonate-user': ['system:anonymous'] },
      { name: 'system:anonymous', groups: ['system:unauthenticated'] },
    ],
    [
      'a uid and more',
      { 'impersonate-user': ['jane'], 'impersonate-uid': ['33'], 'impersonate-extra-a%2fb': ['x', 'y'] },
      { uid: '33', extra: { 'a/b': ['x', 'y'] } },
    ],
  ])('%s', (_name, headers, expected) => {
    expect(act(admin, headers)).toMatchObject(expected);
  });

  it('leaves who impersonates nobody', () => {
    expect(act(admin, {})).toBe(admin);
  });

  it.each([
    [
      'a user',
      { 'impersonate-user': ['bob'] },
      'User "joe" cannot impersonate-on:user-info:list resource "pods" in API group "" in the namespace "web"',
    ],
    [
      'a service account',
      { 'impersonate-user': ['system:serviceaccount:web:robot'] },
      'User "joe" cannot impersonate-on:serviceaccount:list resource "pods" in API group "" in the namespace "web"',
    ],
    [
      'a group without a user',
      { 'impersonate-group': ['jane'] },
      'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"jane"}, Extra:map[string][]string(nil)} without impersonating a user name',
    ],
    [
      'more without a user',
      { 'impersonate-uid': ['u1'], 'impersonate-extra-foo': ['bar'], 'impersonate-extra-aoo%2fb': ['bar'] },
      'requested &user.DefaultInfo{Name:"", UID:"u1", Groups:[]string(nil), Extra:map[string][]string{"aoo/b":[]string{"bar"}, "foo":[]string{"bar"}}} without impersonating a user name',
    ],
  ])('refuses %s', (_name, headers, words) => {
    expect(() => act(userOf('joe'), headers)).toThrow(words);
  });

  it('is what a role may allow, of a name', () => {
    expect(act(userOf('ida'), { 'impersonate-user': ['jane'] }).name).toBe('jane');
    expect(() => act(userOf('ida'), { 'impersonate-user': ['bob'] })).toThrow(
      'User "ida" cannot impersonate',
    );
  });
});

describe('reviews', () => {
  const review = (
    kind: string,
    spec: JsonObject | undefined,
    user: User,
    metadata: ApiObject['metadata'] = {},
  ) => {
    const group = /Access|Rules/.test(kind) ? 'authorization.k8s.io' : 'authentication.k8s.io';
    const object: ApiObject = {
      kind,
      apiVersion: `${group}/v1`,
      metadata,
      ...(spec === undefined ? {} : { spec }),
    };
    const context = {
      view: state.read(),
      user,
      namespace: metadata.namespace ?? '',
      users,
      now: new Date(0),
    };
    return JSON.stringify(REVIEWS.get(`${group}/${kind}`)?.(object, context).status);
  };
  const pods = { resourceAttributes: { namespace: 'web', verb: 'list', resource: 'pods' } };

  it.each([
    ['SelfSubjectAccessReview', pods, '{"allowed":false}'],
    [
      'SelfSubjectAccessReview',
      { nonResourceAttributes: { path: '/version', verb: 'get' } },
      String.raw`{"allowed":true,"reason":"RBAC: allowed by ClusterRoleBinding \"system:discovery\" of ClusterRole \"system:discovery\" to Group \"system:authenticated\""}`,
    ],
    ['SubjectAccessReview', { ...pods, user: 'bob', groups: ['system:masters'] }, '{"allowed":true}'],
    [
      'SelfSubjectAccessReview',
      {
        resourceAttributes: {
          ...pods.resourceAttributes,
          fieldSelector: { rawSelector: 'a' },
          labelSelector: { rawSelector: 'a in' },
        },
      },
      '{"allowed":false,"evaluationError":"spec.resourceAttributes.fieldSelector ignored due to parse error; spec.resourceAttributes.labelSelector ignored due to parse error"}',
    ],
    ['TokenReview', { token: 'nope' }, '{"user":{},"error":"invalid bearer token"}'],
    [
      'TokenReview',
      { token: 'secret' },
      `{"authenticated":true,"user":{"username":"admin","uid":"1","groups":["system:masters","system:authenticated"]},"audiences":["${API_AUDIENCE}"]}`,
    ],
    ['SelfSubjectReview', undefined, '{"userInfo":{"username":"jane","groups":["system:authenticated"]}}'],
  ])('%s of %j', (kind, spec, status) => {
    expect(review(kind, spec, userOf('jane'))).toBe(status);
  });

  it('TokenReview for another audience', () => {
    const token = tokenOf(requestToken());
    expect(review('TokenReview', { token, audiences: ['x'] }, admin)).toBe(
      String.raw`{"user":{},"error":"[invalid bearer token, token audiences [\"https://kubernetes.default.svc\"] is invalid for the target audiences [\"x\"]]"}`,
    );
  });

  const ONE = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  const INVALID = '.authorization.k8s.io "" is invalid: ';
  it.each([
    ['SelfSubjectAccessReview', {}, {}, `${INVALID}spec: Invalid value: null: ${ONE}`],
    [
      'SelfSubjectAccessReview',
      { ...pods, nonResourceAttributes: { path: '/version', verb: 'get' } },
      {},
      `${INVALID}spec: Invalid value: {"Path":"/version","Verb":"get"}: ${ONE}`,
    ],
    [
      'SelfSubjectAccessReview',
      pods,
      { name: 'x' },
      `${INVALID}metadata: Invalid value: {"name":"x"}: must be empty`,
    ],
    [
      'SubjectAccessReview',
      pods,
      {},
      `${INVALID}spec.user: Invalid value: "": at least one of user or group must be specified`,
    ],
    [
      'LocalSubjectAccessReview',
      { ...pods, user: 'bob' },
      { namespace: 'default' },
      `${INVALID}spec.resourceAttributes.namespace: Invalid value: "web": must match metadata.namespace`,
    ],
    ['SelfSubjectRulesReview', {}, {}, 'no namespace on request'],
    ['TokenReview', {}, {}, 'token is required for TokenReview in authentication'],
  ])('%s of %j with %j is refused', (kind, spec, metadata, words) => {
    expect(() => review(kind, spec, admin, metadata)).toThrow(words);
  });

  it('SelfSubjectRulesReview lists the rules', () => {
    const status = JSON.parse(review('SelfSubjectRulesReview', { namespace: 'web' }, userOf('ida')) ?? '');
    expect(status.incomplete).toBe(false);
    expect(status.resourceRules).toContainEqual({
      verbs: ['impersonate'],
      apiGroups: [''],
      resources: ['users'],
      resourceNames: ['jane'],
    });
    expect(status.nonResourceRules).toContainEqual({
      verbs: ['get'],
      nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'],
    });
  });
});
