import type { Scenario } from './case.ts';

const apiVersion = 'resource.k8s.io/v1';
const exactly = { deviceClassName: 'a.example.com' };
const manyNames = Array.from({ length: 33 }, (_, index) => ({ name: `r${index}`, exactly }));

/** Changes of a claim's devices, at the path of the `devices`. */
const deviceCases = (devices: string): Scenario['create'] => ({
  'no class': { [`${devices}.requests`]: [{ name: 'a', exactly: {} }] },
  'no request': { [`${devices}.requests`]: [{ name: '' }] },
  'both kinds': {
    [`${devices}.requests`]: [{ name: 'a', exactly, firstAvailable: [{ ...exactly, name: 'b' }] }],
  },
  'bad names': { [`${devices}.requests`]: [{ name: 'A', exactly: { deviceClassName: 'B' } }] },
  'names twice': {
    [`${devices}.requests`]: [
      { name: 'a', exactly },
      { name: 'a', exactly },
    ],
  },
  'too many': { [`${devices}.requests`]: manyNames },
  modes: {
    [`${devices}.requests`]: [
      { name: 'a', exactly: { ...exactly, allocationMode: 'X' } },
      { name: 'b', exactly: { ...exactly, allocationMode: 'All', count: 1 } },
      { name: 'c', exactly: { ...exactly, allocationMode: 'ExactCount', count: -1 } },
    ],
  },
  'first available': {
    [`${devices}.requests`]: [
      {
        name: 'a',
        firstAvailable: [{ name: 'A' }, { name: 'b', deviceClassName: 'C' }, { ...exactly, name: 'b' }],
      },
    ],
  },
  selectors: { [`${devices}.requests`]: [{ name: 'a', exactly: { ...exactly, selectors: [{}] } }] },
  tolerations: {
    [`${devices}.requests`]: [
      {
        name: 'a',
        exactly: {
          ...exactly,
          tolerations: [
            { key: 'a b', operator: 'X', effect: 'Y' },
            { key: 'a', operator: 'Exists', value: 'b' },
            { key: 'a', operator: 'Equal', value: 'b c' },
          ],
        },
      },
    ],
  },
  constraints: {
    [`${devices}.constraints`]: [
      {},
      { requests: ['b', 'a/c', 'a', 'a'], matchAttribute: 'a' },
      { requests: ['a/b/c'], matchAttribute: '/' },
      { matchAttribute: 'example.com/a b' },
      { distinctAttribute: 'example.com/a' },
      { matchAttribute: 'A_b/c' },
    ],
  },
  config: {
    [`${devices}.config`]: [
      {},
      { opaque: {} },
      { requests: ['b'], opaque: { driver: 'a b', parameters: [] } },
      { opaque: { driver: 'example.com', parameters: {} } },
      { opaque: { driver: 'a'.repeat(64), parameters: {} } },
    ],
  },
});

const devices = { requests: [{ name: 'a', exactly }] };

export const resourceClaims: Scenario = {
  path: '/apis/resource.k8s.io/v1/namespaces/{ns}/resourceclaims',
  good: { apiVersion, kind: 'ResourceClaim', metadata: { name: 'c' }, spec: { devices } },
  create: { empty: { spec: {} }, 'bad name': { 'metadata.name': 'A' }, ...deviceCases('spec.devices') },
  update: {
    other: { 'spec.devices.requests': [] },
    label: { 'metadata.labels': { a: 'b c' } },
    nothing: {},
  },
};

export const resourceClaimTemplates: Scenario = {
  path: '/apis/resource.k8s.io/v1/namespaces/{ns}/resourceclaimtemplates',
  good: { apiVersion, kind: 'ResourceClaimTemplate', metadata: { name: 't' }, spec: { spec: { devices } } },
  create: {
    empty: { spec: {} },
    'bad name': { 'metadata.name': 'A' },
    metadata: { 'spec.metadata': { labels: { 'a b': 'c' }, annotations: { 'a b': 'c' } } },
    ...deviceCases('spec.spec.devices'),
  },
  update: { other: { 'spec.spec.devices.requests': [] }, label: { 'metadata.labels': { a: 'b c' } } },
};

export const deviceClasses: Scenario = {
  path: '/apis/resource.k8s.io/v1/deviceclasses',
  good: { apiVersion, kind: 'DeviceClass', metadata: { name: 'validation-class' }, spec: {} },
  create: {
    'bad name': { 'metadata.name': 'A' },
    'no name': { 'metadata.name': '' },
    selectors: { 'spec.selectors': [{}] },
    config: { 'spec.config': [{}, { opaque: { driver: '', parameters: null } }] },
    'extended name': { 'spec.extendedResourceName': 'a' },
    'own name': { 'spec.extendedResourceName': 'kubernetes.io/a' },
    'requests of a name': { 'spec.extendedResourceName': 'requests.example.com/a b' },
    'good name': { 'spec.extendedResourceName': 'example.com/a' },
  },
  update: { config: { 'spec.config': [{}] }, label: { 'metadata.labels': { a: 'b c' } } },
};

export const deviceTaintRules: Scenario = {
  path: '/apis/resource.k8s.io/v1/devicetaintrules',
  good: {
    apiVersion,
    kind: 'DeviceTaintRule',
    metadata: { name: 'validation-rule' },
    spec: { taint: { key: 'a', effect: 'None' } },
  },
  create: {
    empty: { spec: {} },
    'bad name': { 'metadata.name': 'A' },
    taint: { 'spec.taint': { key: 'a b', value: 'c d', effect: 'X' } },
    selector: { 'spec.deviceSelector': { driver: 'a b', pool: 'A/b', device: 'C' } },
    'empty selector': { 'spec.deviceSelector': { driver: '', pool: '', device: '' } },
  },
  update: { effect: { 'spec.taint.effect': 'X' } },
  subresources: { status: { conditions: { 'status.conditions': [{ type: '', status: 'X' }] } } },
};
