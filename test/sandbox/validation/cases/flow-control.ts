import type { Scenario } from './case.ts';

const GROUP = '/apis/flowcontrol.apiserver.k8s.io/v1';
const apiVersion = 'flowcontrol.apiserver.k8s.io/v1';
const rules = {
  subjects: [{ kind: 'User', user: { name: 'a' } }],
  resourceRules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'], namespaces: ['*'] }],
};

/** Without updates: the server writes the status of a new one at any time. */
export const flowSchemas: Scenario = {
  path: `${GROUP}/flowschemas`,
  good: {
    apiVersion,
    kind: 'FlowSchema',
    metadata: { name: 'validation-schema' },
    spec: {
      matchingPrecedence: 1000,
      priorityLevelConfiguration: { name: 'global-default' },
      rules: [rules],
    },
  },
  create: {
    empty: { spec: {} },
    'no metadata': { 'metadata.name': 'A', 'metadata.finalizers': ['foo'] },
    precedence: { 'spec.matchingPrecedence': 10001 },
    'first one': { 'spec.matchingPrecedence': 1 },
    negative: { 'spec.matchingPrecedence': -1 },
    method: { 'spec.distinguisherMethod': { type: 'X' } },
    level: { 'spec.priorityLevelConfiguration.name': 'A' },
    'no subjects': { 'spec.rules': [{}] },
    subjects: {
      'spec.rules.0.subjects': [
        { kind: 'X' },
        { kind: 'User' },
        { kind: 'User', user: {}, group: { name: 'a' }, serviceAccount: { name: 'a', namespace: 'b' } },
        { kind: 'Group', group: {}, user: { name: 'a' }, serviceAccount: { name: 'a', namespace: 'b' } },
        { kind: 'ServiceAccount', serviceAccount: {}, user: { name: 'a' }, group: { name: 'a' } },
        { kind: 'ServiceAccount', serviceAccount: { name: 'A', namespace: 'B' } },
        { kind: 'ServiceAccount', serviceAccount: { name: '*', namespace: 'b' } },
        { kind: 'ServiceAccount' },
        { kind: 'Group' },
      ],
    },
    'resource rules': {
      'spec.rules.0.resourceRules': [
        {},
        { verbs: ['*', 'get'], apiGroups: ['*', ''], resources: ['*', 'a'], namespaces: ['*', 'a'] },
        { verbs: ['foo', 'get'], apiGroups: [''], resources: ['a'], namespaces: ['A'] },
        { verbs: ['get'], apiGroups: [''], resources: ['a'], clusterScope: true },
      ],
    },
    'other rules': {
      'spec.rules.0.nonResourceRules': [
        {},
        { verbs: ['get'], nonResourceURLs: ['*', '/a'] },
        { verbs: ['X'], nonResourceURLs: ['', '/', 'a', '/a b', '//', '/a*', '/a/*', '/*/*'] },
      ],
    },
    fixed: { 'metadata.name': 'exempt' },
  },
};

const queuing = { queues: 64, handSize: 6, queueLengthLimit: 50 };

export const priorityLevels: Scenario = {
  path: `${GROUP}/prioritylevelconfigurations`,
  good: {
    apiVersion,
    kind: 'PriorityLevelConfiguration',
    metadata: { name: 'validation-level' },
    spec: { type: 'Limited', limited: { limitResponse: { type: 'Queue', queuing } } },
  },
  create: {
    empty: { spec: {} },
    'bad type': { 'spec.type': 'X' },
    exempt: { 'spec.type': 'Exempt' },
    both: { 'spec.exempt': {} },
    'no limits': { 'spec.limited': undefined },
    'no response': { 'spec.limited': {} },
    'bad response': { 'spec.limited.limitResponse': { type: 'X', queuing } },
    rejected: { 'spec.limited.limitResponse.type': 'Reject' },
    'no queues': { 'spec.limited.limitResponse.queuing': undefined },
    negative: {
      'spec.limited.nominalConcurrencyShares': -1,
      'spec.limited.lendablePercent': 101,
      'spec.limited.borrowingLimitPercent': -1,
      'spec.limited.limitResponse.queuing': { queues: -1, handSize: -1, queueLengthLimit: -1 },
    },
    'many queues': { 'spec.limited.limitResponse.queuing.queues': 10000001 },
    'large hand': { 'spec.limited.limitResponse.queuing.handSize': 65 },
    entropy: { 'spec.limited.limitResponse.queuing.handSize': 11 },
    annotation: {
      'metadata.annotations': { 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares': '' },
    },
    'fixed one': { 'metadata.name': 'catch-all' },
    'exempt one': { 'metadata.name': 'exempt' },
  },
  update: {
    label: { 'metadata.labels': { a: 'b c' } },
    'no type': { 'spec.type': '' },
    exempt: { 'spec.exempt': {} },
  },
  subresources: { status: { types: { 'status.conditions': [{ type: 'A' }, { type: 'A' }, {}] } } },
};
