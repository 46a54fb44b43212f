import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../e2e/harness/wait-until.ts';
import { kubectlVersions, needsKubectl } from './kubectls.ts';
import { createWorkspace, type Started, type Workspace } from './program.ts';

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

describe.skipIf(kubectlVersions.length === 0).each(kubectlVersions)(
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
