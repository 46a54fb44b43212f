import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../e2e/harness/wait-until.ts';
import { FLOOD_EVENTS, startApiServer, writeKubeconfig } from './api-server.ts';
import { needsKubectl, newestKubectl, outerKubectls } from './kubectls.ts';
import { createWorkspace, PROGRAM, type Started, type Workspace } from './program.ts';

let workspace: Workspace;
beforeEach(() => {
  workspace = createWorkspace();
});
afterEach(() => workspace.remove());

/** What a command that runs has said so far. */
function listen({ child }: Started): { stdout: () => string; stderr: () => string } {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk: Buffer) => {
      texts[name] += chunk;
    });
  }
  return { stdout: () => texts.stdout, stderr: () => texts.stderr };
}

describe.skipIf(outerKubectls.length === 0).each(outerKubectls)(
  `a watch with $label${needsKubectl}`,
  ({ path }) => {
    const env = { KUBECTL: path };
    const change = (...args: string[]) => workspace.run(['--sandbox', '-o', 'table', ...args], { env });
    const shows = (text: () => string, line: RegExp) =>
      waitUntil(String(line), () => line.test(text()), { timeoutMs: 15_000 });

    it('is shown while it runs, and closed when it ends', async () => {
      const watch = workspace.start(['--sandbox', 'get', 'cm', '-w'], { env });
      const { stderr } = listen(watch);
      await shows(
        stderr,
        /^#\d+ {2}GET .*watch=true(?:.*\n)*Response Status: 200 OK .*: each event as it comes/m,
      );
      expect((await change('create', 'cm', 'seen', '--from-literal=key=value')).code).toBe(0);
      await shows(stderr, /^\[\d+\] ADDED +seen +1 /m);
      expect((await change('delete', 'cm', 'seen')).code).toBe(0);
      await shows(stderr, /^\[\d+\] DELETED +seen +1 /m);
      expect(watch.child.exitCode).toBeNull();
      watch.child.kill('SIGTERM');
      const ended = await watch.ended;
      expect(ended.stderr).toMatch(/^\[\d+\] watch ended by kubectl, after \d+ milliseconds: 2 events, /m);
      expect(ended.stderr).toMatch(/^ *\d+ +watch +configmaps in default +200 OK, ended, 2 events /m);
    });

    it('of secrets at -v 10 keeps them; the JSON line counts the events', async () => {
      const file = workspace.path('trace.jsonl');
      const planted = Buffer.from('planted-value').toString('base64');
      const text = workspace.start(['--sandbox', '-v', '10', 'get', 'secrets', '-w', '-o', 'name'], { env });
      const lines = workspace.start(['--sandbox', '-w', file, 'get', 'secrets', '-w', '-o', 'name'], { env });
      const [shown, names] = [listen(text), listen(lines)];
      await shows(shown.stderr, /watch=true(?:.*\n)*Response Body:\n/);
      // kubectl says nothing when a watch begins: a change is seen when there is one.
      let count = 0;
      await waitUntil(
        'the second watch',
        async () => {
          count += 1;
          await change('create', 'secret', 'generic', `s-${count}`, '--from-literal=key=planted-value');
          return names.stdout() !== '';
        },
        { timeoutMs: 15_000 },
      );
      await shows(shown.stderr, /^\[\d+\] \{"type":"ADDED","object":\{.*"key":"<masked/m);
      for (const { child } of [text, lines]) child.kill('SIGTERM');
      const { stderr } = await text.ended;
      expect(stderr).not.toContain(planted);
      expect(stderr).not.toContain('planted-value');
      await lines.ended;
      const records = readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const watched = records.find(({ request }) => request?.info.verb === 'watch');
      expect(watched.response.events.types.ADDED).toBeGreaterThan(0);
      expect(watched.response.events.resourceVersion).toMatch(/^\d+$/);
    });
  },
);

describe.skipIf(newestKubectl === undefined)(`a flood of events${needsKubectl}`, () => {
  it('reaches kubectl though nobody reads the trace; all are counted, in little memory', async () => {
    const server = await startApiServer();
    const KUBECONFIG = writeKubeconfig(workspace.path('kubeconfig'), server);
    const env = { ...workspace.env, KUBECONFIG, KUBECTL: newestKubectl?.path };
    const words = ['get', '--raw', '/api/v1/namespaces?watch=flood'];
    const child = spawn(process.execPath, [PROGRAM, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const closed = once(child, 'close');
    try {
      let lines = 0;
      child.stdout.on('data', (chunk: Buffer) => {
        for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1;
      });
      await waitUntil('all events', () => lines === FLOOD_EVENTS, { timeoutMs: 15_000 });
      if (process.platform === 'linux') {
        const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
        expect(Number(peak)).toBeLessThan(300_000);
      }
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk;
      });
      await closed;
      expect(stderr).toMatch(/^\[1\] ended by the server, after \d+ milliseconds: 10000 events, \d+ MiB$/m);
      const shown = stderr.match(/^\[1\] MODIFIED {2}Namespace flood {2}rv \d+$/gm)?.length ?? 0;
      const skipped = [...stderr.matchAll(/came too fast to be shown: (\d+)/g)].reduce(
        (sum, it) => sum + Number(it[1]),
        0,
      );
      expect(shown + skipped).toBe(FLOOD_EVENTS);
    } finally {
      child.kill('SIGKILL');
      await closed;
      await server.close();
    }
  });
});
