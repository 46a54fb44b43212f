import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';

/** The name of its cluster, user and context. */
export const SANDBOX_NAME = 'sandbox';

interface SandboxServer {
  server: string;
  authority: string;
  token: string;
}

/**
 * A kubeconfig with nothing but the sandbox, for its owner only. JSON is YAML.
 *
 * @param alsoCalled other names by which something may ask for its context or its user.
 */
export function writeSandboxKubeconfig(
  path: string,
  { server, authority, token }: SandboxServer,
  alsoCalled: readonly string[] = [],
): void {
  const names = [...new Set([SANDBOX_NAME, ...alsoCalled])];
  const cluster = { server, 'certificate-authority-data': Buffer.from(authority).toString('base64') };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: SANDBOX_NAME, cluster }],
    users: names.map((name) => ({ name, user: { token } })),
    contexts: names.map((name) => ({ name, context: { cluster: SANDBOX_NAME, user: SANDBOX_NAME } })),
    'current-context': SANDBOX_NAME,
  };
  writeFileSync(path, `${JSON.stringify(config)}\n`, { mode: 0o600 });
}

/** A bearer token for the one user of a kubeconfig. */
export function createToken(): string {
  return randomBytes(24).toString('hex');
}
