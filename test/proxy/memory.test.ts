import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { newestKubectl } from '../kubeconfig/kubectls.ts';
import { startTracedProgram } from './traced-program.ts';

const MIB = 1024 * 1024;
/** What the design allows over the same process when it waits. */
const ALLOWED = 64 * MIB;

const missing = [
  ...(newestKubectl === undefined ? ['there is no kubectl'] : []),
  ...(existsSync('/proc/self/status') ? [] : ['there is no /proc']),
];
const reason = missing.length > 0 ? ` (skipped: ${missing.join(', ')})` : '';

/** A list of ConfigMaps of about 100 MB, made as it is sent. */
function* list(): Generator<string> {
  const items = 10_000;
  // As lists go: they pack to about a tenth.
  const value = Array.from({ length: 10 }, (_, index) => String(index).padEnd(983, `${index}abc`)).join('');
  yield '{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[';
  for (let index = 0; index < items; index += 1) {
    const name = `map-${String(index).padStart(6, '0')}`;
    yield `${index > 0 ? ',' : ''}{"kind":"ConfigMap","metadata":{"name":"${name}","namespace":"default"},"data":{"value":"${value}"}}`;
  }
  yield ']}\n';
}

function expected(): { size: number; hash: string } {
  const hash = createHash('sha256');
  let size = 0;
  for (const part of list()) {
    hash.update(part);
    size += part.length;
  }
  return { size, hash: hash.digest('hex') };
}

const cases: Record<string, { options: (folder: string) => string[]; gzip?: boolean }> = {
  'with no option': { options: () => [] },
  'compressed by the server': { options: () => [], gzip: true },
  'with -v 9': { options: () => ['-v', '9'] },
  // By itself -v 10 records bodies whole.
  'with -v 10 and a limit': { options: () => ['-v', '10', '--capture-limit', '4M'] },
  'with -o jsonl, compressed by the server': { options: () => ['-o', 'jsonl'], gzip: true },
  'with -w x.jsonl': { options: (folder) => ['-w', `${folder}/x.jsonl`] },
  'with -o jsonl': { options: () => ['-o', 'jsonl'] },
};

describe.skipIf(missing.length > 0)(
  `a list of 100 MB passes whole in at most 64 MiB more than idle${reason}`,
  () => {
    const whole = expected();

    for (const [name, { options, gzip = false }] of Object.entries(cases)) {
      it(name, { timeout: 60_000 }, async () => {
        let arrived: (response: ServerResponse) => void = () => undefined;
        const request = new Promise<ServerResponse>((resolve) => {
          arrived = resolve;
        });
        const traced = await startTracedProgram(newestKubectl?.path ?? '', (_request, response) =>
          arrived(response),
        );
        try {
          const running = traced.start([...options(traced.folder), 'get', '--raw', '/api/v1/configmaps']);
          const response = await request;
          // Everything is loaded and waits for the answer.
          await new Promise((resolve) => setTimeout(resolve, 500));
          const idle = running.memory().now;
          response.setHeader('Content-Type', 'application/json');
          if (gzip) response.setHeader('Content-Encoding', 'gzip');
          const source = Readable.from(list());
          if (gzip) await pipeline(source, createGzip({ level: 1 }), response);
          else await pipeline(source, response);
          const end = await running.ended;
          expect({ code: end.code, size: end.stdoutSize, hash: end.stdoutHash }, end.stderr).toEqual({
            code: 0,
            ...whole,
          });
          expect(idle).toBeGreaterThan(20 * MIB);
          const more = (end.peak - idle) / MIB;
          expect(
            more,
            `idle ${Math.round(idle / MIB)} MiB, peak ${Math.round(end.peak / MIB)} MiB`,
          ).toBeLessThanOrEqual(ALLOWED / MIB);
        } finally {
          traced.close();
        }
      });
    }
  },
);

describe.skipIf(missing.length > 0)(`with -v 10, which records bodies whole${reason}`, () => {
  it('no memory fills while they come', { timeout: 60_000 }, async () => {
    let arrived: (response: ServerResponse) => void = () => undefined;
    const request = new Promise<ServerResponse>((resolve) => {
      arrived = resolve;
    });
    const traced = await startTracedProgram(newestKubectl?.path ?? '', (_request, response) =>
      arrived(response),
    );
    try {
      const running = traced.start(['-v', '10', '--no-summary', 'get', '--raw', '/api/v1/configmaps']);
      const response = await request;
      await new Promise((resolve) => setTimeout(resolve, 500));
      const idle = running.memory().now;
      await pipeline(Readable.from(list()), response, { end: false });
      const whole = expected().size;
      // Node has handed it on; kubectl prints the last of it when it has read it.
      const deadline = performance.now() + 20_000;
      while (running.stdoutSize() < whole - MIB && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 20));
      expect(running.stdoutSize()).toBeGreaterThan(whole - MIB);
      const more = (running.memory().peak - idle) / MIB;
      response.end();
      expect((await running.ended).code).toBe(0);
      expect(more, `MiB over the ${Math.round(idle / MIB)} of the idle process`).toBeLessThanOrEqual(
        ALLOWED / MIB,
      );
    } finally {
      traced.close();
    }
  });
});
