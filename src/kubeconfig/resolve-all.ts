import type { ConnectionFlags } from '../args/kubectl-flags.ts';
import { findClusterFault, mergeCluster, textOf } from './cluster.ts';
import { createIdentityFinder } from './identity-finder.ts';
import { type LoadedKubeconfig, loadKubeconfig, UnusableKubeconfig } from './load.ts';
import {
  type Resolution,
  type ResolvedCluster,
  type ResolveOptions,
  resolveConnection,
  resolveUpstream,
} from './resolve.ts';

/**
 * As `resolveUpstream`, but with every cluster of the kubeconfig, for a program that may change to another one while it
 * runs. A cluster that cannot be resolved is left as it is: only the program's requests to that one are not seen.
 */
export async function resolveEveryCluster(
  flags: ConnectionFlags,
  environment: NodeJS.ProcessEnv,
  options: ResolveOptions = {},
): Promise<Resolution> {
  const current = await resolveUpstream(flags, environment, options);
  if (current.kind === 'unsupported') return current;
  let config: LoadedKubeconfig;
  try {
    config = await loadKubeconfig(flags.kubeconfig, environment);
  } catch (error) {
    if (error instanceof UnusableKubeconfig) return current;
    throw error;
  }
  const names = [...config.clusters.keys()].filter(
    (name) => current.kind !== 'resolved' || name !== current.clusterName,
  );
  const others = names.flatMap((name) => resolveCluster(name, config, flags, environment) ?? []);
  if (current.kind === 'resolved') {
    withUsers(current, config, flags, environment);
    return { ...current, others };
  }
  // Without a context that works a program may still name one itself.
  const [first, ...rest] = others;
  if (first === undefined) return current;
  return {
    kind: 'resolved',
    ...first,
    contextName: '',
    namespace: undefined,
    user: undefined,
    others: rest,
    sources: config.sources,
  };
}

function resolveCluster(
  name: string,
  config: LoadedKubeconfig,
  flags: ConnectionFlags,
  environment: NodeJS.ProcessEnv,
): ResolvedCluster | undefined {
  const entry = config.clusters.get(name);
  const cluster = mergeCluster(entry, flags, environment);
  if (findClusterFault(cluster) !== undefined) return undefined;
  for (const user of usersOf(name, config)) {
    const connection = resolveConnection(entry, cluster, user, flags, environment);
    if ('kind' in connection) continue;
    const resolved = { clusterName: name, cluster: entry, upstream: connection.upstream };
    withUsers(resolved, config, flags, environment);
    return resolved;
  }
  return undefined;
}

/** Lets the certificate of any user count that some context pairs with the cluster. */
function withUsers(
  { clusterName, cluster: entry, upstream }: ResolvedCluster,
  config: LoadedKubeconfig,
  flags: ConnectionFlags,
  environment: NodeJS.ProcessEnv,
): void {
  if (upstream.findIdentity === undefined) return;
  const target = { entry, cluster: mergeCluster(entry, flags, environment) };
  const users = usersOf(clusterName, config);
  upstream.findIdentity = createIdentityFinder({ users, flags, target, environment });
}

/** The current context's user first, then those of the other contexts with this cluster; nobody where there is none. */
function usersOf(clusterName: string, config: LoadedKubeconfig) {
  const contexts = [config.contexts.get(config.currentContext), ...config.contexts.values()];
  const names = contexts
    .filter((context) => context !== undefined && textOf(context, 'cluster') === clusterName)
    .map((context) => textOf(context, 'user'));
  const users = [...new Set(names)].map((name) => config.users.get(name));
  return users.length === 0 ? [undefined] : users;
}
