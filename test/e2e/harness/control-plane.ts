import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
