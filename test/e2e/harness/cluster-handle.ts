import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type ApiClient, createApiClient } from './api-client.ts';
import { type AuditLog, openAuditLog } from './audit-log.ts';
import type { KeyAndCertificate } from './certificates.ts';
import { createNode } from './cluster-objects.ts';
import {
  type KubeconfigContent,
  type KubeconfigUser,
  toData,
  type UserName,
  writeKubeconfigFile,
} from './kubeconfig.ts';
import { ensureHelm, ensureKubectl, type KubectlVersion } from './kubectl-binaries.ts';
import { reportToStderr } from './report.ts';
import { waitUntil } from './wait-until.ts';

/** A running cluster as plain data, which can be handed to another process. */
export interface ClusterInfo {
  /** `https://127.0.0.1:<port>` */
  server: string;
  /** The cluster's folder; removed when it stops. */
  folder: string;
  caFile: string;
  caPem: string;
  auditLogFile: string;
  users: Record<UserName, KubeconfigUser>;
  /** Paths, one for each user. Tests share them: who lets kubectl write into one makes one of his own. */
  kubeconfigs: Record<UserName, string>;
  tokens: { admin: string; limited: string };
  /** The client certificate of user `harness`, who has all rights and whose requests are audited without bodies. */
  harnessIdentity: KeyAndCertificate;
}

interface WriteKubeconfigOptions extends Omit<Partial<KubeconfigContent>, 'user'> {
  /** One of the cluster's users, or a whole user entry; `admin` where not given. */
  user?: UserName | KubeconfigUser;
  /** The path to write; a new one in the cluster's folder where not given. */
  file?: string;
}

/** A running cluster with what tests do with it. */
export interface ClusterHandle extends ClusterInfo {
  auditLog: AuditLog;
  /** To prepare and to look at what is in the cluster, without kubectl. Speaks as user `harness`. */
  api: ApiClient;
  /** Writes a kubeconfig and returns its path. `cluster` is laid over the usual entry, undefined removes a field. */
  writeKubeconfig(options?: WriteKubeconfigOptions): Promise<string>;
  /** Creates a namespace with a new name, ready to take pods, and returns the name. */
  createNamespace(prefix?: string): Promise<string>;
  /**
   * Creates a ready node with a new name and returns the name. For tests that cordon, taint or drain: all others
   * share `node-1`, and draining that would evict their pods. Only pods that ask for the new node by name get there.
   */
  createNode(): Promise<string>;
  /** The path of kubectl in this version, fetched if need be. */
  kubectl(version: KubectlVersion): Promise<string>;
  /** The path of the helm that came with this kubectl, fetched if need be. */
  helm(version: KubectlVersion): Promise<string>;
}

export function attachCluster(info: ClusterInfo): ClusterHandle {
  const api = createApiClient(info.server, info.caPem, info.harnessIdentity);
  return {
    ...info,
    auditLog: openAuditLog(info.auditLogFile),
    api,
    kubectl: (version) => ensureKubectl(version, reportToStderr),
    helm: (version) => ensureHelm(version, reportToStderr),
    writeKubeconfig({ file, cluster, user = 'admin', namespace } = {}) {
      const usual = { server: info.server, 'certificate-authority-data': toData(info.caPem) };
      return writeKubeconfigFile(file ?? join(info.folder, `${randomName('kubeconfig')}.json`), {
        cluster: { ...usual, ...cluster },
        user: isUserName(info, user) ? info.users[user] : user,
        namespace,
      });
    },
    async createNode() {
      const name = randomName('node');
      await createNode(api, name);
      return name;
    },
    async createNamespace(prefix = 'test') {
      const name = randomName(prefix);
      const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
      await api.sendOrThrow('POST', '/api/v1/namespaces', namespace);
      // Until a controller has made its service account, pods are refused.
      const serviceAccount = `/api/v1/namespaces/${name}/serviceaccounts/default`;
      const isReady = async () => (await api.send('GET', serviceAccount)).status === 200;
      await waitUntil(`the service account of ${name}`, isReady, { timeoutMs: 20_000 });
      return name;
    },
  };
}

function isUserName(info: ClusterInfo, user: UserName | KubeconfigUser): user is UserName {
  return typeof user === 'string' && user in info.users;
}

function randomName(prefix: string): string {
  return `${prefix}-${randomBytes(4).toString('hex')}`;
}
