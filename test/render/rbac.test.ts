import { loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { RawHeader } from '../../src/exchange/exchange.ts';
import { createRenderer } from '../../src/render/rbac.ts';
import type { RenderSettings } from '../../src/render/renderer.ts';
import { exchange, renderRun, type Sketch } from './factory.ts';

type Request = string | [request: string, more: Partial<Sketch>];

/** What a run of these requests needs, as YAML. */
function rbac(requests: readonly Request[], settings: Partial<RenderSettings> = {}): string {
  const exchanges = requests.map((request, index) => {
    const [line, more] = typeof request === 'string' ? [request, {}] : request;
    const [method = '', path = ''] = line.split(' ');
    return exchange({ id: index + 1, method, path, command: 'kubectl apply', ...more });
  });
  return renderRun(createRenderer, exchanges, settings);
}

interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  rules?: Record<string, string[]>[];
  subjects?: Record<string, string>[];
}

function documents(yaml: string): Manifest[] {
  return (loadAll(yaml) as (Manifest | null)[]).filter((it) => it !== null);
}

/** `default get pods [web]`: each rule on a line. */
function rules(requests: readonly Request[], settings: Partial<RenderSettings> = {}): string[] {
  return documents(rbac(requests, settings)).flatMap(({ metadata, rules: all = [] }) =>
    all.map(({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }) =>
      [
        metadata.namespace ?? '*',
        verbs?.join(),
        (resources ?? nonResourceURLs)
          ?.map((it) => `${it}${apiGroups?.join() ? `.${apiGroups}` : ''}`)
          .join(),
        resourceNames === undefined ? '' : `[${resourceNames}]`,
      ]
        .join(' ')
        .trim(),
    ),
  );
}

const PODS = '/api/v1/namespaces/default/pods';
const WEB = '/apis/apps/v1/namespaces/default/deployments/web';

describe('rbac', () => {
  test('shows each rule with the requests that need it', () => {
    const yaml = rbac([
      'GET /api?timeout=32s',
      [`GET ${WEB}`, { status: 404 }],
      [`POST ${WEB.replace('/web', '')}`, { status: 201, send: { metadata: { name: 'web' } } }],
      `GET ${WEB}`,
      'GET /api/v1/nodes',
    ]);
    expect(yaml).toMatchInlineSnapshot(`
      "# The least that kubectl apply needs, from 5 requests.
      # Left out: discovery and self-reviews, which every user may do, and looking for the namespace of what was
      # not found, which kubectl can do without.
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata:
        name: kubectl-apply
      rules:
        # 5: list nodes
        - apiGroups: [""]
          resources: [nodes]
          verbs: [list]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata:
        name: kubectl-apply
      roleRef:
        apiGroup: rbac.authorization.k8s.io
        kind: ClusterRole
        name: kubectl-apply
      subjects:
        - apiGroup: rbac.authorization.k8s.io
          kind: User
          name: YOUR-USER  # who runs the command: its name is not in the trace
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata:
        name: kubectl-apply
        namespace: default
      rules:
        # 3: create deployments.apps default/web
        - apiGroups: [apps]
          resources: [deployments]
          verbs: [create]
        # 2, 4: get deployments.apps default/web
        - apiGroups: [apps]
          resources: [deployments]
          resourceNames: [web]
          verbs: [get]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata:
        name: kubectl-apply
        namespace: default
      roleRef:
        apiGroup: rbac.authorization.k8s.io
        kind: Role
        name: kubectl-apply
      subjects:
        - apiGroup: rbac.authorization.k8s.io
          kind: User
          name: YOUR-USER  # who runs the command: its name is not in the trace
      "
    `);
  });

  test.each<[name: string, requests: Request[], expected: string[]]>([
    ['several names stay', [`GET ${PODS}/a`, `GET ${PODS}/b`], ['default get pods [a,b]']],
    [
      'a list of one object keeps its name',
      [`GET ${PODS}?fieldSelector=metadata.name%3Da`],
      ['default list pods [a]'],
    ],
    [
      'every name swallows one',
      [`DELETE ${PODS}/a`, `DELETE ${PODS}/b`, `GET ${PODS}`, `GET ${PODS}?watch=1`],
      ['default list,watch pods', 'default delete pods [a,b]'],
    ],
    [
      'a role for each namespace',
      [`GET ${PODS}`, `GET ${PODS.replace('default', 'other')}`],
      ['default list pods', 'other list pods'],
    ],
    ['all namespaces swallow one', [`GET ${PODS}`, 'GET /api/v1/pods'], ['* list pods']],
    [
      'resources of one group share a rule',
      [`GET ${PODS}`, `GET ${PODS.replace('pods', 'services')}`],
      ['default list pods,services'],
    ],
    ['verbs share a rule', [`PATCH ${WEB}`, `GET ${WEB}`], ['default get,patch deployments.apps [web]']],
    [
      'a namespace lies in no namespace',
      ['GET /api/v1/namespaces/a', 'POST /api/v1/namespaces'],
      ['* create namespaces', '* get namespaces [a]'],
    ],
    [
      'apply that created',
      [[`PATCH ${WEB}`, { status: 201 }]],
      ['default create,patch deployments.apps [web]'],
    ],
    [
      'the namespace of what was not found is only looked for',
      [
        ['GET /api/v1/namespaces/a/pods/x', { status: 404 }],
        'GET /api/v1/namespaces/a',
        'GET /api/v1/namespaces/a',
      ],
      ['* get namespaces [a]', 'a get pods [x]'],
    ],
    [
      'apply that was refused for create',
      [
        [
          `PATCH ${WEB}`,
          { status: 403, receive: { message: 'User "x" cannot create resource "deployments"' } },
        ],
      ],
      ['default create,patch deployments.apps [web]'],
    ],
    [
      'exec over WebSocket',
      [[`GET ${PODS}/web/exec?command=ls`, { status: 101 }]],
      ['default get,create pods/exec [web]'],
    ],
    [
      'exec over SPDY',
      [[`POST ${PODS}/web/exec?command=ls`, { status: 101 }]],
      ['default create pods/exec [web]'],
    ],
    ['eviction names its pod', [`POST ${PODS}/web/eviction`], ['default create pods/eviction [web]']],
    ['logs', [`GET ${PODS}/web/log`], ['default get pods/log [web]']],
    ['a collection', [`DELETE ${PODS}`], ['default deletecollection pods']],
    [
      'other paths come first',
      ['GET /api/v1/nodes', 'GET /metrics', 'GET /logs/'],
      ['* get /metrics,/logs/', '* list nodes'],
    ],
    [
      'what all may do is left out',
      [
        'GET /version',
        'GET /openapi/v3',
        'GET /apis/apps/v1',
        'GET /healthz',
        'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      ],
      [],
    ],
    [
      'other reviews are not',
      ['POST /apis/authorization.k8s.io/v1/subjectaccessreviews', 'POST /version'],
      ['* post /version', '* create subjectaccessreviews.authorization.k8s.io'],
    ],
  ])('%s', (_name, requests, expected) => expect(rules(requests)).toEqual(expected));

  test.each<[name: string, requests: Request[], expected: string[]]>([
    ['list', [`GET ${PODS}`], ['default get,list,watch pods']],
    ['update', [`PUT ${WEB}`], ['default get,update,patch deployments.apps [web]']],
    ['several names', [`DELETE ${PODS}/a`, `DELETE ${PODS}/b`], ['default delete pods']],
    [
      'several namespaces',
      [`GET ${PODS}/a`, `GET ${PODS.replace('default', 'other')}/a`],
      ['* get pods [a]'],
    ],
  ])('--rbac-expand: %s', (_name, requests, expected) => {
    expect(rules(requests, { rbacExpand: true })).toEqual(expected);
  });

  test('--as: the roles are that user’s, and who asks must be allowed to impersonate', () => {
    const headers: RawHeader[] = [
      ['Impersonate-User', 'system:serviceaccount:ci:robot'],
      ['Impersonate-Group', 'testers'],
      ['Impersonate-Uid', '7'],
      ['Impersonate-Extra-Scopes', 'view'],
    ];
    const request: Request = [`GET ${PODS}`, { requestHeaders: headers }];
    const [, binding, , clusterBinding] = documents(rbac([request]));
    expect(binding?.subjects).toEqual([{ kind: 'ServiceAccount', namespace: 'ci', name: 'robot' }]);
    expect(clusterBinding?.subjects?.[0]).toMatchObject({ kind: 'User', name: 'YOUR-USER' });
    expect(rules([request])).toEqual([
      'default list pods',
      '* impersonate groups [testers]',
      '* impersonate uids.authentication.k8s.io [7]',
      '* impersonate userextras/scopes.authentication.k8s.io [view]',
      'ci impersonate serviceaccounts [robot]',
    ]);
  });

  test('says what it cannot know', () => {
    const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/';
    const yaml = rbac([[`POST ${roles}roles`, { status: 403 }], `POST ${roles}rolebindings`], {
      filtered: true,
    });
    expect(yaml).toMatch('# Refused: 1 request. What would have been sent after that is not known.\n');
    expect(yaml).toMatch('# Filtered by --only or --hide');
    expect(yaml).toMatch("  # Needs all that the role allows as well, or 'escalate' on it.\n");
    expect(yaml).toMatch("  # Needs all that the bound role allows as well, or 'bind' on that role.\n");
    expect(yaml).toMatch('  # 1: create roles.rbac.authorization.k8s.io in default (refused)\n');
  });

  test('counts what was asked often', () => {
    const yaml = rbac(Array.from({ length: 30 }, () => `GET ${PODS}/web`));
    expect(yaml).toMatch('  # 1, 2, 3, 4, 5, 6, 7, 8, … 30 in all: get pods default/web\n');
  });

  test('quotes what YAML would read otherwise', () => {
    const names = ['true', '1e3', 'a:b', '-x', 'null', '#c', 'ok'];
    const [role] = documents(rbac(names.map((name) => `GET ${PODS}/${encodeURIComponent(name)}`)));
    expect(role?.rules?.[0]?.['resourceNames']).toEqual([...names].sort());
  });
});
