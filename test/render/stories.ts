import type { Exchange } from '../../src/exchange/exchange.ts';
import { CLIENT_LEFT } from '../../src/exchange/exchange.ts';
import { exchange } from './factory.ts';

/** The main stories: what kubectl and a kube-apiserver say to each other, shortened where it does not matter. */

const COLLECTION = '/apis/apps/v1/namespaces/default/deployments';
const MANAGER = 'fieldManager=kubectl-client-side-apply&fieldValidation=Strict';
const apply = { command: 'kubectl apply' };

const openapi = (id: number): Exchange =>
  exchange({ id, path: '/openapi/v3?timeout=32s', ...apply, status: 304, milliseconds: 4 });

function deployment(image: string): Record<string, unknown> {
  const spec = {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ image, name: 'web', ports: [{ containerPort: 80 }] }] },
    },
  };
  const file = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { annotations: {}, name: 'web' },
    spec,
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `${JSON.stringify(file)}\n` },
      name: 'web',
      namespace: 'default',
    },
    spec,
  };
}

function stored(image: string): Record<string, unknown> {
  const sent = deployment(image) as { metadata: object; spec: object };
  return {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    metadata: {
      name: 'web',
      namespace: 'default',
      uid: '0d7c4c52-6b31-4f3e-9c1e-2f5d5b8a7a11',
      resourceVersion: '1187',
      generation: 1,
      creationTimestamp: '2025-11-22T14:59:04Z',
      ...sent.metadata,
      managedFields: [
        {
          manager: 'kubectl-client-side-apply',
          operation: 'Update',
          apiVersion: 'apps/v1',
          time: '2025-11-22T14:59:04Z',
          fieldsType: 'FieldsV1',
          fieldsV1: { 'f:metadata': { 'f:annotations': {} }, 'f:spec': { 'f:selector': {} } },
        },
      ],
    },
    spec: {
      replicas: 1,
      ...sent.spec,
      template: {
        metadata: { creationTimestamp: null, labels: { app: 'web' } },
        spec: {
          containers: [
            {
              name: 'web',
              image,
              ports: [{ containerPort: 80, protocol: 'TCP' }],
              resources: {},
              terminationMessagePath: '/dev/termination-log',
              terminationMessagePolicy: 'File',
              imagePullPolicy: 'IfNotPresent',
            },
          ],
          restartPolicy: 'Always',
          terminationGracePeriodSeconds: 30,
          dnsPolicy: 'ClusterFirst',
          securityContext: {},
          schedulerName: 'default-scheduler',
        },
      },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
    status: {},
  };
}

const failure = (code: number, reason: string, message: string, details: object): object => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason,
  details,
  code,
});

export const newApply = (): Exchange[] => [
  openapi(1),
  exchange({
    id: 2,
    path: `${COLLECTION}/web`,
    ...apply,
    status: 404,
    receive: failure(404, 'NotFound', 'deployments.apps "web" not found', {
      name: 'web',
      group: 'apps',
      kind: 'deployments',
    }),
  }),
  exchange({
    id: 3,
    method: 'POST',
    path: `${COLLECTION}?${MANAGER}`,
    ...apply,
    send: deployment('nginx:1.27'),
    status: 201,
    receive: stored('nginx:1.27'),
    milliseconds: 28,
  }),
];

export const unchangedApply = (): Exchange[] => [
  openapi(1),
  exchange({ id: 2, path: `${COLLECTION}/web`, ...apply, receive: stored('nginx:1.27'), milliseconds: 5 }),
];

export const changedApply = (): Exchange[] => [
  ...unchangedApply(),
  exchange({
    id: 3,
    method: 'PATCH',
    path: `${COLLECTION}/web?${MANAGER}`,
    ...apply,
    contentType: 'application/strategic-merge-patch+json',
    send: {
      metadata: (deployment('nginx:1.28') as { metadata: object }).metadata,
      spec: {
        template: {
          spec: { $setElementOrder: undefined, containers: [{ image: 'nginx:1.28', name: 'web' }] },
        },
      },
    },
    receive: stored('nginx:1.28'),
    milliseconds: 17,
  }),
];

export const getPods = (): Exchange[] => [
  exchange({
    id: 1,
    path: '/api/v1/namespaces/default/pods?limit=500',
    requestHeaders: [
      ['Host', '10.0.0.5:6443'],
      ['User-Agent', 'kubectl/v1.35.2 (linux/amd64) kubernetes/fdc9d74'],
      [
        'Accept',
        'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json',
      ],
      ['Kubectl-Command', 'kubectl get'],
      ['Kubectl-Session', 'b2c7ee3e-3d8f-4f8c-9a3e-6d2b1c0a9f8e'],
      ['Accept-Encoding', 'gzip'],
    ],
    receive: podTable(3),
    milliseconds: 6,
  }),
];

export function podTable(rows: number): object {
  const column = (name: string, priority = 0): object => ({
    name,
    type: 'string',
    format: '',
    description: `What the column ${name} says about a Pod, in a sentence or two of the API documentation`,
    priority,
  });
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: '1311' },
    columnDefinitions: [
      column('Name'),
      column('Ready'),
      column('Status'),
      column('Restarts'),
      column('Age'),
      column('IP', 1),
      column('Node', 1),
      column('Nominated Node', 1),
      column('Readiness Gates', 1),
    ],
    rows: Array.from({ length: rows }, (_, index) => ({
      cells: [
        `web-6d4cf56db6-${10_000 + index}`,
        '1/1',
        'Running',
        index,
        '5m12s',
        '10.244.0.7',
        'kind',
        '<none>',
        '',
      ],
      object: {
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: { name: `web-6d4cf56db6-${10_000 + index}`, namespace: 'default', uid: `uid-${index}` },
      },
    })),
  };
}

export const forbidden = (): Exchange[] => [
  exchange({
    id: 1,
    path: '/api/v1/namespaces/default/secrets?limit=500',
    status: 403,
    receive: failure(
      403,
      'Forbidden',
      'secrets is forbidden: User "jane" cannot list resource "secrets" in API group "" in the namespace "default"',
      { kind: 'secrets' },
    ),
  }),
];

export const failing = (): Exchange[] => [
  exchange({ id: 1, path: '/api?timeout=32s', status: undefined, error: 'the server closed the connection' }),
  exchange({
    id: 2,
    path: '/api/v1/namespaces/default/pods/web',
    status: undefined,
    error: 'read tcp 10.0.0.9:51544->10.0.0.5:6443: read: connection reset by peer',
    milliseconds: 2004,
  }),
];

export const secretMasked = (): Exchange[] => [
  exchange({
    id: 1,
    method: 'POST',
    path: '/api/v1/namespaces/default/secrets?fieldManager=kubectl-create&fieldValidation=Strict',
    command: 'kubectl create',
    send: {
      kind: 'Secret',
      apiVersion: 'v1',
      metadata: { name: 'db', creationTimestamp: null },
      data: { password: '<masked:2>', user: '<masked:3>' },
    },
    requestBody: { masked: 2 },
    status: 201,
    receive: {
      kind: 'Secret',
      apiVersion: 'v1',
      metadata: { name: 'db', namespace: 'default', uid: '7a5e', resourceVersion: '1190' },
      data: { password: '<masked:2>', user: '<masked:3>' },
      type: 'Opaque',
    },
    responseBody: { masked: 2 },
    responseHeaders: [['Warning', '299 - "unknown field \\"spec.replica\\""']],
  }),
];

export const coldDiscovery = (): Exchange[] => [
  ...[
    '/api',
    '/apis',
    '/apis/apps/v1',
    '/apis/batch/v1',
    '/apis/autoscaling/v2',
    '/apis/events.k8s.io/v1',
  ].map((path, index) =>
    exchange({
      id: index + 1,
      path: `${path}?timeout=32s`,
      receive: { kind: 'APIResourceList', groupVersion: path, resources: 'x'.repeat(index * 400) },
    }),
  ),
  exchange({
    id: 7,
    path: '/apis/metrics.k8s.io/v1beta1?timeout=32s',
    status: 503,
    receive: failure(503, 'ServiceUnavailable', 'the server is currently unable to handle the request', {}),
  }),
  exchange({
    id: 8,
    path: '/api/v1/nodes?limit=500',
    receive: { kind: 'NodeList', apiVersion: 'v1', items: [] },
  }),
];

/** Two Pods, one of them new; kubectl is interrupted in the end. */
export const watchPods = (): Exchange[] => [
  ...getPods(),
  exchange({
    id: 2,
    path: '/api/v1/namespaces/default/pods?resourceVersion=1311&watch=true',
    requestHeaders: getPods()[0]?.request.headers.slice() ?? [],
    receive: [
      podEvent('ADDED', ['web-1', '0/1', 'Pending', 0, '3s']),
      podEvent('MODIFIED', ['web-1', '0/1', 'ContainerCreating', 0, '3s'], false),
      podEvent('BOOKMARK', ['', '', '', 0, ''], false),
      podEvent('MODIFIED', ['web-1', '1/1', 'Running', 0, '5s'], false),
      podEvent('DELETED', ['web-6d4cf56db6-10000', '1/1', 'Terminating', 0, '6m'], false),
    ].join(''),
    milliseconds: 5210,
    error: CLIENT_LEFT,
  }),
];

/** One line of a watch that was asked for as a Table: the first alone has the columns. */
export function podEvent(type: string, cells: unknown[], withColumns = true): string {
  const table = podTable(1) as { columnDefinitions: unknown; rows: [{ cells: unknown[] }] };
  const rows = [{ ...table.rows[0], cells: [...cells, ...table.rows[0].cells.slice(cells.length)] }];
  const columnDefinitions = withColumns ? table.columnDefinitions : null;
  return `${JSON.stringify({ type, object: { ...table, columnDefinitions, rows } })}\n`;
}
