import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeCluster, kubectlVersions, run } from '../harness/index.ts';

const plugin = fileURLToPath(new URL('../../../bin/kubectl-trace', import.meta.url));

/** What must see the user's own kubeconfig, and changes it. */
const commands = [
  ['config', 'use-context', 'other'],
  ['config', 'set-context', '--current', '--namespace=elsewhere'],
  ['config', 'set-credentials', 'robot', '--token=abc'],
  ['config', 'rename-context', 'other', 'another'],
  ['config', 'delete-context', 'another'],
  ['config', 'view', '--raw'],
  ['config', 'use-context', 'no-such'],
];

describeCluster('commands that change the kubeconfig', (cluster) => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'kubectl-home-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  describe.each(kubectlVersions)('with kubectl %s', (version) => {
    it('change it as without us, byte for byte', async () => {
      const kubectl = await cluster.kubectl(version);
      const original = JSON.parse(await readFile(cluster.kubeconfigs.admin, 'utf8'));
      original.contexts.push({ name: 'other', context: { cluster: 'test', user: 'test' } });
      const files = { traced: join(home, `${version}.traced`), alone: join(home, `${version}.alone`) };
      const before = JSON.stringify(original);
      await Promise.all(Object.values(files).map((file) => writeFile(file, before, { mode: 0o600 })));
      const env = { HOME: home, KUBECTL: kubectl };
      for (const command of commands) {
        const [traced, alone] = await Promise.all([
          run(process.execPath, [plugin, ...command], { env: { ...env, KUBECONFIG: files.traced } }),
          run(kubectl, command, { env: { ...env, KUBECONFIG: files.alone } }),
        ]);
        const note = 'kubectl trace: no API requests: this command runs untouched\n';
        const expected = { code: alone.code, stdout: alone.stdout, stderr: alone.stderr + note };
        const inPlace = (text: string) => text.replaceAll(files.traced, files.alone);
        const { code, stdout, stderr } = traced;
        expect({ code, stdout: inPlace(stdout), stderr: inPlace(stderr) }, command.join(' ')).toEqual(
          expected,
        );
        expect(await readFile(files.traced, 'utf8')).toBe(await readFile(files.alone, 'utf8'));
      }
      expect(await readFile(files.traced, 'utf8')).not.toBe(before);
    });
  });
});
