import type { JsonObject } from '../../../../src/sandbox/model/json.ts';
import type { Scenario } from './case.ts';

const GROUP = '/apis/admissionregistration.k8s.io/v1';
const rule = {
  operations: ['CREATE'],
  apiGroups: ['apps'],
  apiVersions: ['v1'],
  resources: ['deployments'],
};

function configuration(kind: string, more: JsonObject): JsonObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: `validation-${kind.toLowerCase()}` },
    ...more,
  };
}

const webhook = {
  name: 'a.example.com',
  clientConfig: { url: 'https://example.com/a' },
  rules: [{ ...rule, operations: ['CONNECT'], apiGroups: ['example.com'] }],
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
};

const ruleCases: Scenario['create'] = {
  'no rule': { 'webhooks.0.rules.0': {} },
  wildcards: {
    'webhooks.0.rules.0': {
      operations: ['*', 'CREATE'],
      apiGroups: ['*', ''],
      apiVersions: ['*', ''],
      resources: ['*', 'a/b', 'pods'],
    },
  },
  subresources: { 'webhooks.0.rules.0.resources': ['*/*', 'a/*', 'a/b', '*/c', 'd/c', ''] },
  'bad words': { 'webhooks.0.rules.0.operations': ['GET'], 'webhooks.0.rules.0.scope': 'X' },
  'rules without effect': {
    'webhooks.0.rules.0.apiGroups': ['authentication.k8s.io', 'authorization.k8s.io'],
    'webhooks.0.rules.0.resources': ['tokenreviews', 'tokenreviews', 'subjectaccessreviews'],
  },
};

const webhookCases: Scenario['create'] = {
  ...ruleCases,
  empty: { 'webhooks.0': {} },
  'no name': { 'webhooks.0.name': '' },
  'short name': { 'webhooks.0.name': 'a.b' },
  'bad name': { 'webhooks.0.name': 'A' },
  'names twice': { webhooks: [webhook, webhook] },
  'bad metadata': { 'metadata.name': 'A_b' },
  'reserved name': { 'metadata.name': 'validation.static.k8s.io' },
  'other finalizers': { 'metadata.finalizers': ['foo'] },
  policies: { 'webhooks.0.failurePolicy': 'X', 'webhooks.0.matchPolicy': 'Y' },
  effects: { 'webhooks.0.sideEffects': 'Some' },
  'no effects': { 'webhooks.0.sideEffects': undefined },
  timeout: { 'webhooks.0.timeoutSeconds': 31 },
  'no time': { 'webhooks.0.timeoutSeconds': 0 },
  selectors: {
    'webhooks.0.namespaceSelector': { matchLabels: { 'a b': 'c' } },
    'webhooks.0.objectSelector': { matchExpressions: [{ key: 'a', operator: 'X' }] },
  },
  'no versions': { 'webhooks.0.admissionReviewVersions': [] },
  versions: { 'webhooks.0.admissionReviewVersions': ['v2', 'v2', 'V'] },
  'no target': { 'webhooks.0.clientConfig': {} },
  'two targets': { 'webhooks.0.clientConfig.service': { name: 'a', namespace: 'b' } },
  http: { 'webhooks.0.clientConfig.url': 'http://example.com' },
  'all parts': { 'webhooks.0.clientConfig.url': 'https://me@example.com/a?b=c#d' },
  'no host': { 'webhooks.0.clientConfig.url': 'https:///a' },
  'not a URL': { 'webhooks.0.clientConfig.url': 'a b' },
  'bad port': { 'webhooks.0.clientConfig.url': 'https://a:b/' },
  'colon first': { 'webhooks.0.clientConfig.url': ':a' },
  service: { 'webhooks.0.clientConfig': { service: {} } },
  'service path': {
    'webhooks.0.clientConfig': { service: { name: 'a', namespace: 'b', port: 70000, path: 'x//Y/' } },
  },
  'double slash': { 'webhooks.0.clientConfig': { service: { name: 'a', namespace: 'b', path: '//' } } },
  'good service': { 'webhooks.0.clientConfig': { service: { name: 'a', namespace: 'b', path: '/x/y' } } },
  conditions: {
    'webhooks.0.matchConditions': [
      { name: '', expression: ' ' },
      { name: 'a b', expression: 'true' },
      { name: 'c', expression: 'true' },
      { name: 'c', expression: 'true' },
    ],
  },
};

const webhookUpdates: Scenario['update'] = {
  label: { 'metadata.labels': { a: 'b c' } },
  effects: { 'webhooks.0.sideEffects': 'Some' },
  'bad rule': { 'webhooks.0.rules.0.operations': [] },
  nothing: {},
};

export const validatingWebhooks: Scenario = {
  path: `${GROUP}/validatingwebhookconfigurations`,
  good: configuration('ValidatingWebhookConfiguration', { webhooks: [webhook] }),
  create: webhookCases,
  update: webhookUpdates,
};

export const mutatingWebhooks: Scenario = {
  path: `${GROUP}/mutatingwebhookconfigurations`,
  good: configuration('MutatingWebhookConfiguration', { webhooks: [webhook] }),
  create: { ...webhookCases, reinvocation: { 'webhooks.0.reinvocationPolicy': 'X' } },
  update: webhookUpdates,
};

const matchConstraints = { resourceRules: [rule] };

const policyCases: Scenario['create'] = {
  empty: { spec: {} },
  'reserved name': { 'metadata.name': 'validation.static.k8s.io' },
  'bad policy': { 'spec.failurePolicy': 'X', 'spec.matchConstraints.matchPolicy': 'Y' },
  'no constraints': { 'spec.matchConstraints': undefined },
  'no rules': { 'spec.matchConstraints.resourceRules': [] },
  'bad rules': {
    'spec.matchConstraints.resourceRules': [{ ...rule, resourceNames: ['a/b', 'a', 'a'], operations: [] }],
    'spec.matchConstraints.excludeResourceRules': [{}],
    'spec.matchConstraints.namespaceSelector': { matchLabels: { 'a b': 'c' } },
  },
  'no kind of parameters': { 'spec.paramKind': {} },
  'bad kind of parameters': { 'spec.paramKind': { apiVersion: 'A_/V', kind: 'a.b' } },
  'slashes in the kind of parameters': { 'spec.paramKind': { apiVersion: 'a/b/c', kind: 'A' } },
  'no version of parameters': { 'spec.paramKind': { apiVersion: '/', kind: 'A' } },
  variables: {
    'spec.variables': [
      { name: '', expression: ' ' },
      { name: 'if', expression: '1' },
    ],
  },
  conditions: { 'spec.matchConditions': [{ name: '', expression: '' }] },
};

export const validatingPolicies: Scenario = {
  path: `${GROUP}/validatingadmissionpolicies`,
  good: configuration('ValidatingAdmissionPolicy', {
    spec: { matchConstraints, validations: [{ expression: 'true' }] },
  }),
  create: {
    ...policyCases,
    'no validations': { 'spec.validations': [] },
    'bad validation': {
      'spec.validations': [
        { expression: ' ', message: 'a\nb', reason: 'X' },
        { expression: 'true', message: ' ', messageExpression: ' ' },
      ],
    },
    annotations: {
      'spec.auditAnnotations': [
        { key: '', valueExpression: '' },
        { key: 'a', valueExpression: "'b'" },
        { key: 'a', valueExpression: "'b'" },
      ],
    },
  },
  update: { nothing: {}, 'no validations': { 'spec.validations': [] } },
  subresources: {
    status: {
      'bad status': {
        'status.typeChecking': { expressionWarnings: [{ fieldRef: '', warning: '' }] },
        'status.conditions': [{ type: '', status: 'X', reason: '' }],
      },
    },
  },
};

export const mutatingPolicies: Scenario = {
  path: `${GROUP}/mutatingadmissionpolicies`,
  good: configuration('MutatingAdmissionPolicy', {
    spec: {
      matchConstraints,
      reinvocationPolicy: 'Never',
      mutations: [
        {
          patchType: 'JSONPatch',
          jsonPatch: { expression: `[JSONPatch{op: "test", path: "/a", value: "b"}]` },
        },
      ],
    },
  }),
  create: {
    ...policyCases,
    deletions: { 'spec.matchConstraints.resourceRules.0.operations': ['DELETE', 'X'] },
    'no mutations': { 'spec.mutations': [] },
    'bad mutations': {
      'spec.mutations': [
        {},
        { patchType: 'X' },
        { patchType: 'JSONPatch', applyConfiguration: { expression: 'Object{}' } },
        {
          patchType: 'ApplyConfiguration',
          applyConfiguration: { expression: ' ' },
          jsonPatch: { expression: '[]' },
        },
      ],
    },
    reinvocation: { 'spec.reinvocationPolicy': 'X' },
  },
};

const bindingCases: Scenario['create'] = {
  empty: { spec: {} },
  'bad name': { 'spec.policyName': 'A' },
  'no parameter': { 'spec.paramRef': {} },
  'two parameters': { 'spec.paramRef': { name: 'a/b', selector: {}, parameterNotFoundAction: 'X' } },
  resources: { 'spec.matchResources': { matchPolicy: 'X', resourceRules: [{ operations: ['DELETE'] }] } },
};

export const validatingPolicyBindings: Scenario = {
  path: `${GROUP}/validatingadmissionpolicybindings`,
  good: configuration('ValidatingAdmissionPolicyBinding', {
    spec: { policyName: 'a', validationActions: ['Deny'] },
  }),
  create: {
    ...bindingCases,
    actions: { 'spec.validationActions': ['Deny', 'Warn', 'X', 'Deny'] },
    'no actions': { 'spec.validationActions': [] },
  },
  update: { 'no name': { 'spec.policyName': '' } },
};

export const mutatingPolicyBindings: Scenario = {
  path: `${GROUP}/mutatingadmissionpolicybindings`,
  good: configuration('MutatingAdmissionPolicyBinding', { spec: { policyName: 'a' } }),
  create: bindingCases,
};

export const apiServices: Scenario = {
  path: '/apis/apiregistration.k8s.io/v1/apiservices',
  good: {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1.validation.example.com' },
    spec: {
      group: 'validation.example.com',
      version: 'v1',
      groupPriorityMinimum: 1,
      versionPriority: 1,
    },
  },
  create: {
    empty: { spec: {} },
    'bad name': { 'metadata.name': 'a' },
    'no path': { 'metadata.name': 'a/b' },
    'bad group': { 'spec.group': 'A' },
    'bad version': { 'spec.version': '1' },
    priorities: { 'spec.groupPriorityMinimum': 20001, 'spec.versionPriority': 1001 },
    local: { 'spec.insecureSkipTLSVerify': true, 'spec.caBundle': 'YQ==' },
    'bad service': { 'spec.service': { port: 70000 } },
    'good service': { 'spec.service': { name: 'a', namespace: 'b' } },
    'insecure with a bundle': {
      'spec.service': { name: 'a', namespace: 'b' },
      'spec.insecureSkipTLSVerify': true,
      'spec.caBundle': 'YQ==',
    },
  },
  update: {
    priority: { 'spec.versionPriority': -1 },
    version: { 'spec.version': 'v2' },
    'other uid': { 'metadata.uid': 'x' },
    label: { 'metadata.labels': { a: 'b c' } },
  },
  subresources: { status: { 'bad status': { 'status.conditions': [{ type: 'A', status: 'X' }] } } },
};
