import type { ConnectionFlags } from '../args/kubectl-flags.ts';
import { type Cluster, findClusterFault, mergeCluster, textOf } from './cluster.ts';
import { createIdentityFinder } from './identity-finder.ts';
import { isDefaultConfiguration, isInClusterPossible, readServiceAccount } from './in-cluster.ts';
import { type LoadedKubeconfig, loadKubeconfig, UnusableKubeconfig } from './load.ts';
import { resolveOuterProxy } from './outer-proxy.ts';
import type { Entry } from './parse.ts';
import { parseServerUrl } from './server-url.ts';
import { resolveTrust } from './trust.ts';
import type { Upstream } from './upstream.ts';
import { resolveUser } from './user.ts';

/** Where kubectl would go, and what the overlay has to say about it. */
export interface Resolved extends ResolvedCluster {
  kind: 'resolved';
  /** '' where kubectl needs none: bare `--server`, no kubeconfig at all. */
  contextName: string;
  /** `-n`, else the context's; undefined where kubectl falls back to `default` (in a Pod, to the Pod's). */
  namespace: string | undefined;
  /** The other clusters that the program may speak to; none for kubectl, which knows its own. */
  others: readonly ResolvedCluster[];
  /** A user entry that the overlay has to hold, where no file of the user's does; refers to files, holds no secret. */
  user: Readonly<Record<string, unknown>> | undefined;
  /** The files that kubectl would read, in order. */
  sources: readonly string[];
}

/** One cluster of the kubeconfig. */
export interface ResolvedCluster {
  upstream: Upstream;
  /** The name under which kubectl looks for its cluster, whether or not there is such an entry; '' is a name too. */
  clusterName: string;
  /** The cluster's entry as the file has it; undefined where there is none of that name. */
  cluster: Entry | undefined;
}

/** kubectl itself fails before it sends anything: it runs as it is and says its own error. */
export interface Untouched {
  kind: 'untouched';
  /** One line, our hint after kubectl's error. */
  reason: string;
}

/** kubectl would work, but a trace of it does not yet. */
export interface Unsupported {
  kind: 'unsupported';
  /** What is not supported, as the subject of a sentence. */
  what: string;
  hint: string;
}

export type Resolution = Resolved | Untouched | Unsupported;

export interface ResolveOptions {
  /** Where a Pod's service account is mounted; for tests. */
  serviceAccountFolder?: string;
}

/**
 * Finds the API server that kubectl would speak to with these flags and this environment, and as whom. Reads files,
 * writes none, and throws only for bugs. The order of the checks is client-go's (`ClientConfig` in tools/clientcmd/
 * client_config.go and merged_client_builder.go), so that a reason fits the error that kubectl prints.
 */
export async function resolveUpstream(
  flags: ConnectionFlags,
  environment: NodeJS.ProcessEnv,
  options: ResolveOptions = {},
): Promise<Resolution> {
  let config: LoadedKubeconfig;
  try {
    config = await loadKubeconfig(flags.kubeconfig, environment);
  } catch (error) {
    if (error instanceof UnusableKubeconfig) return untouched(error.message);
    throw error;
  }
  const names = resolveNames(config, flags);
  if ('kind' in names) return names;
  const entry = config.clusters.get(names.clusterName);
  const user = config.users.get(names.userName);
  const cluster = mergeCluster(entry, flags, environment);
  const fault = findClusterFault(cluster);
  if (fault !== undefined) return untouched(fault);
  const isInCluster =
    isInClusterPossible(environment, options.serviceAccountFolder) &&
    isDefaultConfiguration(cluster, user, flags, environment);
  if (isInCluster) return resolveInCluster(config.sources, flags, environment, options.serviceAccountFolder);
  const connection = resolveConnection(entry, cluster, user, flags, environment);
  if ('kind' in connection) return connection;
  return {
    kind: 'resolved',
    ...connection,
    contextName: names.contextName,
    clusterName: names.clusterName,
    namespace: names.namespace,
    cluster: entry,
    others: [],
    user: undefined,
    sources: config.sources,
  };
}

/**
 * The Pod's own service account, as an entry without a name: kubectl looks for that where no context is chosen
 * (`InClusterConfig` in client-go rest/config.go, `inClusterClientConfig` in tools/clientcmd/client_config.go).
 */
function resolveInCluster(
  sources: readonly string[],
  flags: ConnectionFlags,
  environment: NodeJS.ProcessEnv,
  folder?: string,
): Resolution {
  const account = readServiceAccount(environment, folder);
  const entry: Entry = { file: '', fields: { server: account.server } };
  const trusted =
    account.certificateAuthority === undefined ? {} : { certificateAuthority: account.certificateAuthority };
  const cluster = mergeCluster(entry, { ...trusted, ...flags }, environment);
  const connection = resolveConnection(entry, cluster, undefined, flags, environment);
  if ('kind' in connection) return connection;
  return {
    kind: 'resolved',
    ...connection,
    contextName: '',
    clusterName: '',
    namespace: flags.namespace,
    cluster: entry,
    others: [],
    // A token file would win over --token.
    user: flags.token === undefined ? { tokenFile: account.tokenFile } : undefined,
    sources,
  };
}

interface Names {
  contextName: string;
  clusterName: string;
  userName: string;
  namespace: string | undefined;
}

/** A name that a flag gives must exist; a cluster or user that only the context names need not, as in client-go. */
function resolveNames(config: LoadedKubeconfig, flags: ConnectionFlags): Names | Untouched {
  const contextName = flags.context ?? config.currentContext;
  const context = config.contexts.get(contextName);
  if (context === undefined && contextName !== '') return missing('context', contextName, config.contexts);
  if (flags.cluster !== undefined && !config.clusters.has(flags.cluster)) {
    return missing('cluster', flags.cluster, config.clusters);
  }
  if (flags.user !== undefined && !config.users.has(flags.user))
    return missing('user', flags.user, config.users);
  return {
    contextName,
    clusterName: flags.cluster ?? textOf(context, 'cluster'),
    userName: flags.user ?? textOf(context, 'user'),
    namespace: flags.namespace ?? (textOf(context, 'namespace') || undefined),
  };
}

/** How this user reaches this cluster. */
export function resolveConnection(
  entry: Entry | undefined,
  cluster: Cluster,
  user: Entry | undefined,
  flags: ConnectionFlags,
  environment: NodeJS.ProcessEnv,
): Pick<Resolved, 'upstream'> | Untouched | Unsupported {
  const server = parseServerUrl(cluster.server);
  if (server === undefined) return untouched('the server of the cluster cannot be read as a URL');
  const via = resolveOuterProxy(cluster.proxyUrl, server, environment);
  if (typeof via === 'string') return untouched(via);
  if (server.protocol === 'http:') {
    // Without TLS kubectl looks at neither the user nor the trust.
    const upstream: Upstream = {
      server,
      tlsServerName: undefined,
      trust: { kind: 'none' },
      identity: undefined,
      via,
    };
    return { upstream };
  }
  const resolvedUser = resolveUser(user, flags);
  if (typeof resolvedUser === 'string') return untouched(resolvedUser);
  const trust = resolveTrust(cluster, environment);
  if (typeof trust === 'string') return untouched(trust);
  if (trust === undefined)
    return unsupported(
      "a server that the system's own certificates vouch for, on this Node",
      'use Node 22.15 or newer',
    );
  const { identity } = resolvedUser;
  const target = { entry, cluster };
  const findIdentity = createIdentityFinder({ users: [user], flags, target, environment });
  return {
    upstream: {
      server,
      tlsServerName: cluster.tlsServerName || undefined,
      trust,
      identity,
      findIdentity,
      hasPlugin: user?.fields.exec !== undefined,
      via,
    },
  };
}

function missing(what: string, name: string, known: ReadonlyMap<string, unknown>): Untouched {
  const names = [...known.keys()].sort();
  const list = names.length === 0 ? 'it has none' : `it has ${names.slice(0, 5).join(', ')}`;
  return untouched(`the kubeconfig has no ${what} "${name}"; ${list}${names.length > 5 ? ', …' : ''}`);
}

function untouched(reason: string): Untouched {
  return { kind: 'untouched', reason };
}

function unsupported(what: string, hint: string): Unsupported {
  return { kind: 'unsupported', what, hint };
}
