import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WatchEvent } from '../../../src/sandbox/model/state.ts';
import { openState } from '../../../src/sandbox/state/index.ts';
import { random as createRandom } from '../../exchange/random.ts';
import { configMap, names, seed, temporaryState } from './factory.ts';

const writer = fileURLToPath(new URL('writer.ts', import.meta.url));

/** Starts a process that writes, and gathers what was acknowledged to it. */
function startWriter(path: string, name: string): { child: ChildProcess; output: () => string[] } {
  const child = spawn(process.execPath, ['--import', 'tsx', writer, path, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  return { child, output: () => text.split('\n').slice(0, -1) };
}

describe('several processes on one file', () => {
  const number = Number(process.env.SEED ?? Date.now() % 1_000_000);

  it(`keep every write that was acknowledged, whenever they are killed (SEED=${number})`, {
    timeout: 60_000,
  }, async () => {
    const random = createRandom(number);
    const path = temporaryState();
    const acknowledged: string[] = [];
    for (let round = 0; round < 4; round++) {
      const writers = [0, 1, 2].map((index) => startWriter(path, `r${round}w${index}`));
      await Promise.all(
        writers.map(async ({ child, output }) => {
          while (output().length === 0) await pause(5);
          await pause(random() * 300);
          child.kill('SIGKILL');
          await once(child, 'close');
          acknowledged.push(...output());
        }),
      );
    }
    expect(acknowledged.filter((line) => line.startsWith('!'))).toEqual([]);
    const state = openState({ path, seed, notice: (text) => expect.unreachable(text) });
    const kept = new Set(names(state.read().list('configmaps')));
    const isRemoved = (line: string) => {
      const [, name, count] = /^(.*)-(\d+)$/.exec(line) ?? [];
      return Number(count) % 3 === 1 && acknowledged.includes(`${name}-${Number(count) + 1}`);
    };
    expect(acknowledged.length).toBeGreaterThan(20);
    // The one after the last acknowledged may have been written, and have removed the one before it.
    const missing = acknowledged.filter((line) => !kept.has(line) && Number(line.split('-')[1]) % 3 !== 1);
    expect(missing).toEqual([]);
    expect(acknowledged.filter((line) => kept.has(line) && isRemoved(line))).toEqual([]);
    // Nobody has counted on a number that somebody else had counted on.
    const shared = state.read().get('configmaps', 'default', 'shared')?.data as Record<string, string>;
    expect(Number(shared.count)).toBeGreaterThanOrEqual(acknowledged.length);
    expect(Number(shared.count)).toBeLessThanOrEqual(acknowledged.length + 12);
    await state.close();
    expect(readdirSync(dirname(path)).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it("see each other's writes, and watch them", async () => {
    const path = temporaryState();
    const [one, other] = [openState({ path, seed }), openState({ path, seed })];
    const events: WatchEvent[] = [];
    const stop = one.watch('configmaps', 2, (more) => events.push(...more));
    await other.commit((transaction) => transaction.put('configmaps', configMap('a')));
    expect(one.read().get('configmaps', 'default', 'a')).toBeDefined();
    await one.commit((transaction) => transaction.put('configmaps', configMap('b')));
    await other.commit((transaction) => transaction.put('configmaps', configMap('c')));
    // Told by the file system, or by the poll.
    while (events.length < 3) await pause(10);
    expect(events.map(({ object }) => object.metadata.name)).toEqual(['a', 'b', 'c']);
    stop();
    await Promise.all([one.close(), other.close()]);
  });

  it('go on through a compaction by either of them', async () => {
    const path = temporaryState();
    const [one, other] = [openState({ path, seed }), openState({ path, seed })];
    const filler = 'x'.repeat(20_000);
    for (let count = 0; count < 150; count++) {
      const state = count % 2 === 0 ? one : other;
      await state.commit((transaction) =>
        transaction.put('configmaps', configMap(`c${count % 5}`, { count: String(count), filler })),
      );
    }
    expect(statSync(path).size).toBeLessThan(2_000_000);
    const later = openState({ path, seed });
    for (const state of [one, other, later]) {
      const counts = state
        .read()
        .list('configmaps')
        .map(({ data }) => Number((data as { count: string }).count));
      expect(counts).toEqual([145, 146, 147, 148, 149]);
      expect(state.read().resourceVersion).toBe(152);
      await state.close();
    }
    expect(readdirSync(dirname(path))).toEqual(['sandbox.jsonl']);
  });
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
