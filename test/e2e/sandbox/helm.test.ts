import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { createCertificateAuthority } from '../harness/certificates.ts';
import { describeCluster, kubectlVersions, runOrThrow } from '../harness/index.ts';
import { writeSmallChart } from '../small-chart.ts';

const TOKEN = 'helm';

describeCluster('helm on the sandbox', (cluster) => {
  describe.each(kubectlVersions)('that came with kubectl %s', (version) => {
    let folder: string;
    let sandbox: Sandbox;
    let helm: (...args: string[]) => Promise<string>;
    let kubectl: (...args: string[]) => Promise<string>;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'sandbox-helm-'));
      sandbox = await startIn(folder);
      await writeSmallChart(join(folder, 'small'));
      helm = await toolOf(cluster.helm(version), folder);
      kubectl = await toolOf(cluster.kubectl(version), folder);
    });

    afterAll(async () => {
      await sandbox?.close();
      await rm(folder, { recursive: true, force: true });
    });

    test('installs, upgrades, lists, rolls back and uninstalls a chart', async () => {
      expect(await helm('install', 'web', './small')).toContain('STATUS: deployed');
      expect(await kubectl('get', 'cm', 'web-config', '-o', 'jsonpath={.data.color}')).toBe('red');
      expect(await helm('list')).toMatch(/web\s+default\s+1\s.*deployed\s+small-0\.1\.0/);

      expect(await helm('upgrade', 'web', './small', '--set', 'color=blue,replicas=2')).toContain(
        'REVISION: 2',
      );
      expect(await kubectl('get', 'cm', 'web-config', '-o', 'jsonpath={.data.color}')).toBe('blue');
      expect(await kubectl('get', 'deploy', 'web', '-o', 'jsonpath={.spec.replicas}')).toBe('2');

      expect(await helm('rollback', 'web', '1')).toContain('Rollback was a success');
      expect(await kubectl('get', 'cm', 'web-config', '-o', 'jsonpath={.data.color}')).toBe('red');
      expect(await helm('history', 'web', '-o', 'json')).toContain('"revision":3');

      expect(await helm('uninstall', 'web')).toContain('release "web" uninstalled');
      expect(await kubectl('get', 'deploy,svc,cm,secret', '-l', 'owner=helm', '-o', 'name')).toBe('');
      expect(await kubectl('get', 'deploy', '-o', 'name')).toBe('');
    });

    test('refuses to install over what is not its own', async () => {
      await kubectl('create', 'configmap', 'other-config');
      await expect(helm('install', 'other', './small')).rejects.toThrow(
        /cannot be imported into the current release/,
      );
    });
  });
});

async function startIn(folder: string): Promise<Sandbox> {
  const authority = await createCertificateAuthority('kubectl-trace helm test');
  const { certPem, keyPem } = await authority.issueServing();
  const user = { name: 'helm', uid: '', groups: ['system:masters', 'system:authenticated'], extra: {} };
  const sandbox = await startSandbox({
    statePath: undefined,
    tls: { key: keyPem, cert: certPem },
    users: [{ token: TOKEN, user }],
  });
  const server = `https://127.0.0.1:${sandbox.port}`;
  const trust = Buffer.from(authority.certPem).toString('base64');
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'sandbox',
    clusters: [{ name: 'sandbox', cluster: { server, 'certificate-authority-data': trust } }],
    users: [{ name: 'sandbox', user: { token: TOKEN } }],
    contexts: [{ name: 'sandbox', context: { cluster: 'sandbox', user: 'sandbox' } }],
  };
  await writeFile(join(folder, 'kubeconfig'), JSON.stringify(kubeconfig), { mode: 0o600 });
  return sandbox;
}

async function toolOf(
  path: Promise<string>,
  folder: string,
): Promise<(...args: string[]) => Promise<string>> {
  const tool = await path;
  const env = { HOME: folder, KUBECONFIG: join(folder, 'kubeconfig'), NODE_EXTRA_CA_CERTS: undefined };
  return async (...args) => (await runOrThrow(tool, args, { cwd: folder, env })).stdout;
}
