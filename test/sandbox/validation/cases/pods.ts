import type { Json } from '../../../../src/sandbox/model/json.ts';
import type { Scenario } from './case.ts';

const container = { name: 'c', image: 'nginx' };
const volume = (source: Json): Json => [{ name: 'v', ...(source as object) }] as Json;
const c0 = 'spec.containers.0';

export const pods: Scenario = {
  path: '/api/v1/namespaces/{ns}/pods',
  good: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'good' }, spec: { containers: [container] } },
  create: {
    'upper case name': { 'metadata.name': 'Bad_Name' },
    'dotted name': { 'metadata.name': 'a.b' },
    'name too long': { 'metadata.name': 'a'.repeat(254) },
    'no name': { 'metadata.name': undefined },
    'bad generateName': { 'metadata.generateName': 'Bad-' },
    'bad label key': { 'metadata.labels': { '-bad': 'x' } },
    'label key with two slashes': { 'metadata.labels': { 'a/b/c': 'x' } },
    'label key with bad prefix': { 'metadata.labels': { 'A_b/c': 'x' } },
    'long label key': { 'metadata.labels': { [`${'a'.repeat(64)}`]: 'x' } },
    'bad label value': { 'metadata.labels': { a: 'b c' } },
    'long label value': { 'metadata.labels': { a: 'b'.repeat(64) } },
    'bad annotation key': { 'metadata.annotations': { 'a b': 'x' } },
    'huge annotations': { 'metadata.annotations': { a: 'x'.repeat(262145) } },
    'bad finalizer': { 'metadata.finalizers': ['foo'] },
    'very bad finalizer': { 'metadata.finalizers': ['a b'] },
    'both deletion finalizers': { 'metadata.finalizers': ['orphan', 'foregroundDeletion'] },
    'empty owner reference': { 'metadata.ownerReferences': [{}] },
    'event as owner': {
      'metadata.ownerReferences': [{ apiVersion: 'v1', kind: 'Event', name: 'e', uid: 'u' }],
    },
    'two controllers': {
      'metadata.ownerReferences': [
        { apiVersion: 'v1', kind: 'A', name: 'a', uid: 'u', controller: true },
        { apiVersion: 'v1', kind: 'B', name: 'b', uid: 'v', controller: true },
      ],
    },
    'bad owner version': {
      'metadata.ownerReferences': [{ apiVersion: 'a/b/c', kind: 'A', name: 'a', uid: 'u' }],
    },
    'no containers': { 'spec.containers': [] },
    'no spec': { spec: undefined },
    'no container name': { [`${c0}.name`]: undefined },
    'bad container name': { [`${c0}.name`]: 'Bad' },
    'dotted container name': { [`${c0}.name`]: 'a.b' },
    'no image': { [`${c0}.image`]: undefined },
    'image with spaces': { [`${c0}.image`]: ' nginx' },
    'two containers of a name': { 'spec.containers': [container, container] },
    'bad pull policy': { [`${c0}.imagePullPolicy`]: 'Sometimes' },
    'bad restart policy': { 'spec.restartPolicy': 'Maybe' },
    'bad dns policy': { 'spec.dnsPolicy': 'Mine' },
    'dns none': { 'spec.dnsPolicy': 'None' },
    'dns none without servers': { 'spec.dnsPolicy': 'None', 'spec.dnsConfig': { searches: ['a'] } },
    'bad dns config': {
      'spec.dnsConfig': {
        nameservers: ['1.2.3.4', 'x', '010.1.1.1', '::ffff:1.2.3.4'],
        searches: ['A b'],
        options: [{ value: 'x' }],
      },
    },
    'bad termination message policy': { [`${c0}.terminationMessagePolicy`]: 'X' },
    'port zero': { [`${c0}.ports`]: [{ containerPort: 0 }] },
    'port too high': { [`${c0}.ports`]: [{ containerPort: 70000, hostPort: 70000 }] },
    'bad port name': { [`${c0}.ports`]: [{ containerPort: 80, name: 'Bad--name-that-is-long-' }] },
    'numeric port name': { [`${c0}.ports`]: [{ containerPort: 80, name: '80' }] },
    'ports of a name': {
      [`${c0}.ports`]: [
        { containerPort: 80, name: 'a' },
        { containerPort: 81, name: 'a' },
      ],
    },
    'bad protocol': { [`${c0}.ports`]: [{ containerPort: 80, protocol: 'HTTP' }] },
    'same ports': { [`${c0}.ports`]: [{ containerPort: 80 }, { containerPort: 80 }] },
    'host port twice': {
      [`${c0}.ports`]: [
        { containerPort: 80, hostPort: 80 },
        { containerPort: 81, hostPort: 80 },
      ],
    },
    'host ip without port': { [`${c0}.ports`]: [{ containerPort: 80, hostIP: '1.2.3.4', name: 'x' }] },
    'host network ports': {
      'spec.hostNetwork': true,
      [`${c0}.ports`]: [{ containerPort: 80, hostPort: 81 }],
    },
    'env without name': { [`${c0}.env`]: [{ value: 'x' }] },
    'bad env name': { [`${c0}.env`]: [{ name: 'a=b', value: 'x' }] },
    'env twice': {
      [`${c0}.env`]: [
        { name: 'a', value: 'x' },
        { name: 'a', value: 'y' },
      ],
    },
    'env value and source': {
      [`${c0}.env`]: [{ name: 'a', value: 'x', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }],
    },
    'env empty source': { [`${c0}.env`]: [{ name: 'a', valueFrom: {} }] },
    'env two sources': {
      [`${c0}.env`]: [
        {
          name: 'a',
          valueFrom: { secretKeyRef: { name: 's', key: 'k' }, configMapKeyRef: { name: 'S', key: 'a b' } },
        },
      ],
    },
    'env bad field': { [`${c0}.env`]: [{ name: 'a', valueFrom: { fieldRef: { fieldPath: 'spec.foo' } } }] },
    'env unsupported field': {
      [`${c0}.env`]: [{ name: 'a', valueFrom: { fieldRef: { fieldPath: 'status.phase' } } }],
    },
    'env all labels': {
      [`${c0}.env`]: [{ name: 'a', valueFrom: { fieldRef: { fieldPath: 'metadata.labels' } } }],
    },
    'env bad subscript': {
      [`${c0}.env`]: [{ name: 'a', valueFrom: { fieldRef: { fieldPath: "spec.nodeName['x']" } } }],
    },
    'env bad label key': {
      [`${c0}.env`]: [{ name: 'a', valueFrom: { fieldRef: { fieldPath: "metadata.labels['a b']" } } }],
    },
    'env bad resource': {
      [`${c0}.env`]: [{ name: 'a', valueFrom: { resourceFieldRef: { resource: 'limits.x' } } }],
    },
    'env bad divisor': {
      [`${c0}.env`]: [
        { name: 'a', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '2' } } },
        { name: 'b', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '3Mi' } } },
      ],
    },
    'bad envFrom': { [`${c0}.envFrom`]: [{}, { prefix: 'a=', configMapRef: { name: 'A' } }] },
    'mount without volume': { [`${c0}.volumeMounts`]: [{ name: 'v', mountPath: '/x' }] },
    'mount without path': {
      'spec.volumes': volume({ emptyDir: {} }),
      [`${c0}.volumeMounts`]: [{ name: 'v' }],
    },
    'mounts of a path': {
      'spec.volumes': volume({ emptyDir: {} }),
      [`${c0}.volumeMounts`]: [
        { name: 'v', mountPath: '/x', subPath: '/a' },
        { name: 'v', mountPath: '/x', subPath: '../a', subPathExpr: 'b' },
      ],
    },
    'bad propagation': {
      'spec.volumes': volume({ emptyDir: {} }),
      [`${c0}.volumeMounts`]: [
        { name: 'v', mountPath: '/x', mountPropagation: 'X', recursiveReadOnly: 'Enabled' },
      ],
    },
    'bidirectional propagation': {
      'spec.volumes': volume({ emptyDir: {} }),
      [`${c0}.volumeMounts`]: [{ name: 'v', mountPath: '/x', mountPropagation: 'Bidirectional' }],
    },
    'block device of emptyDir': {
      'spec.volumes': volume({ emptyDir: {} }),
      [`${c0}.volumeDevices`]: [{ name: 'v', devicePath: '/../x' }, { name: 'w' }],
    },
    'volume without type': { 'spec.volumes': volume({}) },
    'volume without name': { 'spec.volumes': [{ emptyDir: {} }] },
    'volume with bad name': { 'spec.volumes': [{ name: 'A', emptyDir: {} }] },
    'two volumes of a name': {
      'spec.volumes': [
        { name: 'a', emptyDir: {} },
        { name: 'a', emptyDir: {} },
      ],
    },
    'two volume types': { 'spec.volumes': volume({ emptyDir: {}, hostPath: { path: '/x' } }) },
    'many volume types': {
      'spec.volumes': volume({
        gcePersistentDisk: { pdName: 'x' },
        cephfs: { monitors: ['a'] },
        downwardAPI: {},
        hostPath: { path: 'x' },
      }),
    },
    'hostPath without path': { 'spec.volumes': volume({ hostPath: { path: '' } }) },
    'hostPath type': { 'spec.volumes': volume({ hostPath: { path: '/a/../b', type: 'X' } }) },
    'secret without name': { 'spec.volumes': volume({ secret: {} }) },
    'secret modes': {
      'spec.volumes': volume({
        secret: { secretName: 's', defaultMode: 512, items: [{ key: 'a', path: '/b', mode: -1 }, {}] },
      }),
    },
    'configMap paths': {
      'spec.volumes': volume({
        configMap: {
          name: 'c',
          items: [
            { key: 'a', path: '..b' },
            { key: 'a', path: '../b' },
          ],
        },
      }),
    },
    'overlapping paths': {
      'spec.volumes': volume({
        configMap: {
          name: 'c',
          items: [
            { key: 'a', path: 'b' },
            { key: 'a', path: 'b/c' },
          ],
        },
      }),
    },
    'claim without name': { 'spec.volumes': volume({ persistentVolumeClaim: { claimName: '' } }) },
    'negative sizeLimit': { 'spec.volumes': volume({ emptyDir: { sizeLimit: '-1' } }) },
    nfs: { 'spec.volumes': volume({ nfs: { path: 'x', server: '' } }) },
    iscsi: {
      'spec.volumes': volume({ iscsi: { targetPortal: '', iqn: 'x', lun: 300, chapAuthSession: true } }),
    },
    fc: { 'spec.volumes': volume({ fc: { targetWWNs: ['a'], wwids: ['b'] } }) },
    rbd: { 'spec.volumes': volume({ rbd: { monitors: [], image: '' } }) },
    quobyte: { 'spec.volumes': volume({ quobyte: { registry: 'x', volume: '' } }) },
    flocker: { 'spec.volumes': volume({ flocker: {} }) },
    gitRepo: { 'spec.volumes': volume({ gitRepo: { repository: '', directory: '/x' } }) },
    glusterfs: { 'spec.volumes': volume({ glusterfs: { endpoints: '', path: '' } }) },
    azureDisk: {
      'spec.volumes': volume({ azureDisk: { diskName: '', diskURI: 'x', cachingMode: 'X', kind: 'Y' } }),
    },
    storageos: { 'spec.volumes': volume({ storageos: { volumeNamespace: 'A' } }) },
    scaleIO: { 'spec.volumes': volume({ scaleIO: { gateway: '', system: '', secretRef: null } }) },
    csi: { 'spec.volumes': volume({ csi: { driver: 'a_b', nodePublishSecretRef: { name: 'A' } } }) },
    ephemeral: {
      'spec.volumes': volume({ ephemeral: { volumeClaimTemplate: { metadata: { name: 'x' }, spec: {} } } }),
    },
    'ephemeral without template': { 'spec.volumes': volume({ ephemeral: {} }) },
    image: { 'spec.volumes': volume({ image: { pullPolicy: 'X' } }) },
    downwardAPI: {
      'spec.volumes': volume({
        downwardAPI: {
          items: [
            { path: '' },
            { path: 'a', fieldRef: { fieldPath: 'spec.nodeName' } },
            { path: 'a', resourceFieldRef: { resource: 'limits.cpu' } },
          ],
        },
      }),
    },
    projected: {
      'spec.volumes': volume({
        projected: {
          sources: [
            {
              secret: { name: '', items: [{ key: 'a', path: 'p' }] },
              configMap: { name: 'c', items: [{ key: 'a', path: 'p' }] },
            },
            { serviceAccountToken: { path: '', expirationSeconds: 1 } },
            { clusterTrustBundle: { path: 'x', name: 'a', signerName: 'b' } },
            {},
          ],
        },
      }),
    },
    'negative request': { [`${c0}.resources`]: { requests: { cpu: '-1' } } },
    'request over limit': { [`${c0}.resources`]: { requests: { cpu: '2' }, limits: { cpu: '1' } } },
    'unknown resource': { [`${c0}.resources`]: { limits: { foo: '1' } } },
    'bad resource name': { [`${c0}.resources`]: { limits: { 'a b': '1' } } },
    'fraction of a device': { [`${c0}.resources`]: { limits: { 'example.com/gpu': '500m' } } },
    'request of a device': { [`${c0}.resources`]: { requests: { 'example.com/gpu': '1' } } },
    'request not limit of a device': {
      [`${c0}.resources`]: { requests: { 'example.com/gpu': '1' }, limits: { 'example.com/gpu': '2' } },
    },
    'fraction of memory': { [`${c0}.resources`]: { requests: { memory: '100m' } } },
    hugepages: { [`${c0}.resources`]: { limits: { 'hugepages-2Mi': '3Mi' } } },
    'claim of a container': { [`${c0}.resources`]: { claims: [{ name: 'x' }] } },
    'bad resource claims': { 'spec.resourceClaims': [{ name: 'a' }, { name: 'A', resourceClaimName: 'B' }] },
    'pod resources': {
      'spec.resources': { requests: { cpu: '1' }, limits: { 'ephemeral-storage': '1Gi' } },
      [`${c0}.resources`]: { requests: { cpu: '2' } },
    },
    'probe without handler': { [`${c0}.livenessProbe`]: {} },
    'probe with two handlers': {
      [`${c0}.livenessProbe`]: { exec: { command: [] }, httpGet: { port: 0 }, successThreshold: 2 },
    },
    'bad http probe': {
      [`${c0}.readinessProbe`]: {
        httpGet: { port: 'BAD', scheme: 'X', httpHeaders: [{ name: 'a b', value: '' }] },
        periodSeconds: -1,
        terminationGracePeriodSeconds: 1,
      },
    },
    'bad tcp probe': {
      [`${c0}.startupProbe`]: { tcpSocket: { port: 70000 }, timeoutSeconds: -1, failureThreshold: -1 },
    },
    'bad grpc probe': { [`${c0}.livenessProbe`]: { grpc: { port: 0 } } },
    'bad lifecycle': { [`${c0}.lifecycle`]: { preStop: {}, postStart: { sleep: { seconds: 100 } } } },
    'bad user': { [`${c0}.securityContext`]: { runAsUser: -1, runAsGroup: -1, procMount: 'X' } },
    'privileged without escalation': {
      [`${c0}.securityContext`]: { privileged: true, allowPrivilegeEscalation: false },
    },
    'bad seccomp': { [`${c0}.securityContext`]: { seccompProfile: { type: 'Localhost' } } },
    'unknown seccomp': { 'spec.securityContext': { seccompProfile: { type: 'X', localhostProfile: 'a' } } },
    'bad apparmor': {
      [`${c0}.securityContext`]: { appArmorProfile: { type: 'RuntimeDefault', localhostProfile: 'a' } },
    },
    'bad pod security context': {
      'spec.securityContext': {
        fsGroup: -1,
        runAsUser: -1,
        supplementalGroups: [-1],
        fsGroupChangePolicy: 'X',
        sysctls: [
          { name: 'a b', value: '' },
          { name: 'kernel.sem', value: '' },
          { name: 'kernel.sem', value: '' },
        ],
        supplementalGroupsPolicy: 'X',
      },
    },
    'bad windows options': { [`${c0}.securityContext`]: { windowsOptions: { runAsUserName: 'a\\b\\c' } } },
    'windows host process': {
      'spec.securityContext': { windowsOptions: { hostProcess: true } },
    },
    'windows pod': {
      'spec.os': { name: 'windows' },
      'spec.hostPID': true,
      'spec.securityContext': { fsGroup: 1 },
    },
    'unknown os': { 'spec.os': { name: 'plan9' } },
    'host users': { 'spec.hostUsers': false, 'spec.hostNetwork': true, 'spec.hostPID': true },
    'bad node selector': { 'spec.nodeSelector': { 'a b': 'c d' } },
    'deprecated node selector': { 'spec.nodeSelector': { 'beta.kubernetes.io/os': 'linux' } },
    'bad toleration': {
      'spec.tolerations': [
        { key: 'a b', operator: 'X', effect: 'Y' },
        { operator: 'Equal', tolerationSeconds: 1 },
        { key: 'a', operator: 'Exists', value: 'v' },
        { key: 'a', value: 'v w' },
        { key: 'a', operator: 'Lt', value: '1' },
      ],
    },
    'bad affinity': {
      'spec.affinity': {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] },
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 0, preference: { matchExpressions: [{ key: 'a', operator: 'X' }] } },
          ],
        },
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: '' }],
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 101, podAffinityTerm: { topologyKey: 'a b', namespaces: ['A'] } },
          ],
        },
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            {
              topologyKey: 'a',
              labelSelector: { matchLabels: { 'a b': 'c' } },
              matchLabelKeys: ['x'],
              mismatchLabelKeys: ['x'],
            },
          ],
        },
      },
    },
    'bad node terms': {
      'spec.affinity': {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  { key: 'a', operator: 'In' },
                  { key: 'a', operator: 'Exists', values: ['a'] },
                  { key: 'a', operator: 'Gt' },
                ],
              },
              {
                matchFields: [
                  { key: 'x', operator: 'Exists' },
                  { key: 'metadata.name', operator: 'In', values: ['A', 'b'] },
                ],
              },
            ],
          },
        },
      },
    },
    'bad spreading': {
      'spec.topologySpreadConstraints': [
        { maxSkew: 0, topologyKey: '', whenUnsatisfiable: 'X', minDomains: 0, nodeAffinityPolicy: 'Y' },
        { maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'ScheduleAnyway', matchLabelKeys: ['a'] },
        { maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'ScheduleAnyway' },
      ],
    },
    'bad host aliases': {
      'spec.hostAliases': [{ ip: 'x', hostnames: ['A'] }, { ip: '1.2.3.4' }, { ip: '1.2.3.4' }],
    },
    'bad names': {
      'spec.nodeName': 'A',
      'spec.hostname': 'A',
      'spec.subdomain': 'a.b',
      'spec.priorityClassName': 'A',
      'spec.serviceAccountName': 'A',
      'spec.schedulerName': 'x',
    },
    'bad deadline': { 'spec.activeDeadlineSeconds': 0, 'spec.terminationGracePeriodSeconds': -1 },
    'ephemeral containers': {
      'spec.ephemeralContainers': [{ name: 'e', image: 'x', ports: [{ containerPort: 1 }] }],
    },
    'bad init container': {
      'spec.initContainers': [
        { name: 'c', image: 'x', livenessProbe: { exec: { command: ['x'] } }, lifecycle: {} },
      ],
    },
    'bad sidecar': { 'spec.initContainers': [{ name: 's', image: 'x', restartPolicy: 'X' }] },
    'bad resize policy': {
      [`${c0}.resizePolicy`]: [
        { resourceName: 'cpu', restartPolicy: 'X' },
        { resourceName: 'y', restartPolicy: 'NotRequired' },
      ],
    },
    'bad gates': {
      'spec.schedulingGates': [{ name: 'a b' }, { name: 'a' }, { name: 'a' }],
      'spec.nodeName': 'n',
    },
    'readiness gates': { 'spec.readinessGates': [{ conditionType: 'a b' }] },
    'mirror pod': { 'metadata.annotations': { 'kubernetes.io/config.mirror': 'x' } },
    'annotation of seccomp': { 'metadata.annotations': { 'seccomp.security.alpha.kubernetes.io/pod': 'x' } },
    'annotation of apparmor': {
      'metadata.annotations': { 'container.apparmor.security.beta.kubernetes.io/x': 'y' },
    },
    'critical pod': { 'metadata.annotations': { 'scheduler.alpha.kubernetes.io/critical-pod': '' } },
    'deletion cost': { 'metadata.annotations': { 'controller.kubernetes.io/pod-deletion-cost': '+1' } },
    'pull secrets': { 'spec.imagePullSecrets': [{ name: 'a' }, { name: 'a' }, { name: '' }] },
    'null selectors': {
      'spec.affinity': {
        podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'a' }] },
      },
    },
    'hostname override': { 'spec.hostnameOverride': 'A', 'spec.setHostnameAsFQDN': true },
    'token without account': {
      'spec.volumes': volume({ projected: { sources: [{ serviceAccountToken: { path: 'x' } }] } }),
    },
    'shared processes': { 'spec.shareProcessNamespace': true, 'spec.hostPID': true },
  },
  update: {
    image: { [`${c0}.image`]: 'nginx:2' },
    'no image': { [`${c0}.image`]: '' },
    command: { [`${c0}.command`]: ['x'] },
    'restart policy': { 'spec.restartPolicy': 'Never' },
    'node name': { 'spec.nodeName': 'n' },
    'more containers': { 'spec.containers': [container, { name: 'd', image: 'x' }] },
    'container name': { [`${c0}.name`]: 'other' },
    volumes: { 'spec.volumes': [{ name: 'v', emptyDir: {} }] },
    resources: { [`${c0}.resources`]: { requests: { cpu: '1' } } },
    env: { [`${c0}.env`]: [{ name: 'a', value: '<b>' }] },
    tolerations: { 'spec.tolerations': [] },
    deadline: { 'spec.activeDeadlineSeconds': 10 },
    'bad label': { 'metadata.labels': { a: 'b c' } },
    'other name': { 'metadata.name': 'other' },
    'other uid': { 'metadata.uid': 'x' },
    'scheduling gate': { 'spec.schedulingGates': [{ name: 'a' }] },
    'scheduling gate twice': { 'spec.schedulingGates': [{ name: 'a' }, { name: 'a' }] },
  },
  subresources: {
    status: {
      ips: { 'status.podIP': '1.2.3.4' },
      'bad ips': { 'status.podIPs': [{ ip: 'x' }, { ip: '1.2.3.4' }, { ip: '1.2.3.5' }] },
      qos: { 'status.qosClass': 'Guaranteed' },
      conditions: { 'status.conditions': [{ type: 'a b', status: 'True' }] },
    },
    resize: { cpu: { [`${c0}.resources`]: { requests: { cpu: '1' } } } },
    ephemeralcontainers: {
      bad: {
        'spec.ephemeralContainers': [
          { name: 'c', image: '', ports: [{ containerPort: 1 }], targetContainerName: 'x' },
        ],
      },
    },
  },
};
