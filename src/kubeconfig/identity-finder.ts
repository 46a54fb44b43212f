import { X509Certificate } from 'node:crypto';
import type { ConnectionFlags } from '../args/kubectl-flags.ts';
import { type ExecCluster, fetchExecIdentity } from './exec-plugin.ts';
import type { Entry } from './parse.ts';
import { hasSameKey } from './pem.ts';
import type { ClientIdentity, Upstream } from './upstream.ts';
import { resolveUser } from './user.ts';

export interface IdentityFinderOptions {
  /** The users that the program may be on this cluster, the likely one first. */
  users: readonly (Entry | undefined)[];
  flags: ConnectionFlags;
  target: ExecCluster;
  environment: NodeJS.ProcessEnv;
}

/**
 * Finds the key to a certificate that kubectl presents: it may belong to another user of the kubeconfig, it may be a new
 * one in the same files (client-go reads them again, transport/cert_rotation.go), or come from an exec plugin, which
 * is then run once more. The last one found is kept: a plugin is asked once for each certificate.
 */
export function createIdentityFinder(options: IdentityFinderOptions): NonNullable<Upstream['findIdentity']> {
  const { users, flags, target, environment } = options;
  const found = new Map<string, Search>();
  const search = async (presented: X509Certificate, signal: AbortSignal) => {
    for (const user of users) {
      const resolved = resolveUser(user, flags);
      if (typeof resolved !== 'string' && hasSameKey(resolved.identity, presented)) return resolved.identity;
    }
    const plugins = users.filter((user) => user !== undefined && user.fields.exec !== undefined);
    for (const user of plugins) {
      if (user === undefined) continue;
      const identity = await fetchExecIdentity(user, target, environment, signal);
      // A plugin may make a new key at each call: then its certificate is another for the same name.
      if (hasSameKey(identity, presented) || isSameSubject(identity, presented)) return identity;
    }
    return undefined;
  };
  const find: NonNullable<Upstream['findIdentity']> = async (presented, signal) => {
    const known = found.get(presented.fingerprint256);
    if (known !== undefined) {
      // Whoever began it may have left meanwhile: then this connection asks for itself.
      return known.identity.catch((error) => {
        if (known.signal.aborted && !signal.aborted) return find(presented, signal);
        throw error;
      });
    }
    const identity = search(presented, signal);
    found.set(presented.fingerprint256, { identity, signal });
    // What failed may work the next time.
    identity.catch(() => found.delete(presented.fingerprint256));
    return identity;
  };
  return find;
}

interface Search {
  identity: Promise<ClientIdentity | undefined>;
  /** Of the connection that began it. */
  signal: AbortSignal;
}

function isSameSubject(identity: ClientIdentity | undefined, presented: X509Certificate): boolean {
  return identity !== undefined && new X509Certificate(identity.certificate).subject === presented.subject;
}
