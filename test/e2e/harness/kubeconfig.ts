import { writeFile } from 'node:fs/promises';
import type { ClusterFiles } from './cluster-files.ts';

/** A `user` of a kubeconfig, with kubectl's own field names. */
export type KubeconfigUser = Record<string, unknown>;

/** What a kubeconfig of one context consists of. */
export interface KubeconfigContent {
  /** Fields of the cluster entry. */
  cluster: Record<string, unknown>;
  user: KubeconfigUser;
  /** The namespace of the context. */
  namespace?: string | undefined;
}

/** The users that each cluster has, as kubeconfigs name them. */
export const userNames = ['admin', 'developer', 'token', 'limited'] as const;
export type UserName = (typeof userNames)[number];

/** Credentials of each user: two with client certificates, two with tokens. */
export function createUsers({ clients, tokens }: ClusterFiles): Record<UserName, KubeconfigUser> {
  return {
    admin: certificateUser(clients.admin),
    developer: certificateUser(clients.developer),
    token: { token: tokens.admin },
    limited: { token: tokens.limited },
  };
}

/** Writes a kubeconfig (JSON, which is YAML too) with the one context `test`, readable by its owner only. */
export async function writeKubeconfigFile(
  file: string,
  { cluster, user, namespace }: KubeconfigContent,
): Promise<string> {
  // JSON leaves out what is undefined.
  const context = { cluster: 'test', user: 'test', namespace };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: 'test', user }],
    contexts: [{ name: 'test', context }],
    'current-context': 'test',
  };
  await writeFile(file, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  return file;
}

/** PEM as a kubeconfig's `…-data` fields hold it. */
export function toData(pem: string): string {
  return Buffer.from(pem).toString('base64');
}

/** A user entry of a client certificate. */
export function certificateUser(client: { certPem: string; keyPem: string }): KubeconfigUser {
  return { 'client-certificate-data': toData(client.certPem), 'client-key-data': toData(client.keyPem) };
}
