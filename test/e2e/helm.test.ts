import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeCluster, kubectlVersions, run } from './harness/index.ts';
import { writeSmallChart } from './small-chart.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/kubectl-trace', import.meta.url));

describeCluster('helm through the trace', (cluster) => {
  describe.each(kubectlVersions)('that came with kubectl %s', (version) => {
    let folder: string;
    let helm: string;
    let env: Record<string, string | undefined>;
    let namespace: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'trace-helm-'));
      await writeSmallChart(join(folder, 'small'));
      helm = await cluster.helm(version);
      namespace = await cluster.createNamespace('helm');
      const KUBECONFIG = await cluster.writeKubeconfig({ namespace });
      env = { HOME: folder, KUBECONFIG, NODE_EXTRA_CA_CERTS: undefined };
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    const file = () => join(folder, 'trace.jsonl');
    /** `-- helm …`; gives stdout, and the requests that the trace shows as `VERB path`. */
    async function traced(...args: string[]) {
      const words = [PROGRAM, '-w', file(), '--', helm, ...args];
      const { code, stdout, stderr } = await run(process.execPath, words, { cwd: folder, env });
      expect([code, stderr]).toEqual([0, '']);
      const lines = (await readFile(file(), 'utf8')).trim().split('\n');
      const requests = lines
        .map((line): { request?: { method: string; url: string } } => JSON.parse(line))
        .flatMap(({ request }) => (request === undefined ? [] : [request]))
        .map(({ method, url }) => `${method} ${new URL(url).pathname}`);
      return { stdout, requests };
    }

    test('installs, lists and uninstalls a chart', async () => {
      const core = `/api/v1/namespaces/${namespace}`;
      const apps = `/apis/apps/v1/namespaces/${namespace}`;

      const installed = await traced('install', 'web', './small');
      expect(installed.stdout).toContain('STATUS: deployed');
      expect(installed.requests).toContain(`POST ${core}/secrets`);
      // Helm 4 applies where helm 3 creates.
      for (const created of [`${core}/configmaps`, `${core}/services`, `${apps}/deployments`]) {
        expect(installed.requests).toContainEqual(
          expect.stringMatching(`^(POST ${created}$|PATCH ${created}/web)`),
        );
      }

      const listed = await traced('list');
      expect(listed.stdout).toMatch(/web\s+\S+\s+1\s.*deployed\s+small-0\.1\.0/);
      expect(listed.requests).toContain(`GET ${core}/secrets`);

      const removed = await traced('uninstall', 'web');
      expect(removed.stdout).toContain('release "web" uninstalled');
      expect(removed.requests).toEqual(
        expect.arrayContaining([`DELETE ${core}/configmaps/web-config`, `DELETE ${apps}/deployments/web`]),
      );
    });

    test('hides what a release holds', async () => {
      await traced('install', 'hidden', './small', '--set', 'color=PlantedColour');
      const secrets = (await readFile(file(), 'utf8'))
        .split('\n')
        .filter((line) => line.includes('/secrets'));
      expect(secrets.length).toBeGreaterThan(0);
      for (const line of secrets) expect(line).not.toContain('H4sI');
    });
  });
});
