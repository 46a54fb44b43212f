import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';

/** The name of its cluster, user and context. */
export const SANDBOX_NAME = 'sandbox';

/** A kubeconfig with nothing but the sandbox, for its owner only. JSON is YAML. */
export function writeSandboxKubeconfig(
  path: string,
  { server, authority, token }: { server: string; authority: string; token: string },
): void {
  const cluster = { server, 'certificate-authority-data': Buffer.from(authority).toString('base64') };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: SANDBOX_NAME, cluster }],
    users: [{ name: SANDBOX_NAME, user: { token } }],
    contexts: [{ name: SANDBOX_NAME, context: { cluster: SANDBOX_NAME, user: SANDBOX_NAME } }],
    'current-context': SANDBOX_NAME,
  };
  writeFileSync(path, `${JSON.stringify(config)}\n`, { mode: 0o600 });
}

/** A bearer token for the one user of a kubeconfig. */
export function createToken(): string {
  return randomBytes(24).toString('hex');
}
