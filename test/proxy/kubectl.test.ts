import type { IncomingMessage } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { kubectlVersions, needsKubectl } from '../kubeconfig/kubectls.ts';
import { startTracedProgram } from './traced-program.ts';

/** Values of a header's lines, in order. */
function linesOf({ rawHeaders }: IncomingMessage, name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1] === name);
}

describe
  .skipIf(kubectlVersions.length === 0)
  .each(kubectlVersions.map((kubectl) => [kubectl.label, kubectl.path]))(
  `%s${needsKubectl}`,
  { timeout: 60_000 },
  (_label, path) => {
    it.concurrent('two groups arrive as two lines, and two warnings too', async () => {
      let request: IncomingMessage | undefined;
      const traced = await startTracedProgram(path ?? '', (incoming, response) => {
        request = incoming;
        response.setHeader('Warning', ['299 - "first"', '299 - "second"']);
        response.end('{}');
      });
      try {
        const groups = ['--as', 'jane', '--as-group', 'dev', '--as-group', 'ops', '--as-group', 'dev'];
        const end = await traced.start(['-w', '/dev/null', ...groups, 'get', '--raw', '/api']).ended;
        expect(end.code, end.stderr).toBe(0);
        expect(linesOf(request as IncomingMessage, 'Impersonate-Group')).toEqual(['dev', 'ops', 'dev']);
        for (const warning of ['first', 'second']) expect(end.stderr).toContain(`Warning: ${warning}\n`);
      } finally {
        traced.close();
      }
    });

    it.concurrent('a kubectl that gives up ends its request at the server', async () => {
      let isLeft = false;
      const traced = await startTracedProgram(path ?? '', (incoming, response) => {
        incoming.on('close', () => {
          isLeft = true;
        });
        response.writeHead(200).write('begun');
      });
      try {
        const end = await traced.start(['--request-timeout', '1s', 'get', '--raw', '/endless']).ended;
        expect(end.code).toBe(1);
        await vi.waitFor(() => expect(isLeft).toBe(true));
      } finally {
        traced.close();
      }
    });
  },
);
