import type { ApiClient } from './api-client.ts';
import { tokenUsers } from './cluster-files.ts';

/** The node that pods are bound to. */
export const nodeName = 'node-1';

/**
 * Creates what every cluster of the tests has from its start: the node, and the rights of its users.
 *
 * @param kubeletPort where the node's kubelet serves exec, attach, logs and port-forward.
 */
export async function createClusterObjects(api: ApiClient, kubeletPort: number): Promise<void> {
  await Promise.all([createNode(api, nodeName, kubeletPort), grantRights(api)]);
}

/** Creates a node that is ready: an object only. Without a port there is no kubelet behind it. */
export async function createNode(api: ApiClient, name: string, kubeletPort?: number): Promise<void> {
  const resources = { cpu: '8', memory: '32Gi', pods: '1000', 'ephemeral-storage': '100Gi' };
  const ready = {
    type: 'Ready',
    status: 'True',
    reason: 'KubeletReady',
    message: 'the test harness says so',
    lastHeartbeatTime: new Date().toISOString(),
    lastTransitionTime: new Date().toISOString(),
  };
  const labels = {
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
  };
  await api.sendOrThrow('POST', '/api/v1/nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
  });
  await api.sendOrThrow('PATCH', `/api/v1/nodes/${name}/status`, {
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: [ready],
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      ...(kubeletPort && { daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } } }),
      nodeInfo: { kubeletVersion: await serverVersion(api), operatingSystem: 'linux', architecture: 'amd64' },
    },
  });
  // Admission taints each new node as not ready; the controller that would remove it is switched off.
  await api.sendOrThrow('PATCH', `/api/v1/nodes/${name}`, { spec: { taints: null } });
}

async function serverVersion(api: ApiClient): Promise<string> {
  const { body } = await api.sendOrThrow('GET', '/version');
  return (body as { gitVersion: string }).gitVersion;
}

async function grantRights(api: ApiClient): Promise<void> {
  const group = 'rbac.authorization.k8s.io';
  const apiVersion = `${group}/v1`;
  const base = `/apis/${group}/v1`;
  await api.sendOrThrow('POST', `${base}/clusterrolebindings`, {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'developers-edit' },
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'edit' },
    subjects: [{ apiGroup: group, kind: 'Group', name: 'developers' }],
  });
  // Few rights: the limited user may only look at pods, and only in the namespace `default`.
  await api.sendOrThrow('POST', `${base}/namespaces/default/roles`, {
    apiVersion,
    kind: 'Role',
    metadata: { name: 'pod-reader' },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }],
  });
  await api.sendOrThrow('POST', `${base}/namespaces/default/rolebindings`, {
    apiVersion,
    kind: 'RoleBinding',
    metadata: { name: 'limited-pod-reader' },
    roleRef: { apiGroup: group, kind: 'Role', name: 'pod-reader' },
    subjects: [{ apiGroup: group, kind: 'User', name: tokenUsers.limited }],
  });
}
