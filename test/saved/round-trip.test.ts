import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { readExitStatus } from '../../src/exchange/tunnel-exit.ts';
import { FORMATS } from '../../src/render/formats.ts';
import { toMicroseconds } from '../../src/render/jsonl-tunnel.ts';
import { loadTrace, type SavedTrace } from '../../src/saved/read-trace.ts';
import { exchange, RUN, renderRun } from '../render/factory.ts';
import { createGenerator } from '../render/generator.ts';
import * as stories from '../render/stories.ts';
import { execTunnel, tunnelExchange } from '../render/tunnels.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubectl-trace-saved-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FILES = ['jsonl', 'har'] as const;

async function writeAndRead(format: (typeof FILES)[number], exchanges: Exchange[]): Promise<SavedTrace> {
  const path = join(folder, `run.${format}`);
  writeFileSync(path, renderRun(await FORMATS[format].load(), exchanges));
  return loadTrace(path, { showSecrets: false });
}

const tunnel = execTunnel(true);
/** As the redaction reads it. */
const exit = readExitStatus(tunnel.channels);

const STORIES: Record<string, Exchange[]> = {
  ...Object.fromEntries(
    Object.entries(stories).flatMap(([name, story]) =>
      name === 'podTable' || name === 'podEvent' ? [] : [[name, (story as () => Exchange[])()]],
    ),
  ),
  'a tunnel': [tunnelExchange({ ...tunnel, ...(exit === undefined ? {} : { exit }) })],
  'what was never answered, and what is open': [
    exchange({ id: 1, path: '/api/v1/pods', status: undefined, error: 'refused' }),
    exchange({ id: 2, path: '/api/v1/pods?watch=true', open: true }),
  ],
};

/** As files have times. */
function rounded(it: Exchange): Exchange {
  const round = <T extends object>(times: T): T =>
    Object.fromEntries(
      Object.entries(times).map(([key, value]) => [
        key,
        typeof value === 'number' && key !== 'startedAt' ? toMicroseconds(value) : value,
      ]),
    ) as T;
  return { ...it, timing: round(it.timing), connection: round(it.connection) };
}

describe.each(FILES)('a trace written as %s', (format) => {
  it.each(Object.entries(STORIES))('is read back without loss: %s', async (_, story) => {
    const saved = await writeAndRead(format, story);
    expect(saved).toEqual({ run: RUN, exchanges: story.map(rounded), damage: undefined });
  });

  it.each(Object.entries(STORIES))('gives the same views as the run itself: %s', async (_, story) => {
    const saved = await writeAndRead(format, story);
    for (const [name, { load }] of Object.entries(FORMATS)) {
      const create = await load();
      expect(renderRun(create, saved.exchanges, {}, saved.run), name).toBe(renderRun(create, story));
    }
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))(
    'is read back whatever stands in it (seed %i)',
    async (seed) => {
      const generator = createGenerator(seed);
      const made = Array.from({ length: 12 }, (_, index) => generator.exchange(index + 1));
      const path = join(folder, `random.${format}`);
      writeFileSync(path, renderRun(await FORMATS[format].load(), made));
      const saved = await loadTrace(path, { showSecrets: true });
      expect(saved.damage).toBeUndefined();
      expect(saved.exchanges).toEqual(made.map(rounded));
    },
  );
});
