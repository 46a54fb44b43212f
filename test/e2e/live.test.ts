import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeCluster, kubectlVersions, waitUntil } from './harness/index.ts';
import { processImage } from './harness/kubelet.ts';
import { createWebPod } from './harness/web-pod.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/kubectl-trace', import.meta.url));

describeCluster('what lasts is shown while it lasts', (cluster) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trace-live-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  describe.each(kubectlVersions)('with kubectl %s', (version) => {
    let namespace: string;
    let env: Record<string, string | undefined>;
    beforeAll(async () => {
      namespace = await cluster.createNamespace('live');
      env = {
        ...process.env,
        HOME: folder,
        NODE_EXTRA_CA_CERTS: undefined,
        KUBECTL: await cluster.kubectl(version),
        KUBECONFIG: await cluster.writeKubeconfig({ namespace }),
      };
    });
    const path = (resource: string) => `/api/v1/namespaces/${namespace}/${resource}`;

    /** A traced command that runs: `until` waits for a line of its trace. */
    function start(...words: string[]) {
      const child = spawn(process.execPath, [PROGRAM, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      const closed = once(child, 'close').then(([code]: unknown[]) => code);
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => {
        stdout += chunk;
      });
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk;
      });
      const until = (line: RegExp) =>
        waitUntil(`${line} in the trace of ${words.join(' ')}`, () => line.test(stderr), {
          timeoutMs: 20_000,
        });
      return { child, closed, until, stdout: () => stdout, stderr: () => stderr };
    }

    it('wait: each event, with its object and its version', async () => {
      await cluster.api.sendOrThrow('POST', path('configmaps'), {
        metadata: { name: 'waited' },
        data: { key: 'zero' },
      });
      const wait = start('wait', 'cm/waited', '--for=jsonpath={.data.key}=two', '--timeout=30s');
      try {
        await wait.until(/each (?:event|change) as it comes/);
        for (const key of ['one', 'two'])
          await cluster.api.sendOrThrow('PATCH', path('configmaps/waited'), { data: { key } });
        expect(await wait.closed).toBe(0);
      } finally {
        wait.child.kill('SIGKILL');
      }
      expect(wait.stdout()).toBe('configmap/waited condition met\n');
      const name = `ConfigMap ${namespace}/waited {2}rv \\d+`;
      expect(wait.stderr()).toMatch(
        new RegExp(`^\\[(\\d+)\\] MODIFIED {2}${name}\\n(?:.*\\n)*\\[\\1\\] `, 'm'),
      );
      expect(wait.stderr()).toMatch(/^\[\d+\] watch ended by kubectl, after \d+ milliseconds: \d+ events/m);
    });

    it('rollout status: until the Deployment is there', async () => {
      await cluster.api.sendOrThrow('POST', `/apis/apps/v1/namespaces/${namespace}/deployments`, {
        metadata: { name: 'rolled' },
        spec: {
          selector: { matchLabels: { app: 'rolled' } },
          template: {
            metadata: { labels: { app: 'rolled' } },
            spec: { containers: [{ name: 'app', image: processImage, command: ['sleep', '1000'] }] },
          },
        },
      });
      const rollout = start('rollout', 'status', 'deploy/rolled', '--timeout=40s');
      try {
        expect(await rollout.closed).toBe(0);
      } finally {
        rollout.child.kill('SIGKILL');
      }
      expect(rollout.stdout()).toMatch(/successfully rolled out\n$/);
      expect(rollout.stderr()).toMatch(/^\[\d+\] watch ended by kubectl, after /m);
    });

    it('logs -f: announced, and its lines are counted', async () => {
      await createWebPod(cluster, { namespace });
      const logs = start('logs', '-f', 'web', '-c', 'app');
      try {
        await logs.until(/— a log: kubectl prints it, its lines are counted$/m);
        await waitUntil(
          'the log',
          () => /is ready\n(?:.*\n)*.*warning\n|warning\n(?:.*\n)*.*ready\n/.test(logs.stdout()),
          { timeoutMs: 20_000 },
        );
        expect(logs.stderr()).not.toMatch(/^ {4}app is ready$/m);
        // The pod goes, and its log with it.
        await cluster.api.sendOrThrow('DELETE', `${path('pods/web')}?gracePeriodSeconds=0`);
        await logs.closed;
      } finally {
        logs.child.kill('SIGKILL');
      }
      expect(logs.stderr()).toMatch(
        /^\[\d+\] .*, after \d+ milliseconds: 2 lines, \d+ B\nResponse Body:\n {4}app /m,
      );
    });
  });
});
