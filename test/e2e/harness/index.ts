/** What end-to-end tests use of the harness. */
export type { AuditEvent, AuditLog } from './audit-log.ts';
export { type Cluster, startCluster } from './cluster.ts';
export type { ClusterHandle, ClusterInfo } from './cluster-handle.ts';
export { describeCluster } from './describe-cluster.ts';
export { isRunning } from './is-running.ts';
export { type KubectlVersion, kubectlVersions } from './kubectl-binaries.ts';
export { type RunOptions, type RunResult, run, runOrThrow } from './run.ts';
export { waitUntil } from './wait-until.ts';
