import type { TestProject } from 'vitest/node';
import { startCluster } from './cluster.ts';
import type { ClusterInfo } from './cluster-handle.ts';
import { reportToStderr } from './report.ts';
import { whyNoServers } from './server-build.ts';

/** What the tests get: a running cluster, or the reason why there is none. */
export type ClusterOffer = { info: ClusterInfo } | { skipped: string };

declare module 'vitest' {
  interface ProvidedContext {
    cluster: ClusterOffer;
  }
}

/**
 * Starts the one cluster that all end-to-end test files share. vitest calls this once for a project, and only if it
 * runs a test of that project: so it belongs to a project of the end-to-end tests alone.
 *
 * @throws Error when Go is there but a server cannot be built or started: that is a failure, no reason to skip.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const skipped = await whyNoServers();
  if (skipped !== undefined) {
    reportToStderr(`end-to-end tests are skipped: the machine ${skipped}`);
    project.provide('cluster', { skipped });
    return undefined;
  }
  const cluster = await startCluster();
  const { server, folder, caFile, caPem, auditLogFile, users, kubeconfigs, tokens, harnessIdentity } =
    cluster;
  const info = { server, folder, caFile, caPem, auditLogFile, users, kubeconfigs, tokens, harnessIdentity };
  project.provide('cluster', { info });
  return cluster.stop;
}
