import { join } from 'node:path';
import type { ClusterFiles } from './cluster-files.ts';

export function etcdFlagsFor(folder: string, clientUrl: string, peerUrl: string): string[] {
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${clientUrl}`,
    `--advertise-client-urls=${clientUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    // The data lives for minutes: nothing is lost with it, and disks are slow.
    '--unsafe-no-fsync',
    // A single member has nobody to wait for before it elects itself; milliseconds.
    '--heartbeat-interval=20',
    '--election-timeout=200',
    '--log-level=warn',
  ];
}

export function apiServerFlagsFor(
  files: ClusterFiles,
  etcdUrl: string,
  port: number,
  auditLog: string,
): string[] {
  return [
    `--etcd-servers=${etcdUrl}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--client-ca-file=${files.caFile}`,
    `--tls-cert-file=${files.servingCertFile}`,
    `--tls-private-key-file=${files.servingKeyFile}`,
    `--token-auth-file=${files.tokenFile}`,
    '--authorization-mode=Node,RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${files.serviceAccountPublicFile}`,
    `--service-account-signing-key-file=${files.serviceAccountPrivateFile}`,
    '--service-cluster-ip-range=10.0.0.0/16',
    // A loopback address is no valid endpoint of the service `kubernetes`.
    '--endpoint-reconciler-type=none',
    `--audit-policy-file=${files.auditPolicyFile}`,
    `--audit-log-path=${auditLog}`,
    // No rotation: readers follow one file.
    '--audit-log-maxsize=0',
  ];
}

/** How kube-apiserver reaches the kubelet of a node, for exec, attach, logs and port-forward. */
export function kubeletFlagsFor(files: ClusterFiles): string[] {
  return [
    '--kubelet-preferred-address-types=InternalIP',
    `--kubelet-certificate-authority=${files.caFile}`,
    `--kubelet-client-certificate=${files.kubeletClientCertFile}`,
    `--kubelet-client-key=${files.kubeletClientKeyFile}`,
  ];
}

export function controllerFlagsFor(files: ClusterFiles, kubeconfig: string): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    // Nobody renews the lease of the harness's node: its controller would taint it.
    '--controllers=*,-node-lifecycle-controller',
    `--root-ca-file=${files.caFile}`,
    `--cluster-signing-cert-file=${files.caFile}`,
    `--cluster-signing-key-file=${files.caKeyFile}`,
    `--service-account-private-key-file=${files.serviceAccountPrivateFile}`,
    '--leader-elect=false',
    '--kube-api-qps=200',
    '--kube-api-burst=400',
    // Serves nothing: one port less to find.
    '--secure-port=0',
  ];
}
