import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClusterFiles, writeClusterFiles } from './cluster-files.ts';
import { attachCluster, type ClusterHandle, type ClusterInfo } from './cluster-handle.ts';
import { createClusterObjects } from './cluster-objects.ts';
import { startControlPlane } from './control-plane.ts';
import { createUsers, toData, type UserName, userNames, writeKubeconfigFile } from './kubeconfig.ts';
import { startKubelet } from './kubelet.ts';
import { type Report, reportToStderr } from './report.ts';
import { ensureServers, type ServerBinaries } from './server-build.ts';
import { kubeletFlagsFor } from './server-flags.ts';
import { createSupervisor } from './supervisor.ts';

/** A cluster that this process runs. It ends with the process, in whatever way that ends. */
export interface Cluster extends ClusterHandle {
  /** Pids of etcd, kube-apiserver, kube-controller-manager and the test kubelet. */
  pids: readonly number[];
  /** `http://127.0.0.1:<port>`, for who has to see or to change what is stored. */
  etcdUrl: string;
  /** Ends the servers and removes the folder. May be called more than once. */
  stop(): Promise<void>;
}

export interface StartClusterOptions {
  report?: Report;
  /** More flags for kube-apiserver; a repeated flag replaces the harness's. */
  apiServerFlags?: readonly string[];
  /**
   * `full` has controllers, a node, and pods that run as processes or pretend to (see `processImage`). `bare` is kube-apiserver on etcd and nothing else:
   * no objects of the harness's, and Pods need no service account (what a controller would make).
   */
  kind?: 'full' | 'bare';
}

/**
 * Starts a Kubernetes cluster without machines: etcd, kube-apiserver and kube-controller-manager on loopback, in a
 * temporary folder, with one node, whose kubelet is test/e2e/servers/kubelet. Builds the servers the first time.
 *
 * @throws Error with the servers' last words when one does not start.
 */
export async function startCluster(options: StartClusterOptions = {}): Promise<Cluster> {
  const binaries = await ensureServers(options.report ?? reportToStderr);
  const attempts = 3;
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(binaries, options);
    } catch (error) {
      // Somebody took a free port before our server did.
      const retry = attempt < attempts && String(error).includes('address already in use');
      if (!retry) throw error;
    }
  }
}

async function startOnce(binaries: ServerBinaries, options: StartClusterOptions): Promise<Cluster> {
  const isBare = options.kind === 'bare';
  // Privileged containers are allowed wherever kubeadm or a provider set the cluster up.
  const bareFlags = isBare ? ['--disable-admission-plugins=ServiceAccount', '--allow-privileged=true'] : [];
  const folder = await mkdtemp(join(tmpdir(), 'kubectl-trace-cluster-'));
  const supervisor = createSupervisor(folder);
  try {
    const files = await writeClusterFiles(folder);
    const kubeletFlags = isBare ? [] : kubeletFlagsFor(files);
    const apiServerFlags = [...bareFlags, ...kubeletFlags, ...(options.apiServerFlags ?? [])];
    const { server, etcdUrl, auditLogFile } = await startControlPlane({
      folder,
      files,
      binaries,
      supervisor,
      apiServerFlags,
      controllers: !isBare,
    });
    const handle = attachCluster(await createInfo(folder, server, auditLogFile, files));
    const kubelet = isBare ? undefined : await startKubelet(handle.api, binaries.kubelet, folder, files);
    if (kubelet) await createClusterObjects(handle.api, kubelet.port);
    const stop = async () => {
      await kubelet?.stop();
      // Open connections would keep kube-apiserver from ending at once.
      handle.api.close();
      await supervisor.stop();
    };
    return { ...handle, pids: [...supervisor.pids(), ...(kubelet ? [kubelet.pid] : [])], etcdUrl, stop };
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
}

async function createInfo(
  folder: string,
  server: string,
  auditLogFile: string,
  files: ClusterFiles,
): Promise<ClusterInfo> {
  const { caFile, caPem, tokens } = files;
  const users = createUsers(files);
  const cluster = { server, 'certificate-authority-data': toData(caPem) };
  const write = (name: UserName) =>
    writeKubeconfigFile(join(folder, `${name}.kubeconfig`), { cluster, user: users[name] });
  const written = await Promise.all(userNames.map(async (name) => [name, await write(name)] as const));
  const kubeconfigs = Object.fromEntries(written) as Record<UserName, string>;
  const harnessIdentity = files.clients.harness;
  return { server, folder, caFile, caPem, auditLogFile, users, kubeconfigs, tokens, harnessIdentity };
}
