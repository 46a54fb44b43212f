import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeCluster, kubectlVersions, run, waitUntil } from '../e2e/harness/index.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/kubectl-trace', import.meta.url));
const SILENCE_MS = 10 * 60_000;

// All at once: they wait.
vi.setConfig({ maxConcurrency: 20 });

interface Traced {
  request: { method: string; info: { verb: string } };
  timing: { end: number };
  connection: { id: number; reused: boolean };
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
    it.each([6, 80])(
      'a connection that is idle for %i seconds, while somebody edits, serves the next request',
      async (seconds) => {
        const name = `edited-${version}-${seconds}`;
        await createConfigMap(name);
        const editor = join(folder, `editor-${name}`);
        await writeFile(editor, `#!/bin/sh\nsleep ${seconds}\nsed -i 's/: one/: two/' "$1"\n`, {
          mode: 0o755,
        });
        const trace = join(folder, `${name}.jsonl`);
        const { code, stdout, stderr } = await run(
          process.execPath,
          [PROGRAM, '-w', trace, 'edit', 'cm', name],
          {
            env: { HOME: folder, KUBECONFIG, KUBECTL: await cluster.kubectl(version), KUBE_EDITOR: editor },
            timeoutMs: (seconds + 60) * 1000,
          },
        );
        expect({ code, stdout, stderr }).toEqual({
          code: 0,
          stdout: `configmap/${name} edited\n`,
          stderr: '',
        });
        const exchanges = await exchangesIn(trace);
        const [before, patch] = [exchanges.at(-2), exchanges.at(-1)];
        expect(patch?.request.method).toBe('PATCH');
        expect(patch?.connection).toMatchObject({ id: before?.connection.id, reused: true });
      },
    );

    it('a watch that is silent for ten minutes goes on', async () => {
      const name = `watched-${version}`;
      const trace = join(folder, `${name}.jsonl`);
      const env = { ...process.env, HOME: folder, KUBECONFIG, KUBECTL: await cluster.kubectl(version) };
      const words = ['-w', trace, 'get', 'cm', '-w', '-o', 'name', `--field-selector=metadata.name=${name}`];
      const child = spawn(process.execPath, [PROGRAM, ...words], { env, stdio: 'pipe' });
      const closed = once(child, 'close');
      let said = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          said += chunk;
        });
      }
      try {
        await sleep(SILENCE_MS);
        await createConfigMap(name);
        await waitUntil('the event', () => said === `configmap/${name}\n`, { timeoutMs: 20_000 });
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
