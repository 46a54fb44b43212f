import type { Scenario } from './case.ts';

const requests = { requests: { storage: '1Gi' } };

export const persistentVolumeClaims: Scenario = {
  path: '/api/v1/namespaces/{ns}/persistentvolumeclaims',
  good: {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'p' },
    spec: { accessModes: ['ReadWriteOnce'], resources: requests },
  },
  create: {
    'no modes': { 'spec.accessModes': [] },
    'bad mode': { 'spec.accessModes': ['X'] },
    'exclusive mode': { 'spec.accessModes': ['ReadWriteOnce', 'ReadWriteOncePod'] },
    'no requests': { 'spec.resources': undefined },
    zero: { 'spec.resources': { requests: { storage: '0' } } },
    fraction: { 'spec.resources': { requests: { storage: '1500m' } } },
    'bad class': { 'spec.storageClassName': 'A' },
    'bad volume mode': { 'spec.volumeMode': 'X' },
    'bad selector': { 'spec.selector': { matchLabels: { 'a b': 'c' } } },
    source: { 'spec.dataSource': { kind: 'X', name: '' } },
    'two sources': {
      'spec.dataSource': { kind: 'PersistentVolumeClaim', name: 'a' },
      'spec.dataSourceRef': { kind: 'PersistentVolumeClaim', name: 'b' },
    },
    'beta class': { 'metadata.annotations': { 'volume.beta.kubernetes.io/storage-class': 'x' } },
  },
  update: {
    smaller: { 'spec.resources.requests.storage': '1Mi' },
    larger: { 'spec.resources.requests.storage': '2Gi' },
    mode: { 'spec.accessModes': ['ReadOnlyMany'] },
    'volume mode': { 'spec.volumeMode': 'Block' },
    class: { 'spec.storageClassName': 'x' },
    volume: { 'spec.volumeName': 'x' },
  },
  subresources: {
    status: {
      capacity: { 'status.capacity': { storage: '-1' } },
      'negative allocation': { 'status.allocatedResources': { storage: '-1' } },
      'fraction of an allocation': { 'status.allocatedResources': { storage: '1500m' } },
    },
  },
};

export const persistentVolumes: Scenario = {
  path: '/api/v1/persistentvolumes',
  good: {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'validation-v' },
    spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/x' } },
  },
  create: {
    nothing: { spec: {} },
    'no capacity': { 'spec.capacity': undefined },
    'more capacity': { 'spec.capacity': { storage: '1Gi', cpu: '1' } },
    negative: { 'spec.capacity': { storage: '-1' } },
    'two sources': { 'spec.nfs': { server: 'a', path: '/b' } },
    'bad policy': { 'spec.persistentVolumeReclaimPolicy': 'X' },
    'recycle root': { 'spec.persistentVolumeReclaimPolicy': 'Recycle', 'spec.hostPath.path': '/' },
    local: { 'spec.hostPath': undefined, 'spec.local': { path: '/x' } },
    csi: {
      'spec.hostPath': undefined,
      'spec.csi': { driver: '', volumeHandle: '', nodePublishSecretRef: { name: 'A' } },
    },
    affinity: { 'spec.nodeAffinity': {} },
    'bad affinity': { 'spec.nodeAffinity': { required: { nodeSelectorTerms: [] } } },
    iscsi: { 'spec.hostPath': undefined, 'spec.iscsi': { targetPortal: '', iqn: 'x', lun: -1 } },
    class: { 'spec.storageClassName': 'A', 'spec.volumeMode': 'X', 'spec.volumeAttributesClassName': 'A' },
    'mount options': { 'metadata.annotations': { 'volume.beta.kubernetes.io/mount-options': 'x' } },
    'bad name': { 'metadata.name': 'A' },
  },
  update: {
    path: { 'spec.hostPath.path': '/y' },
    'other source': { 'spec.hostPath': undefined, 'spec.nfs': { server: 'a', path: '/b' } },
    'volume mode': { 'spec.volumeMode': 'Block' },
    capacity: { 'spec.capacity.storage': '0' },
    class: { 'spec.storageClassName': 'x' },
  },
};

export const storageClasses: Scenario = {
  path: '/apis/storage.k8s.io/v1/storageclasses',
  good: {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'validation-s' },
    provisioner: 'example.com/x',
  },
  create: {
    'no provisioner': { provisioner: '' },
    'bad provisioner': { provisioner: 'a b' },
    'bad policy': { reclaimPolicy: 'Recycle' },
    'bad mode': { volumeBindingMode: 'X' },
    topologies: {
      allowedTopologies: [
        {
          matchLabelExpressions: [
            { key: 'a', values: [] },
            { key: 'a', values: ['x', 'x'] },
          ],
        },
        { matchLabelExpressions: [{ key: 'failure-domain.beta.kubernetes.io/zone', values: ['x'] }] },
      ],
    },
  },
  update: {
    provisioner: { provisioner: 'x' },
    parameters: { parameters: { a: 'b' } },
    policy: { reclaimPolicy: 'Retain' },
  },
};

export const csiDrivers: Scenario = {
  path: '/apis/storage.k8s.io/v1/csidrivers',
  good: { apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: { name: 'validation-d' }, spec: {} },
  create: {
    'bad modes': { 'spec.volumeLifecycleModes': ['X'], 'spec.fsGroupPolicy': 'Y' },
    tokens: { 'spec.tokenRequests': [{ audience: 'a', expirationSeconds: 1 }, { audience: 'a' }] },
  },
  update: { attach: { 'spec.attachRequired': false }, modes: { 'spec.volumeLifecycleModes': ['Ephemeral'] } },
};

export const volumeAttachments: Scenario = {
  path: '/apis/storage.k8s.io/v1/volumeattachments',
  good: {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'VolumeAttachment',
    metadata: { name: 'validation-a' },
    spec: { attacher: 'x', nodeName: 'n', source: { persistentVolumeName: 'v' } },
  },
  create: {
    nothing: { spec: {} },
    'bad attacher': { 'spec.attacher': 'a_b' },
    'no source': { 'spec.source': {} },
  },
  update: { node: { 'spec.nodeName': 'm' } },
};

export const csiNodes: Scenario = {
  path: '/apis/storage.k8s.io/v1/csinodes',
  good: {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSINode',
    metadata: { name: 'validation-n' },
    spec: { drivers: [{ name: 'd', nodeID: 'n' }] },
  },
  create: {
    bad: {
      'spec.drivers': [
        { name: '', nodeID: '' },
        { name: 'a', nodeID: 'a', topologyKeys: ['', 'a b'] },
        { name: 'a', nodeID: 'a' },
      ],
    },
  },
  update: { id: { 'spec.drivers.0.nodeID': 'm' } },
};

export const runtimeClasses: Scenario = {
  path: '/apis/node.k8s.io/v1/runtimeclasses',
  good: {
    apiVersion: 'node.k8s.io/v1',
    kind: 'RuntimeClass',
    metadata: { name: 'validation-r' },
    handler: 'h',
  },
  create: {
    'no handler': { handler: '' },
    'bad handler': { handler: 'A' },
    overhead: { overhead: { podFixed: { cpu: '-1' } } },
    scheduling: { scheduling: { nodeSelector: { 'a b': 'c' }, tolerations: [{ key: 'a' }, { key: 'a' }] } },
  },
  update: { handler: { handler: 'x' } },
};

export const nodes: Scenario = {
  path: '/api/v1/nodes',
  good: {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'validation-n' },
    spec: { providerID: 'p', podCIDR: '10.0.0.0/24', podCIDRs: ['10.0.0.0/24'] },
  },
  create: {
    'bad taints': {
      'spec.taints': [
        { key: 'a b', value: 'c d', effect: 'X' },
        { key: 'a', effect: '' },
        { key: 'a', effect: 'NoSchedule' },
        { key: 'a', effect: 'NoSchedule' },
      ],
    },
    'bad cidrs': { 'spec.podCIDR': 'x', 'spec.podCIDRs': ['x'] },
    'two cidrs': { 'spec.podCIDRs': ['10.0.0.0/24', '10.0.1.0/24'] },
    capacity: { 'status.capacity': { pods: '1500m' } },
    'negative capacity': { 'status.capacity': { cpu: '-1' } },
    deprecated: {
      'spec.externalID': 'x',
      'spec.configSource': { configMap: { namespace: 'a', name: 'b', kubeletConfigKey: 'c' } },
    },
    'bad name': { 'metadata.name': 'A' },
  },
  update: {
    provider: { 'spec.providerID': 'q' },
    'no provider': { 'spec.providerID': undefined },
    cidr: { 'spec.podCIDR': '10.0.1.0/24', 'spec.podCIDRs': ['10.0.1.0/24'] },
    taints: { 'spec.taints': [{ key: 'a' }] },
  },
  subresources: {
    status: {
      addresses: {
        'status.addresses': [
          { type: 'a', address: 'b' },
          { type: 'a', address: 'b' },
        ],
      },
    },
  },
};
