import type { Json } from '../../../../src/sandbox/model/json.ts';
import type { Scenario } from './case.ts';

const service = { service: { name: 's', port: { number: 80 } } };
const path = (value: string, pathType: string, backend: Json = service): Json => ({
  http: { paths: [{ path: value, pathType, backend }] },
});

export const ingresses: Scenario = {
  path: '/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses',
  good: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'i' },
    spec: { defaultBackend: service },
  },
  create: {
    nothing: { spec: {} },
    'bad service': { 'spec.defaultBackend': { service: { name: 'A', port: { number: 0 } } } },
    'both ports': { 'spec.defaultBackend': { service: { name: 'a', port: { number: 1, name: 'x' } } } },
    'bad port': { 'spec.defaultBackend': { service: { name: 'a', port: { number: 70000 } } } },
    'bad port name': {
      'spec.defaultBackend': { service: { name: 'a', port: { name: 'Bad_Name_that_is_long' } } },
    },
    'empty backend': { 'spec.defaultBackend': {} },
    'both backends': { 'spec.defaultBackend': { ...service, resource: { kind: 'K', name: 'n' } } },
    'resource backend': { 'spec.defaultBackend': { resource: { apiGroup: 'A', kind: '', name: 'a/b' } } },
    'ip as host': { 'spec.rules': [{ host: '1.2.3.4' }] },
    'bad host': { 'spec.rules': [{ host: 'A b' }, { host: 'a.*.b' }, { host: '*.b' }] },
    'no paths': { 'spec.rules': [{ http: { paths: [] } }] },
    'no path type': { 'spec.rules': [{ http: { paths: [{ path: '/', backend: service }] } }] },
    'bad path type': { 'spec.rules': [path('/', 'X')] },
    'relative path': {
      'spec.rules': [path('x', 'Prefix'), path('x', 'ImplementationSpecific'), path('', 'Exact')],
    },
    'bad path': { 'spec.rules': [path('/a//b/./c/../%2f/..', 'Prefix')] },
    'bad tls': { 'spec.tls': [{ hosts: ['A', '*.a.*'], secretName: 'A' }] },
    'bad class': { 'spec.ingressClassName': 'A' },
    'class twice': {
      'spec.ingressClassName': 'a',
      'metadata.annotations': { 'kubernetes.io/ingress.class': 'b' },
    },
    'class by annotation': { 'metadata.annotations': { 'kubernetes.io/ingress.class': 'b' } },
  },
  update: { nothing: { spec: {} }, 'bad class': { 'spec.ingressClassName': 'A' } },
  subresources: {
    status: {
      bad: { 'status.loadBalancer': { ingress: [{ ip: 'x' }, { hostname: '1.2.3.4' }, { hostname: 'A' }] } },
    },
  },
};

export const ingressClasses: Scenario = {
  path: '/apis/networking.k8s.io/v1/ingressclasses',
  good: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'validation-c' },
    spec: { controller: 'example.com/x' },
  },
  create: {
    'no controller': { 'spec.controller': '' },
    'bad controller': { 'spec.controller': 'x' },
    'bad host': { 'spec.controller': 'A/x y' },
    parameters: { 'spec.parameters': { kind: '', name: '' } },
    'namespaced parameters': { 'spec.parameters': { kind: 'K', name: 'n', scope: 'Namespace' } },
    'cluster parameters': { 'spec.parameters': { kind: 'K', name: 'n', scope: 'Cluster', namespace: 'x' } },
    'bad scope': { 'spec.parameters': { kind: 'K', name: 'n', scope: 'X' } },
  },
  update: { controller: { 'spec.controller': 'example.com/y' } },
};

export const networkPolicies: Scenario = {
  path: '/apis/networking.k8s.io/v1/namespaces/{ns}/networkpolicies',
  good: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'n' },
    spec: { podSelector: {} },
  },
  create: {
    'bad selector': { 'spec.podSelector': { matchLabels: { 'a b': 'c' } } },
    'bad types': { 'spec.policyTypes': ['X'] },
    'three types': { 'spec.policyTypes': ['Ingress', 'Egress', 'Ingress'] },
    'empty peer': { 'spec.ingress': [{ from: [{}] }] },
    'both peers': { 'spec.egress': [{ to: [{ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }] }] },
    'no cidr': { 'spec.ingress': [{ from: [{ ipBlock: { cidr: '' } }] }] },
    'bad cidr': {
      'spec.ingress': [
        {
          from: [
            { ipBlock: { cidr: 'x' } },
            { ipBlock: { cidr: '10.0.0.1/8' } },
            { ipBlock: { cidr: '010.0.0.0/8' } },
          ],
        },
      ],
    },
    except: {
      'spec.ingress': [
        { from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16', '10.0.0.0/8', 'x'] } }] },
      ],
    },
    'long IPv6': { 'spec.ingress': [{ from: [{ ipBlock: { cidr: '2001:DB8:0::/64' } }] }] },
    ports: {
      'spec.ingress': [
        {
          ports: [
            { protocol: 'X', port: 0 },
            { port: 80, endPort: 70 },
            { port: 'Bad', endPort: 1 },
            { endPort: 1 },
            { port: 80, endPort: 70000 },
          ],
        },
      ],
    },
  },
  update: { 'bad types': { 'spec.policyTypes': ['X'] } },
};

export const endpoints: Scenario = {
  path: '/api/v1/namespaces/{ns}/endpoints',
  good: { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'e' } },
  create: {
    'empty subset': { subsets: [{}] },
    'bad addresses': {
      subsets: [
        {
          addresses: [
            { ip: 'x' },
            { ip: '127.0.0.1', hostname: 'A', nodeName: 'B' },
            { ip: '0.0.0.0' },
            { ip: 'fe80::1' },
          ],
        },
      ],
    },
    'bad ports': {
      subsets: [
        { addresses: [{ ip: '1.2.3.4' }], ports: [{ port: 0 }, { port: 80, protocol: 'X', name: 'A' }] },
      ],
    },
  },
  update: { bad: { subsets: [{}] } },
};

export const endpointSlices: Scenario = {
  path: '/apis/discovery.k8s.io/v1/namespaces/{ns}/endpointslices',
  good: {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'e' },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['1.2.3.4'] }],
  },
  create: {
    'no type': { addressType: undefined },
    'bad type': { addressType: 'X' },
    'no addresses': { endpoints: [{ addresses: [] }] },
    'bad addresses': { endpoints: [{ addresses: ['x', '::1', '127.0.0.1'], hostname: 'A', nodeName: 'B' }] },
    IPv6: { addressType: 'IPv6', endpoints: [{ addresses: ['1.2.3.4', '2001:DB8::1'] }] },
    names: { addressType: 'FQDN', endpoints: [{ addresses: ['a', 'A.b', 'a.b.'] }] },
    'bad ports': { ports: [{ name: 'A', protocol: 'X', appProtocol: 'a b' }, { name: 'a' }, { name: 'a' }] },
    hints: {
      endpoints: [{ addresses: ['1.2.3.4'], hints: { forZones: [{ name: 'a b' }, { name: 'a b' }] } }],
    },
  },
  update: { type: { addressType: 'IPv6' }, addresses: { endpoints: [{ addresses: ['x'] }] } },
};

export const leases: Scenario = {
  path: '/apis/coordination.k8s.io/v1/namespaces/{ns}/leases',
  good: { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'l' }, spec: {} },
  create: {
    duration: { 'spec.leaseDurationSeconds': 0, 'spec.leaseTransitions': -1 },
    finalizer: { 'metadata.finalizers': ['x'] },
    'bad name': { 'metadata.name': 'A' },
  },
  update: { duration: { 'spec.leaseDurationSeconds': 0 } },
};

export const events: Scenario = {
  path: '/api/v1/namespaces/{ns}/events',
  good: {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e' },
    involvedObject: { kind: 'Pod', name: 'p', namespace: 'validation-compare' },
  },
  create: {
    'other namespace': { 'involvedObject.namespace': 'x' },
    'no namespace': { 'involvedObject.namespace': undefined },
    time: { eventTime: '2026-01-01T00:00:00.000000Z' },
    'bad name': { 'metadata.name': 'A' },
  },
};

export const newEvents: Scenario = {
  path: '/apis/events.k8s.io/v1/namespaces/{ns}/events',
  good: {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: 'n' },
    eventTime: '2026-01-01T00:00:00.000000Z',
    type: 'Normal',
    reason: 'r',
    action: 'a',
    reportingController: 'c',
    reportingInstance: 'i',
    regarding: { kind: 'Pod', name: 'p', namespace: 'validation-compare' },
  },
  create: {
    nothing: { eventTime: undefined, type: 'X', reason: undefined },
    'no reason': {
      reason: undefined,
      action: undefined,
      reportingController: 'a b',
      reportingInstance: 'x'.repeat(129),
    },
    series: { series: { count: 1 } },
    deprecated: { deprecatedCount: 1, deprecatedFirstTimestamp: '2026-01-01T00:00:00Z' },
  },
  update: { reason: { reason: 'x' }, regarding: { 'regarding.name': 'y' } },
};
