import { isObject, type Json, type JsonObject } from '../../../../src/sandbox/model/json.ts';
import type { Random } from './random.ts';

/** A kind that is written at random: what every object of it has, and what it may have. */
export interface RandomKind {
  apiVersion: string;
  kind: string;
  /** The plural. */
  resource: string;
  /** Without `apiVersion`, `kind` and metadata's name. */
  base: JsonObject;
  /** Parts that can be set, alone or together. */
  features: ReadonlyArray<(random: Random) => JsonObject>;
  /** The same for the status, where the kind has it as a subresource. */
  status: ReadonlyArray<(random: Random) => JsonObject>;
  hasScale: boolean;
  /**
   * Whether patches have nulls and deletions, which leave empty maps and lists: in them NetworkPolicies see a new generation, and Pods tell of them
   * in a message. The sandbox does not know them from none.
   */
  hasNulls?: boolean;
  /** Other versions of the same objects. */
  otherVersions?: readonly RandomKind[];
}

const word = (random: Random) => random.pick(['a', 'b', 'c', 'one', 'two<&>', '']);
const number = (random: Random) => random.integer(5) + 1;

const metadata: RandomKind['features'] = [
  (random) => ({ metadata: { labels: { [random.pick(['app', 'tier', 'x/y'])]: random.pick(['a', 'b']) } } }),
  (random) => ({ metadata: { annotations: { [random.pick(['note', '10', '9', 'zone'])]: word(random) } } }),
  (random) => ({ metadata: { finalizers: random.several(['test/a', 'test/b'], 0.5) } }),
];

// A Pod may not change, and the message shows what does: there Go tells an empty list from none, and the sandbox cannot.
const container = (random: Random, name: string): JsonObject => {
  const probe: JsonObject = { livenessProbe: { httpGet: { port: random.pick([80, 'http']), path: '/' } } };
  const parts: JsonObject[] = [
    { image: random.pick(['nginx', 'nginx:1.27', 'busybox@sha256:0000']) },
    { args: random.several(['--a', '--b', '--c'], 0.5) },
    { env: random.several(['A', 'B', 'C'], 0.5).map((key) => ({ name: key, value: word(random) })) },
    {
      ports: random
        .several([80, 443, 8080], 0.5)
        .map((port) => ({ containerPort: port, ...(random.chance(0.3) ? { protocol: 'UDP' } : {}) })),
    },
    { resources: { limits: { cpu: random.pick(['100m', '0.1', '1', 1]) }, requests: { memory: '64Mi' } } },
    { imagePullPolicy: random.pick(['Always', 'Never', 'IfNotPresent']) },
    // No server takes it for an init container.
    name === 'init' ? {} : probe,
  ];
  return { name, image: 'nginx', ...Object.assign({}, ...random.some(parts, 0.3)) };
};

const podSpec: RandomKind['features'] = [
  (random) => ({ containers: [container(random, 'main')] }),
  (random) => ({ containers: [container(random, 'main'), container(random, 'side')] }),
  (random) => ({ containers: [container(random, 'side')] }),
  (random) => ({ initContainers: [container(random, 'init')] }),
  (random) => ({ nodeSelector: { [random.pick(['disk', 'zone'])]: word(random).replaceAll(/[^a-z]/g, '') } }),
  (random) => ({ terminationGracePeriodSeconds: random.pick([0, 5, 30]) }),
  (random) => ({
    tolerations: [{ key: random.pick(['a', 'b']), operator: 'Exists', effect: 'NoSchedule' }],
  }),
  (random) => ({
    volumes: [
      { name: 'data', emptyDir: random.pick([{}, { medium: 'Memory' }]) },
      ...(random.chance(0.5) ? [{ name: 'config', configMap: { name: word(random) || 'c' } }] : []),
    ],
  }),
  (random) => ({ securityContext: random.pick([{}, { runAsUser: number(random) }, { fsGroup: 1 }]) }),
  (random) => ({ hostAliases: [{ ip: random.pick(['1.2.3.4', '5.6.7.8']), hostnames: ['h'] }] }),
  (random) => ({ imagePullSecrets: random.several(['a', 'b', 'c'], 0.5).map((name) => ({ name })) }),
];

const inTemplate = podSpec.map((feature) => (random: Random) => ({
  spec: { template: { spec: feature(random) } },
}));

const labels = { app: 'x' };
const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'nginx' }] } };
const selector = { matchLabels: labels };

const workloadStatus: RandomKind['status'] = [
  (random) => ({ status: { replicas: number(random), readyReplicas: 1 } }),
  (random) => ({ status: { observedGeneration: number(random) } }),
  (random) => ({
    status: {
      conditions: [{ type: random.pick(['Available', 'Progressing']), status: 'True', reason: word(random) }],
    },
  }),
];

const namespaced = { status: [], hasScale: false } as const;

const hpaV1: RandomKind = {
  ...namespaced,
  apiVersion: 'autoscaling/v1',
  kind: 'HorizontalPodAutoscaler',
  resource: 'horizontalpodautoscalers',
  base: {
    spec: { scaleTargetRef: { kind: 'Deployment', name: 'x', apiVersion: 'apps/v1' }, maxReplicas: 5 },
  },
  features: [
    ...metadata,
    (random) => ({ spec: { minReplicas: number(random) } }),
    (random) => ({ spec: { targetCPUUtilizationPercentage: number(random) * 10 } }),
  ],
};

export const KINDS: readonly RandomKind[] = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    resource: 'deployments',
    base: { spec: { selector, template } },
    features: [
      ...metadata,
      ...inTemplate,
      (random) => ({ spec: { replicas: number(random) } }),
      (random) => ({ spec: { paused: random.chance(0.5) } }),
      (random) => ({ spec: { revisionHistoryLimit: number(random) } }),
      (random) => ({ spec: { strategy: random.pick([{ type: 'Recreate' }, { type: 'RollingUpdate' }]) } }),
      (random) => ({ spec: { strategy: { rollingUpdate: { maxSurge: random.pick([1, '50%']) } } } }),
    ],
    status: workloadStatus,
    hasScale: true,
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    resource: 'statefulsets',
    base: { spec: { selector, template, serviceName: 'x' } },
    features: [
      ...metadata,
      ...inTemplate,
      (random) => ({ spec: { replicas: number(random) } }),
      (random) => ({ spec: { podManagementPolicy: random.pick(['Parallel', 'OrderedReady']) } }),
      (random) => ({ spec: { updateStrategy: { rollingUpdate: { partition: random.integer(3) } } } }),
      (random) => ({ spec: { minReadySeconds: number(random) } }),
    ],
    status: workloadStatus,
    hasScale: true,
  },
  {
    ...namespaced,
    apiVersion: 'v1',
    kind: 'Pod',
    resource: 'pods',
    hasNulls: false,
    base: { spec: { containers: [{ name: 'main', image: 'nginx' }] } },
    features: [
      ...metadata,
      ...podSpec.map((feature) => (random: Random) => ({ spec: feature(random) })),
      (random) => ({ spec: { activeDeadlineSeconds: number(random) } }),
    ],
    status: [
      (random) => ({ status: { phase: random.pick(['Running', 'Pending', 'Failed']) } }),
      (random) => ({
        status: { conditions: [{ type: random.pick(['Ready', 'Other']), status: 'True' }] },
      }),
      (random) => ({ status: { message: word(random) } }),
    ],
  },
  {
    ...namespaced,
    apiVersion: 'v1',
    kind: 'Service',
    resource: 'services',
    base: { spec: { clusterIP: 'None', ports: [{ port: 80 }] } },
    features: [
      ...metadata,
      (random) => ({ spec: { selector: { [random.pick(['app', 'tier'])]: random.pick(['a', 'b']) } } }),
      (random) => ({
        spec: {
          ports: random
            .some([80, 443, 53], 0.6)
            .map((port) => ({ name: `p${port}`, port, ...(random.chance(0.3) ? { protocol: 'UDP' } : {}) })),
        },
      }),
      () => ({
        spec: {
          ports: [
            { name: 'dns', port: 53, protocol: 'UDP' },
            { name: 'dns-tcp', port: 53, protocol: 'TCP' },
          ],
        },
      }),
      (random) => ({ spec: { ports: [{ port: 80, targetPort: random.pick([8080, 'http']) }] } }),
      (random) => ({ spec: { sessionAffinity: random.pick(['None', 'ClientIP']) } }),
      (random) => ({ spec: { publishNotReadyAddresses: random.chance(0.5) } }),
      (random) => ({ spec: { externalIPs: random.some(['80.1.1.1', '80.1.1.2'], 0.5) } }),
    ],
  },
  {
    ...namespaced,
    apiVersion: 'v1',
    kind: 'ConfigMap',
    resource: 'configmaps',
    base: {},
    features: [
      ...metadata,
      (random) => ({ data: { [random.pick(['a', 'b', '10', '9'])]: word(random) } }),
      (random) => ({ data: { a: word(random), b: word(random), c: word(random) } }),
      () => ({ data: {} }),
      (random) => ({ binaryData: { bin: random.pick(['AAAA', 'AQID']) } }),
      (random) => ({ immutable: random.chance(0.1) }),
    ],
  },
  {
    ...namespaced,
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    resource: 'ingresses',
    base: { spec: { defaultBackend: { service: { name: 'x', port: { number: 80 } } } } },
    features: [
      ...metadata,
      (random) => ({ spec: { ingressClassName: random.pick(['a', 'b']) } }),
      (random) => ({ spec: { tls: [{ hosts: random.several(['a.b', 'c.d'], 0.5), secretName: 's' }] } }),
      (random) => ({
        spec: {
          rules: random.some(['a.b', 'c.d'], 0.6).map((host) => ({
            host,
            http: {
              paths: [
                {
                  path: '/',
                  pathType: random.pick(['Prefix', 'Exact']),
                  backend: { service: { name: 'y', port: { name: 'http' } } },
                },
              ],
            },
          })),
        },
      }),
    ],
    status: [(random) => ({ status: { loadBalancer: { ingress: [{ ip: `1.2.3.${number(random)}` }] } } })],
  },
  {
    ...namespaced,
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    resource: 'roles',
    base: {},
    features: [
      ...metadata,
      (random) => ({
        rules: [{ apiGroups: [''], resources: ['pods'], verbs: random.some(['get', 'list', 'watch'], 0.8) }],
      }),
      () => ({ rules: [] }),
    ],
  },
  {
    ...namespaced,
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    resource: 'horizontalpodautoscalers',
    base: hpaV1.base,
    features: [
      ...metadata,
      (random) => ({ spec: { minReplicas: number(random) } }),
      (random) => ({
        spec: {
          metrics: random.some(['cpu', 'memory'], 0.7).map((name) => ({
            type: 'Resource',
            resource: { name, target: { type: 'Utilization', averageUtilization: number(random) * 10 } },
          })),
        },
      }),
      (random) => ({ spec: { behavior: { scaleDown: { stabilizationWindowSeconds: number(random) } } } }),
    ],
    status: [(random) => ({ status: { currentReplicas: number(random), desiredReplicas: 1 } })],
    otherVersions: [hpaV1],
  },
  {
    ...namespaced,
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    resource: 'networkpolicies',
    hasNulls: false,
    base: { spec: { podSelector: {} } },
    features: [
      ...metadata,
      (random) => ({ spec: { podSelector: { matchLabels: { app: random.pick(['a', 'b']) } } } }),
      (random) => ({ spec: { policyTypes: random.some(['Ingress', 'Egress'], 0.7) } }),
      (random) => ({ spec: { ingress: random.pick([[{}], [{ ports: [{ port: number(random) }] }]]) } }),
      (random) => ({ spec: { egress: [{ to: [{ ipBlock: { cidr: `10.0.0.${number(random)}/32` } }] }] } }),
    ],
  },
  {
    ...namespaced,
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    resource: 'cronjobs',
    base: {
      spec: {
        schedule: '* * * * *',
        jobTemplate: {
          spec: {
            template: {
              spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'nginx' }] },
            },
          },
        },
      },
    },
    features: [
      ...metadata,
      ...podSpec.map((feature) => (random: Random) => ({
        spec: { jobTemplate: { spec: { template: { spec: feature(random) } } } },
      })),
      (random) => ({ spec: { suspend: random.chance(0.5) } }),
      (random) => ({ spec: { schedule: random.pick(['0 0 * * *', '@daily', 'bad']) } }),
      (random) => ({ spec: { concurrencyPolicy: random.pick(['Allow', 'Forbid', 'Replace']) } }),
      (random) => ({ spec: { jobTemplate: { spec: { parallelism: number(random) } } } }),
    ],
    status: [() => ({ status: { lastScheduleTime: '2026-01-02T03:04:05Z' } })],
  },
  {
    ...namespaced,
    apiVersion: 'random.example.com/v1',
    kind: 'Widget',
    resource: 'widgets',
    base: { spec: {} },
    features: [
      ...metadata,
      (random) => ({ spec: { size: number(random) } }),
      (random) => ({ spec: { free: random.pick([{}, { a: 1 }, { a: { b: [1, 2] } }, null]) } }),
      (random) => ({ spec: { tags: random.some(['a', 'b', 'c'], 0.5) } }),
      (random) => ({
        spec: { parts: random.some(['a', 'b', 'c'], 0.5).map((name) => ({ name, size: number(random) })) },
      }),
      (random) => ({ spec: { whole: { [random.pick(['a', 'b'])]: word(random) } } }),
      (random) => ({ spec: { map: { [random.pick(['a', 'b'])]: word(random) } } }),
    ],
    status: [(random) => ({ status: { phase: word(random) } })],
  },
];

/** What both servers need for `Widget`. */
export const WIDGETS: JsonObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.random.example.com' },
  spec: {
    group: 'random.example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {
                  size: { type: 'integer', default: 7 },
                  free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, nullable: true },
                  tags: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
                  parts: {
                    type: 'array',
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name'],
                    items: {
                      type: 'object',
                      required: ['name'],
                      properties: { name: { type: 'string' }, size: { type: 'integer' } },
                    },
                  },
                  whole: {
                    type: 'object',
                    additionalProperties: { type: 'string' },
                    'x-kubernetes-map-type': 'atomic',
                  },
                  map: { type: 'object', additionalProperties: { type: 'string' } },
                },
              },
              status: { type: 'object', properties: { phase: { type: 'string' } } },
            },
          },
        },
      },
    ],
  },
};

/** Puts one part into another, lists and scalars as they are. */
export function mergeParts(into: JsonObject, part: JsonObject): JsonObject {
  const merged: JsonObject = { ...into };
  for (const [key, value] of Object.entries(part)) {
    const current: Json | undefined = merged[key];
    merged[key] = isObject(current) && isObject(value) ? mergeParts(current, value) : value;
  }
  return merged;
}
