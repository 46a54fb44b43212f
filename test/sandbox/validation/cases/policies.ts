import type { Scenario } from './case.ts';

const selector = { matchLabels: { app: 'a' } };

export const limitRanges: Scenario = {
  path: '/api/v1/namespaces/{ns}/limitranges',
  good: {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'l' },
    spec: { limits: [{ type: 'Pod', max: { cpu: '100' } }] },
  },
  create: {
    'bad type': { 'spec.limits': [{ type: 'X' }, { type: 'a b' }] },
    'type twice': { 'spec.limits': [{ type: 'Pod' }, { type: 'Pod' }] },
    'default of a pod': {
      'spec.limits': [{ type: 'Pod', default: { cpu: '1' }, defaultRequest: { cpu: '1' } }],
    },
    'min over max': { 'spec.limits': [{ type: 'Container', min: { cpu: '2' }, max: { cpu: '1' } }] },
    defaults: {
      'spec.limits': [
        { type: 'Container', min: { cpu: '2' }, default: { cpu: '1' }, defaultRequest: { cpu: '500m' } },
      ],
    },
    ratio: {
      'spec.limits': [
        {
          type: 'Container',
          min: { cpu: '1' },
          max: { cpu: '2' },
          maxLimitRequestRatio: { cpu: '3' },
        },
      ],
    },
    'small ratio': { 'spec.limits': [{ type: 'Container', maxLimitRequestRatio: { memory: '500m' } }] },
    'claim without storage': { 'spec.limits': [{ type: 'PersistentVolumeClaim', max: { cpu: '1' } }] },
    'unknown resource': { 'spec.limits': [{ type: 'Container', max: { foo: '1' } }] },
  },
  update: { 'bad type': { 'spec.limits': [{ type: 'X' }] }, label: { 'metadata.labels': { a: 'b c' } } },
};

export const resourceQuotas: Scenario = {
  path: '/api/v1/namespaces/{ns}/resourcequotas',
  good: {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'q' },
    spec: { hard: { secrets: '1000' } },
  },
  create: {
    'unknown resource': { 'spec.hard': { foo: '1' } },
    negative: { 'spec.hard': { pods: '-1' } },
    fraction: { 'spec.hard': { pods: '1500m' } },
    'bad name': { 'spec.hard': { 'a b': '1' } },
    storage: { 'spec.hard': { storage: '1' } },
    'bad scope': { 'spec.scopes': ['X'] },
    'scope of secrets': { 'spec.scopes': ['BestEffort'] },
    'conflicting scopes': { 'spec.hard': { pods: '1' }, 'spec.scopes': ['BestEffort', 'NotBestEffort'] },
    selector: {
      'spec.hard': { pods: '1' },
      'spec.scopeSelector': {
        matchExpressions: [
          { scopeName: 'X', operator: 'Y' },
          { scopeName: 'Terminating', operator: 'In', values: ['a'] },
          { scopeName: 'PriorityClass', operator: 'In' },
        ],
      },
    },
    'request over limit': { 'spec.hard': { 'requests.cpu': '2', 'limits.cpu': '1' } },
  },
  update: { scopes: { 'spec.scopes': ['BestEffort'], 'spec.hard': { pods: '1' } } },
  subresources: { status: { unknown: { 'status.hard': { foo: '1' } } } },
};

export const podDisruptionBudgets: Scenario = {
  path: '/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets',
  good: {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'p' },
    spec: { minAvailable: 1, selector },
  },
  create: {
    both: { 'spec.maxUnavailable': 1 },
    'bad percent': { 'spec.minAvailable': 'x' },
    'over all': { 'spec.minAvailable': '101%' },
    negative: { 'spec.minAvailable': -1 },
    'bad selector': { 'spec.selector': { matchLabels: { 'a b': 'c' } } },
    'bad policy': { 'spec.unhealthyPodEvictionPolicy': 'X' },
    'bad name': { 'metadata.name': 'A/b' },
    'odd name': { 'metadata.name': 'A_b' },
    'bad label': { 'metadata.labels': { a: 'b c' } },
  },
  update: { both: { 'spec.maxUnavailable': 1 }, label: { 'metadata.labels': { a: 'b c' } } },
  subresources: {
    status: { condition: { 'status.conditions': [{ type: 'a b', status: 'X', reason: '-' }] } },
  },
};

export const priorityClasses: Scenario = {
  path: '/apis/scheduling.k8s.io/v1/priorityclasses',
  good: {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'validation-p' },
    value: 1,
  },
  create: {
    'too high': { value: 1000000001 },
    system: { 'metadata.name': 'system-x' },
    'bad policy': { preemptionPolicy: 'X' },
    'bad name': { 'metadata.name': 'A' },
  },
  update: { value: { value: 2 }, policy: { preemptionPolicy: 'Never' } },
};

export const horizontalPodAutoscalers: Scenario = {
  path: '/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers',
  good: {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'h' },
    spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' } },
  },
  create: {
    'no max': { 'spec.maxReplicas': 0 },
    'negative max': { 'spec.maxReplicas': -1 },
    'max below min': { 'spec.minReplicas': 5 },
    'negative min': { 'spec.minReplicas': -1 },
    'zero min': { 'spec.minReplicas': 0 },
    'no target': { 'spec.scaleTargetRef': {} },
    'target without group': { 'spec.scaleTargetRef.apiVersion': 'v1' },
    'bad target version': { 'spec.scaleTargetRef.apiVersion': 'a/b/c' },
    'bad metrics': {
      'spec.metrics': [
        { type: 'X' },
        { type: '' },
        { type: 'Resource', resource: { name: '', target: { type: 'Y' } } },
        { type: 'Resource', pods: { metric: { name: '' }, target: { type: 'Value', averageValue: '-1' } } },
        {
          type: 'Object',
          object: { describedObject: {}, metric: { name: 'a/b' }, target: { type: 'Value' } },
        },
        {
          type: 'External',
          external: { metric: { name: 'a' }, target: { type: 'Value', value: '1', averageValue: '1' } },
        },
        {
          type: 'ContainerResource',
          containerResource: {
            name: 'foo',
            container: 'A',
            target: { type: 'Utilization', averageUtilization: 0 },
          },
        },
      ],
    },
    'bad behavior': {
      'spec.behavior': {
        scaleUp: {
          stabilizationWindowSeconds: 4000,
          selectPolicy: 'X',
          policies: [{ type: 'Y', value: 0, periodSeconds: 2000 }],
        },
        scaleDown: { stabilizationWindowSeconds: -1 },
      },
    },
  },
  update: { 'no max': { 'spec.maxReplicas': 0 }, target: { 'spec.scaleTargetRef.kind': 'a/b' } },
};

export const horizontalPodAutoscalersV1: Scenario = {
  path: '/apis/autoscaling/v1/namespaces/{ns}/horizontalpodautoscalers',
  good: {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'h' },
    spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' } },
  },
  create: {
    'no max': { 'spec.maxReplicas': 0 },
    'max below min': { 'spec.minReplicas': 5 },
    use: { 'spec.targetCPUUtilizationPercentage': 0 },
    'negative use': { 'spec.targetCPUUtilizationPercentage': -1 },
    'no name': { 'spec.scaleTargetRef.name': '' },
  },
};

const rule = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };

export const roles: Scenario = {
  path: '/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/roles',
  good: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'r' }, rules: [rule] },
  create: {
    'no verbs': { 'rules.0.verbs': [] },
    'no groups': { 'rules.0.apiGroups': [] },
    'no resources': { 'rules.0.resources': undefined },
    urls: { rules: [{ nonResourceURLs: ['/x'], verbs: ['get'] }] },
    'urls and resources': { 'rules.0.nonResourceURLs': ['/x'] },
    'odd name': { 'metadata.name': 'A:b' },
    'bad name': { 'metadata.name': 'a/b' },
    dots: { 'metadata.name': '..' },
  },
  update: { 'no verbs': { 'rules.0.verbs': [] }, finalizer: { 'metadata.finalizers': ['x'] } },
};

export const clusterRoles: Scenario = {
  path: '/apis/rbac.authorization.k8s.io/v1/clusterroles',
  good: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'validation-r' },
    rules: [rule],
  },
  create: {
    'no verbs': { 'rules.0.verbs': [] },
    'urls and resources': { 'rules.0.nonResourceURLs': ['/x'] },
    aggregation: { aggregationRule: {} },
    'bad aggregation': { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { 'a b': 'c' } }] } },
  },
};

const binding = (kind: string, name: string) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata: { name },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  subjects: [{ kind: 'User', name: 'u', apiGroup: 'rbac.authorization.k8s.io' }],
});

const bindingFaults = {
  'bad group': { 'roleRef.apiGroup': 'x' },
  'bad kind': { 'roleRef.kind': 'X' },
  'no name': { 'roleRef.name': '' },
  'no reference': { roleRef: undefined },
  'bad role name': { 'roleRef.name': 'a/b' },
  'bad subjects': {
    subjects: [
      { kind: 'X', name: 'a' },
      { kind: 'User', name: '' },
      { kind: 'Group', name: 'g', apiGroup: 'x' },
      { kind: 'ServiceAccount', name: 'A', apiGroup: 'x' },
    ],
  },
};

const bindingUpdates = {
  role: { 'roleRef.name': 'edit' },
  subject: { 'subjects.0.name': '' },
};

export const roleBindings: Scenario = {
  path: '/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings',
  good: binding('RoleBinding', 'b'),
  create: bindingFaults,
  update: bindingUpdates,
};

export const clusterRoleBindings: Scenario = {
  path: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
  good: binding('ClusterRoleBinding', 'validation-b'),
  create: { ...bindingFaults, role: { 'roleRef.kind': 'Role' } },
  update: bindingUpdates,
};
