import { dirname, resolve } from 'node:path';
import type { ConnectionFlags } from '../args/kubectl-flags.ts';
import { findUnreadable } from './credential-file.ts';
import type { Entry } from './parse.ts';

/** A cluster as kubectl uses it: the kubeconfig's entry, what flags say over it, and the defaults under it. */
export interface Cluster {
  server: string;
  tlsServerName: string;
  /** An absolute path, or relative to the working directory where it comes from a flag; '' for none. */
  certificateAuthority: string;
  /** Base64; '' for none. */
  certificateAuthorityData: string;
  insecureSkipTlsVerify: boolean;
  disableCompression: boolean;
  proxyUrl: string;
}

/** `getCluster` and `getDefaultServer` in client-go tools/clientcmd/client_config.go. */
export function mergeCluster(
  entry: Entry | undefined,
  flags: ConnectionFlags,
  environment: NodeJS.ProcessEnv,
): Cluster {
  const cluster: Cluster = {
    server: textOf(entry, 'server') || defaultServer(environment),
    tlsServerName: textOf(entry, 'tls-server-name'),
    certificateAuthority: pathOf(entry, 'certificate-authority'),
    certificateAuthorityData: textOf(entry, 'certificate-authority-data'),
    insecureSkipTlsVerify: entry?.fields['insecure-skip-tls-verify'] === true,
    disableCompression: entry?.fields['disable-compression'] === true || flags.disableCompression === true,
    proxyUrl: textOf(entry, 'proxy-url'),
  };
  if (flags.insecureSkipTlsVerify || flags.certificateAuthority) {
    cluster.insecureSkipTlsVerify = flags.insecureSkipTlsVerify === true;
    cluster.certificateAuthority = flags.certificateAuthority ?? '';
    cluster.certificateAuthorityData = '';
  }
  if (flags.tlsServerName || flags.server) cluster.tlsServerName = flags.tlsServerName ?? '';
  if (flags.server) cluster.server = flags.server;
  return cluster;
}

/** What kubectl speaks to where nothing says otherwise. */
export function defaultServer(environment: NodeJS.ProcessEnv): string {
  return environment.KUBERNETES_MASTER || 'http://localhost:8080';
}

/** Why kubectl refuses this cluster before it connects: `validateClusterInfo` in tools/clientcmd/validation.go. */
export function findClusterFault(cluster: Cluster): string | undefined {
  const { certificateAuthority: file, certificateAuthorityData: data } = cluster;
  if (file !== '' && data !== '') {
    return 'the cluster has both certificate-authority and certificate-authority-data';
  }
  return file === '' ? undefined : findUnreadable('the certificate authority', file);
}

/** A text field of an entry, '' where it has none. */
export function textOf(entry: Entry | undefined, field: string): string {
  const value = entry?.fields[field];
  return typeof value === 'string' ? value : '';
}

/** A field with a path, made absolute from the folder of the file that holds it (`ResolveLocalPaths`). */
export function pathOf(entry: Entry | undefined, field: string): string {
  const path = textOf(entry, field);
  return entry === undefined || path === '' ? path : resolve(dirname(entry.file), path);
}
