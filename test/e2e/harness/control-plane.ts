import { join } from 'node:path';
import { type ApiClient, createApiClient } from './api-client.ts';
import type { ClusterFiles } from './cluster-files.ts';
import { findFreePorts } from './free-ports.ts';
import { certificateUser, toData, writeKubeconfigFile } from './kubeconfig.ts';
import type { ServerBinaries } from './server-build.ts';
import { apiServerFlagsFor, controllerFlagsFor, etcdFlagsFor } from './server-flags.ts';
import type { ServerProcess, Supervisor } from './supervisor.ts';
import { waitUntil } from './wait-until.ts';

export interface ControlPlaneOptions {
  folder: string;
  files: ClusterFiles;
  binaries: ServerBinaries;
  supervisor: Supervisor;
  /** More flags for kube-apiserver; a repeated flag replaces ours. */
  apiServerFlags?: readonly string[];
  /** Whether kube-controller-manager runs too; true where nothing is said. */
  controllers?: boolean;
}

export interface ControlPlane {
  /** `https://127.0.0.1:<port>` */
  server: string;
  etcdUrl: string;
  auditLogFile: string;
}

const readyTimeoutMs = 60_000;

/**
 * Starts etcd, kube-apiserver and, unless told otherwise, kube-controller-manager on free loopback ports, and
 * waits until all of them work.
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
  await waitForAnswer(api, '/readyz', [etcd, apiServer]);

  if (options.controllers === false) {
    api.close();
    return { server, etcdUrl, auditLogFile };
  }

  const cluster = { server, 'certificate-authority-data': toData(files.caPem) };
  const user = certificateUser(files.clients.controllers);
  const kubeconfig = await writeKubeconfigFile(join(folder, 'controllers.kubeconfig'), { cluster, user });
  const flags = controllerFlagsFor(files, kubeconfig);
  const controllers = supervisor.start('kube-controller-manager', binaries['kube-controller-manager'], flags);
  // A controller makes this, and nobody can create a pod in a namespace without it.
  const serviceAccount = '/api/v1/namespaces/default/serviceaccounts/default';
  await waitForAnswer(api, serviceAccount, [etcd, apiServer, controllers]);
  api.close();
  return { server, etcdUrl, auditLogFile };
}

/** Waits for an answer of 200; fails with the servers' last words, as soon as one of them ends. */
async function waitForAnswer(api: ApiClient, path: string, servers: readonly ServerProcess[]): Promise<void> {
  const isThere = async () => (await api.send('GET', path)).status === 200;
  const hopeless = () => {
    const dead = servers.find((server) => server.ending() !== undefined);
    return dead && `${dead.name} ended: ${dead.ending()}`;
  };
  try {
    await waitUntil(`an answer to ${path}`, isThere, { timeoutMs: readyTimeoutMs, hopeless });
  } catch (error) {
    const words = servers.map((server) => `--- ${server.name}\n${server.lastWords()}`);
    const message = error instanceof Error ? error.message : String(error);
    throw new Error([`the test cluster does not start: ${message}`, ...words].join('\n'), { cause: error });
  }
}
