import type { Scenario } from './case.ts';

export const services: Scenario = {
  path: '/api/v1/namespaces/{ns}/services',
  good: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 's' },
    spec: { ports: [{ port: 80 }], selector: { a: 'b' } },
  },
  create: {
    'no ports': { 'spec.ports': [] },
    'no spec': { spec: undefined },
    'bad port': { 'spec.ports': [{ port: 0 }] },
    'port too high': { 'spec.ports': [{ port: 70000, targetPort: 'Bad-Name-' }] },
    'ports without names': { 'spec.ports': [{ port: 80 }, { port: 81 }] },
    'ports of a name': {
      'spec.ports': [
        { port: 80, name: 'a' },
        { port: 81, name: 'a' },
      ],
    },
    'same ports': {
      'spec.ports': [
        { port: 80, name: 'a' },
        { port: 80, name: 'b' },
      ],
    },
    'bad protocol': { 'spec.ports': [{ port: 80, protocol: 'X' }] },
    'bad port name': { 'spec.ports': [{ port: 80, name: 'A' }] },
    'bad app protocol': { 'spec.ports': [{ port: 80, appProtocol: 'a b' }] },
    'bad type': { 'spec.type': 'X' },
    'node port of ClusterIP': { 'spec.ports': [{ port: 80, nodePort: 30000 }] },
    'node port out of range': { 'spec.type': 'NodePort', 'spec.ports': [{ port: 80, nodePort: 80 }] },
    'external name': { 'spec.type': 'ExternalName' },
    'bad external name': { 'spec.type': 'ExternalName', 'spec.externalName': 'A b' },
    'external name of ClusterIP': { 'spec.externalName': 'x' },
    'good external name': { 'spec.type': 'ExternalName', 'spec.externalName': 'example.com.' },
    'bad cluster IP': { 'spec.clusterIP': 'x' },
    'cluster IP out of range': { 'spec.clusterIP': '1.2.3.4' },
    'two kinds of cluster IP': { 'spec.clusterIP': '10.0.0.1', 'spec.clusterIPs': ['10.0.0.2'] },
    'headless node port': { 'spec.type': 'NodePort', 'spec.clusterIP': 'None' },
    'headless with IPs': {
      'spec.clusterIP': 'None',
      'spec.externalIPs': ['1.2.3.4'],
      'spec.sessionAffinity': 'ClientIP',
    },
    'bad affinity': { 'spec.sessionAffinity': 'X' },
    'affinity config': { 'spec.sessionAffinityConfig': { clientIP: { timeoutSeconds: 1 } } },
    'bad timeout': {
      'spec.sessionAffinity': 'ClientIP',
      'spec.sessionAffinityConfig': { clientIP: { timeoutSeconds: 90000 } },
    },
    'bad external IPs': { 'spec.externalIPs': ['x', '127.0.0.1', '0.0.0.0', '169.254.1.1'] },
    'external IP': { 'spec.externalIPs': ['1.2.3.4'] },
    'source ranges': { 'spec.loadBalancerSourceRanges': ['x', '1.2.3.4/24'] },
    'source ranges of a balancer': {
      'spec.type': 'LoadBalancer',
      'spec.loadBalancerSourceRanges': ['1.2.3.4', ' 10.0.0.0/8 '],
    },
    'balancer class': { 'spec.loadBalancerClass': 'a b' },
    'balancer class of a balancer': { 'spec.type': 'LoadBalancer', 'spec.loadBalancerClass': 'a b' },
    allocation: { 'spec.allocateLoadBalancerNodePorts': true },
    'external policy': { 'spec.externalTrafficPolicy': 'Local' },
    'bad external policy': { 'spec.type': 'NodePort', 'spec.externalTrafficPolicy': 'X' },
    'bad internal policy': { 'spec.internalTrafficPolicy': 'X' },
    'health check port': { 'spec.healthCheckNodePort': 30000 },
    'bad distribution': { 'spec.trafficDistribution': 'X' },
    'close distribution': { 'spec.trafficDistribution': 'PreferClose' },
    'bad families': { 'spec.ipFamilies': ['X'] },
    'families twice': { 'spec.ipFamilies': ['IPv4', 'IPv4'] },
    IPv6: { 'spec.ipFamilies': ['IPv6'] },
    'bad family policy': { 'spec.ipFamilyPolicy': 'X' },
    'bad selector': { 'spec.selector': { 'a b': 'c' } },
    'bad name': { 'metadata.name': 'A' },
    'numeric name': { 'metadata.name': '1a' },
    'dotted name': { 'metadata.name': 'a.b' },
  },
  update: {
    'other cluster IP': { 'spec.clusterIP': '10.0.0.77', 'spec.clusterIPs': ['10.0.0.77'] },
    'no cluster IP': { 'spec.clusterIP': undefined, 'spec.clusterIPs': undefined },
    headless: { 'spec.clusterIP': 'None', 'spec.clusterIPs': ['None'] },
    families: { 'spec.ipFamilies': ['IPv6'] },
    'bad port': { 'spec.ports': [{ port: 0, protocol: 'TCP' }] },
  },
  subresources: {
    status: { ingress: { 'status.loadBalancer': { ingress: [{ ip: '1.2.3.4' }] } } },
  },
};

export const configMaps: Scenario = {
  path: '/api/v1/namespaces/{ns}/configmaps',
  good: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: 'b' }, immutable: true },
  create: {
    'bad key': { data: { 'a b': 'c' } },
    dot: { data: { '.': 'x' } },
    'two dots': { data: { '..': 'x' } },
    'dots in front': { data: { '..x': 'x' } },
    'long key': { data: { [`${'a'.repeat(254)}`]: 'c' } },
    'key twice': { binaryData: { a: 'AA==' } },
    'bad binary key': { binaryData: { 'a b': 'AA==' } },
    'too large': { data: { a: 'x'.repeat(1048577) } },
    'bad name': { 'metadata.name': 'A' },
  },
  update: {
    mutable: { immutable: false },
    data: { data: { a: 'c' } },
    both: { immutable: undefined, binaryData: { x: 'AA==' } },
  },
};

export const secrets: Scenario = {
  path: '/api/v1/namespaces/{ns}/secrets',
  good: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { a: 'YQ==' }, immutable: true },
  create: {
    'bad key': { data: { 'a b': 'YQ==' } },
    'account token': { type: 'kubernetes.io/service-account-token' },
    dockercfg: { type: 'kubernetes.io/dockercfg' },
    dockerconfigjson: { type: 'kubernetes.io/dockerconfigjson' },
    'bad dockerconfigjson': {
      type: 'kubernetes.io/dockerconfigjson',
      stringData: { '.dockerconfigjson': 'x' },
    },
    'empty dockerconfigjson': {
      type: 'kubernetes.io/dockerconfigjson',
      stringData: { '.dockerconfigjson': '' },
    },
    'list as dockerconfigjson': {
      type: 'kubernetes.io/dockerconfigjson',
      stringData: { '.dockerconfigjson': '[]' },
    },
    'basic auth': { type: 'kubernetes.io/basic-auth' },
    'ssh auth': { type: 'kubernetes.io/ssh-auth' },
    tls: { type: 'kubernetes.io/tls' },
    'bad tls': { type: 'kubernetes.io/tls', stringData: { 'tls.crt': 'x', 'tls.key': 'y' } },
    'own type': { type: 'x' },
    'too large': { stringData: { a: 'x'.repeat(1048577) } },
  },
  update: { type: { type: 'x' }, data: { data: { a: 'Yg==' } }, mutable: { immutable: false } },
};

export const namespaces: Scenario = {
  path: '/api/v1/namespaces',
  good: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'validation-other' } },
  create: {
    'bad name': { 'metadata.name': 'A' },
    'dotted name': { 'metadata.name': 'a.b' },
    'long name': { 'metadata.name': 'a'.repeat(64) },
    'bad label': { 'metadata.labels': { a: '-' } },
    'bad finalizer': { 'spec.finalizers': ['x'] },
    namespaced: { 'metadata.namespace': 'default' },
  },
  update: { label: { 'metadata.labels': { 'a b': 'c' } } },
  subresources: {
    status: { phase: { 'status.phase': 'Terminating' } },
    finalize: { bad: { 'spec.finalizers': ['x', 'a b'] } },
  },
};

export const serviceAccounts: Scenario = {
  path: '/api/v1/namespaces/{ns}/serviceaccounts',
  good: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 's' } },
  create: {
    'bad name': { 'metadata.name': 'A' },
    'mountable secrets': { 'metadata.annotations': { 'kubernetes.io/enforce-mountable-secrets': 'true' } },
  },
  update: { label: { 'metadata.labels': { 'a b': 'c' } } },
};
