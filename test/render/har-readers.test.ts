import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fetchHar from 'fetch-har';
import { describe, expect, it } from 'vitest';
import { createRenderer } from '../../src/render/har.ts';
import { renderRun } from './factory.ts';
import { findHaralyzer, readWithHaralyzer } from './haralyzer-program.ts';
import { changedApply, failing, getPods, secretMasked, watchPods } from './stories.ts';
import { execTunnel, tunnelExchange } from './tunnels.ts';

const STORY = [...changedApply(), ...getPods(), ...failing(), ...secretMasked(), ...watchPods()];
const archive = () => renderRun(createRenderer, [...STORY, tunnelExchange(execTunnel(true))]);

describe('fetch-har (npm)', () => {
  it('sends what an archive of ours says that was sent', async () => {
    const [story] = STORY.filter(({ request }) => request.method === 'PATCH');
    if (story === undefined) throw new Error('no PATCH among the stories');
    const received: unknown[] = [];
    const server = createServer(async (request, response) => {
      const { method, url, headers } = request;
      received.push({ method, url, type: headers['content-type'], body: await text(request) });
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const document = JSON.parse(renderRun(createRenderer, [story]));
      const [{ request }] = document.log.entries;
      request.url = request.url.replace('https://10.0.0.5:6443', `http://127.0.0.1:${port}`);
      // It would add them to those that the URL has.
      request.queryString = [];
      // fetch knows these for itself.
      request.headers = request.headers.filter(
        ({ name }: { name: string }) => !/^(?:host|content-length|accept-encoding)$/i.test(name),
      );
      expect((await fetchHar(document)).status).toBe(200);
      expect(received).toEqual([
        {
          method: 'PATCH',
          url: story.request.url.replace('https://10.0.0.5:6443', ''),
          type: story.request.headers.find(([name]) => name === 'Content-Type')?.[1],
          body: story.request.body.text,
        },
      ]);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});

const python = findHaralyzer();

describe.skipIf(python === undefined)(
  `haralyzer (PyPI)${python === undefined ? ' (skipped: it cannot be installed)' : ''}`,
  () => {
    it('reads each exchange of an archive of ours', () => {
      const folder = mkdtempSync(join(tmpdir(), 'kubectl-trace-har-'));
      try {
        const path = join(folder, 'run.har');
        writeFileSync(path, archive());
        const read = readWithHaralyzer(python ?? '', path);
        expect(read.length).toBe(STORY.length + 1);
        for (const [index, { request, response }] of STORY.entries()) {
          const [method, url, status, sent, received, time] = read[index] ?? [];
          expect([method, url, status]).toEqual([request.method, request.url, response?.status ?? 0]);
          expect(sent ?? '').toBe(request.body.text ?? '');
          expect(received ?? '').toBe(response?.body.text ?? '');
          expect(time).toBeGreaterThan(0);
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  },
);
