import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeCluster, kubectlVersions, waitUntil } from '../e2e/harness/index.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/kubectl-trace', import.meta.url));
const SILENCE_MS = 10 * 60_000;

// All at once: they wait.
vi.setConfig({ maxConcurrency: 20 });

interface Traced {
  request: { method: string; info: { verb: string } };
  timing: { end: number };
  connection: { id: number; reused: boolean };
}

function start(words: readonly string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    env: { ...process.env, ...env },
    stdio: 'pipe',
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk;
    });
  }
  return { child, said: () => said, closed: once(child, 'close') };
}

describeCluster('kubectl takes its time', (cluster) => {
  let folder: string;
  let namespace: string;
  let KUBECONFIG: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trace-long-'));
    namespace = await cluster.createNamespace('long');
    KUBECONFIG = await cluster.writeKubeconfig({ namespace });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const configMaps = () => `/api/v1/namespaces/${namespace}/configmaps`;
  const createConfigMap = (name: string) =>
    cluster.api.sendOrThrow('POST', configMaps(), { metadata: { name }, data: { key: 'one' } });
  const exchangesIn = async (file: string) => {
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    return lines.map((line): Traced => JSON.parse(line));
  };

  describe.concurrent.each(kubectlVersions)('%s', (version) => {
    it('a connection that is idle for 6 and for 80 seconds serves the next request', async () => {
      const trace = join(folder, `proxy-${version}.jsonl`);
      const env = { HOME: folder, KUBECONFIG, KUBECTL: await cluster.kubectl(version) };
      // It keeps its connections for 90 seconds (client-go), and asks when it is asked.
      const { child, said, closed } = start(['-w', trace, 'proxy', '--port=0'], env);
      try {
        const address = await waitUntil('kubectl proxy', () => /127\.0\.0\.1:\d+/.exec(said())?.[0], {
          timeoutMs: 20_000,
        });
        for (const seconds of [0, 6, 80]) {
          await sleep(seconds * 1000);
          expect((await fetch(`http://${address}${configMaps()}`)).status).toBe(200);
        }
      } finally {
        child.kill('SIGTERM');
        await closed;
      }
      const connections = (await exchangesIn(trace)).map(({ connection: { id, reused } }) => ({
        id,
        reused,
      }));
      const [first] = connections;
      expect(connections).toEqual([
        { id: first?.id, reused: false },
        { id: first?.id, reused: true },
        { id: first?.id, reused: true },
      ]);
    });

    it('a watch that is silent for ten minutes goes on', async () => {
      const name = `watched-${version}`;
      const trace = join(folder, `${name}.jsonl`);
      const env = { HOME: folder, KUBECONFIG, KUBECTL: await cluster.kubectl(version) };
      const words = ['-w', trace, 'get', 'cm', '-w', '-o', 'name', `--field-selector=metadata.name=${name}`];
      const { child, said, closed } = start(words, env);
      try {
        await sleep(SILENCE_MS);
        await createConfigMap(name);
        await waitUntil('the event', () => said() === `configmap/${name}\n`, { timeoutMs: 20_000 });
      } finally {
        child.kill('SIGTERM');
        await closed;
      }
      const watches = (await exchangesIn(trace)).filter(({ request }) => request.info.verb === 'watch');
      expect(watches).toHaveLength(1);
      expect(watches[0]?.timing.end).toBeGreaterThan(SILENCE_MS - 30_000);
    });
  });
});
