import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { mergeCluster } from '../../src/kubeconfig/cluster.ts';
import { fetchExecIdentity } from '../../src/kubeconfig/exec-plugin.ts';
import { createTestCertificates } from './certificates.ts';

const folder = mkdtempSync(join(tmpdir(), 'exec-plugin-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { ca, client } = createTestCertificates();
const file = join(folder, 'kubeconfig');
const told = join(folder, 'told');
writeFileSync(join(folder, 'ca.crt'), ca.certificate);
const status = { clientCertificateData: client.certificate, clientKeyData: client.key };
writeFileSync(join(folder, 'credential'), JSON.stringify({ kind: 'ExecCredential', status }));

it.each([
  ['as data', { 'certificate-authority-data': Buffer.from(ca.certificate).toString('base64') }],
  ['as a file', { 'certificate-authority': 'ca.crt' }],
])('is told the cluster as kubectl tells it, the authority %s', async (_name, fields) => {
  const entry = {
    file,
    fields: { server: 'https://h:1', 'tls-server-name': 'n', 'proxy-url': 'http://p', ...fields },
  };
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: 'sh',
    args: ['-c', `printf %s "$KUBERNETES_EXEC_INFO" >'${told}'; cat '${folder}/credential'`],
    interactiveMode: 'Never',
    provideClusterInfo: true,
  };
  const identity = await fetchExecIdentity(
    { file, fields: { exec } },
    { entry, cluster: mergeCluster(entry, {}, {}) },
    process.env,
    new AbortController().signal,
  );
  expect(identity?.certificate).toContain('BEGIN CERTIFICATE');
  expect(JSON.parse(readFileSync(told, 'utf8')).spec).toEqual({
    cluster: {
      server: 'https://h:1',
      'tls-server-name': 'n',
      'certificate-authority-data': Buffer.from(ca.certificate).toString('base64'),
      'proxy-url': 'http://p',
      config: null,
    },
    interactive: false,
  });
});

it('does not outlive the connection that asked for it', async () => {
  const exec = { command: 'sleep', args: ['60'], interactiveMode: 'Never' };
  const left = new AbortController();
  const target = { entry: undefined, cluster: mergeCluster(undefined, {}, {}) };
  const asked = fetchExecIdentity({ file, fields: { exec } }, target, process.env, left.signal);
  left.abort();
  await expect(asked).rejects.toThrow(/exec plugin sleep/);
});
