import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** One way to run a kubectl command. */
export interface Way {
  name: string;
  env: NodeJS.ProcessEnv;
  argv(command: readonly string[]): string[];
}

export interface Result {
  name: string;
  /** Wall-clock milliseconds, one a round. */
  milliseconds: number[];
  /** To the first way in the same round. */
  ratios: number[];
}

/**
 * Runs every way once a round, after one round that is not counted (it warms kubectl's caches).
 * @throws where a run fails.
 */
export async function measure(
  ways: readonly Way[],
  command: readonly string[],
  rounds: number,
): Promise<Result[]> {
  const times = ways.map(() => [] as number[]);
  for (let round = -1; round < rounds; round++) {
    for (let step = 0; step < ways.length; step++) {
      const index = (step + Math.max(0, round)) % ways.length;
      const way = ways[index];
      if (way === undefined) continue;
      const elapsed = await timeOnce(way, command);
      if (round >= 0) times[index]?.push(elapsed);
    }
  }
  const base = times[0] ?? [];
  return ways.map(({ name }, index) => {
    const milliseconds = times[index] ?? [];
    return {
      name,
      milliseconds,
      ratios: milliseconds.map((value, round) => value / (base[round] ?? Number.NaN)),
    };
  });
}

async function timeOnce(way: Way, command: readonly string[]): Promise<number> {
  const [file = '', ...args] = way.argv(command);
  const start = performance.now();
  const child = spawn(file, args, { env: way.env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 });
  child.stdout.resume();
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-2000);
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  const elapsed = performance.now() - start;
  if (code !== 0) throw new Error(`${way.name} ended with ${code}: ${errors}`);
  return elapsed;
}
