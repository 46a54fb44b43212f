import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../src/sandbox/index.ts';
import { createCertificateAuthority } from '../e2e/harness/certificates.ts';

// Serves a sandbox in memory until it is interrupted: npx tsx test/sandbox/serve.ts [port]

const TOKEN = 'sandbox';
const authority = await createCertificateAuthority('sandbox');
const { certPem, keyPem } = await authority.issueServing();
const admin = {
  name: 'token-admin',
  uid: '1',
  groups: ['system:masters', 'system:authenticated'],
  extra: {},
};
const sandbox = await startSandbox({
  statePath: process.env['SANDBOX_STATE'],
  tls: { key: keyPem, cert: certPem },
  port: Number(process.argv[2] ?? 0),
  users: [{ token: TOKEN, user: admin }],
});
const folder = mkdtempSync(join(tmpdir(), 'sandbox-serve-'));
const kubeconfig = join(folder, 'kubeconfig');
const cluster = {
  server: `https://127.0.0.1:${sandbox.port}`,
  'certificate-authority-data': Buffer.from(authority.certPem).toString('base64'),
};
writeFileSync(
  kubeconfig,
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'sandbox', cluster }],
    users: [{ name: 'sandbox', user: { token: TOKEN } }],
    contexts: [{ name: 'sandbox', context: { cluster: 'sandbox', user: 'sandbox' } }],
    'current-context': 'sandbox',
  }),
  { mode: 0o600 },
);
process.stdout.write(`export KUBECONFIG=${kubeconfig}\n`);
process.once('SIGINT', () => void sandbox.close());
process.once('SIGTERM', () => void sandbox.close());
