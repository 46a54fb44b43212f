import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, createApiClient } from './api-client.ts';
import type { ClusterFiles } from './cluster-files.ts';
import { findFreePorts } from './free-ports.ts';
import { certificateUser, toData, writeKubeconfigFile } from './kubeconfig.ts';
import type { ServerBinaries } from './server-build.ts';
import type { ServerProcess, Supervisor } from './supervisor.ts';
import { waitUntil } from './wait-until.ts';

export interface ControlPlaneOptions {
  folder: string;
  files: ClusterFiles;
  binaries: ServerBinaries;
  supervisor: Supervisor;
  /** More flags for kube-apiserver; a repeated flag replaces ours. */
  apiServerFlags?: readonly string[];
}

export interface ControlPlane {
  /** `https://127.0.0.1:<port>` */
  server: string;
  auditLogFile: string;
  /** With the rights of an admin; audited as user `harness`. */
  api: ApiClient;
}

const readyTimeoutMs = 60_000;

/**
 * Starts etcd, kube-apiserver and kube-controller-manager on free loopback ports, and waits until the API
 * server is ready.
 *
 * @throws Error with a server's last words when one ends early or is not ready in time.
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { folder, files, binaries, supervisor } = options;
  const [etcdPort = 0, etcdPeerPort = 0, apiPort = 0] = await findFreePorts(3);
  const etcdUrl = `http://127.0.0.1:${etcdPort}`;
  const server = `https://127.0.0.1:${apiPort}`;
  const auditLogFile = join(folder, 'audit.log');

  // All at once: etcd is ready long before kube-apiserver first needs it.
  const etcdFlags = etcdFlagsFor(folder, etcdUrl, `http://127.0.0.1:${etcdPeerPort}`);
  const etcd = supervisor.start('etcd', binaries.etcd, etcdFlags);
  const apiServer = supervisor.start('kube-apiserver', binaries['kube-apiserver'], [
    ...apiServerFlagsFor(files, etcdUrl, apiPort, auditLogFile),
    ...(options.apiServerFlags ?? []),
  ]);
  const api = createApiClient(server, files.caPem, files.clients.harness);
  await whileAlive([etcd, apiServer], waitForReady(api));

  const cluster = { server, 'certificate-authority-data': toData(files.caPem) };
  const user = certificateUser(files.clients.controllers);
  const kubeconfig = await writeKubeconfigFile(join(folder, 'controllers.kubeconfig'), { cluster, user });
  const flags = controllerFlagsFor(files, kubeconfig);
  const controllers = supervisor.start('kube-controller-manager', binaries['kube-controller-manager'], flags);
  await whileAlive([etcd, apiServer, controllers], waitForControllers(api));
  return { server, auditLogFile, api };
}

async function waitForReady(api: ApiClient): Promise<void> {
  const isReady = async () => (await api.send('GET', '/readyz')).status === 200;
  await waitUntil('kube-apiserver to be ready', isReady, { timeoutMs: readyTimeoutMs });
}

/** Without its service account, which a controller makes, nobody can create a pod in a namespace. */
async function waitForControllers(api: ApiClient): Promise<void> {
  const path = '/api/v1/namespaces/default/serviceaccounts/default';
  const isThere = async () => (await api.send('GET', path)).status === 200;
  await waitUntil('kube-controller-manager to work', isThere, { timeoutMs: readyTimeoutMs });
}

/** Fails as soon as one of the processes ends, rather than when the wait does. */
async function whileAlive(processes: readonly ServerProcess[], work: Promise<void>): Promise<void> {
  let done = false;
  const watch = async () => {
    while (!done) {
      const dead = processes.find((process) => process.ending() !== undefined);
      if (dead !== undefined) throw new Error(`${dead.name} ended: ${dead.ending()}\n${dead.lastWords()}`);
      await sleep(50);
    }
  };
  try {
    await Promise.race([work, watch()]);
  } catch (error) {
    // Whoever lost the race must not become an unhandled rejection.
    work.catch(() => {});
    const words = processes.map((process) => `--- ${process.name}\n${process.lastWords()}`).join('\n');
    throw new Error(`the test cluster does not start: ${(error as Error).message}\n${words}`, {
      cause: error,
    });
  } finally {
    done = true;
  }
}

function etcdFlagsFor(folder: string, clientUrl: string, peerUrl: string): string[] {
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

function apiServerFlagsFor(files: ClusterFiles, etcdUrl: string, port: number, auditLog: string): string[] {
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

function controllerFlagsFor(files: ClusterFiles, kubeconfig: string): string[] {
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
