import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionFlags } from '../args/kubectl-flags.ts';
import { type Cluster, defaultServer, textOf } from './cluster.ts';
import type { Entry } from './parse.ts';

/** Where a Pod finds its service account. */
const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Whether kubectl could speak as the Pod that it runs in: `Possible` in client-go tools/clientcmd/client_config.go. */
export function isInClusterPossible(
  environment: NodeJS.ProcessEnv,
  folder: string = SERVICE_ACCOUNT_FOLDER,
): boolean {
  if (!environment.KUBERNETES_SERVICE_HOST || !environment.KUBERNETES_SERVICE_PORT) return false;
  try {
    return !statSync(join(folder, 'token')).isDirectory();
  } catch {
    return false;
  }
}

export interface ServiceAccount {
  server: string;
  tokenFile: string;
  /** A path; undefined where the file is not there, and the system's roots count. */
  certificateAuthority: string | undefined;
}

/** What a Pod knows of its API server: `InClusterConfig` in client-go rest/config.go. */
export function readServiceAccount(
  { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '' }: NodeJS.ProcessEnv,
  folder: string = SERVICE_ACCOUNT_FOLDER,
): ServiceAccount {
  const authority = join(folder, 'ca.crt');
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    tokenFile: join(folder, 'token'),
    certificateAuthority: existsSync(authority) ? authority : undefined,
  };
}

/**
 * Whether the configuration equals the one that kubectl has when nothing is configured, so that it prefers the Pod's
 * where there is one (`IsDefaultConfig` in loader.go). Only plain HTTP can equal it: with TLS some credential is
 * part of the comparison, asked for at the terminal if need be.
 */
export function isDefaultConfiguration(
  cluster: Cluster,
  user: Entry | undefined,
  flags: ConnectionFlags,
  environment: NodeJS.ProcessEnv,
): boolean {
  return (
    cluster.server === defaultServer(environment) &&
    !/^https:/i.test(cluster.server) &&
    cluster.proxyUrl === '' &&
    !cluster.disableCompression &&
    !(flags.as || textOf(user, 'as')) &&
    isZeroDuration(flags.requestTimeout ?? '0')
  );
}

/** `ParseTimeout` in client-go tools/clientcmd/helpers.go: seconds, or Go's durations. */
function isZeroDuration(text: string): boolean {
  return /^[-+]?(0+(\.0*)?(ns|us|µs|μs|ms|s|m|h)?)+$/.test(text);
}
