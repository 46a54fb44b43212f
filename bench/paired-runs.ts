import type { Running } from '../test/e2e/streams/running.ts';

/** kubectl with us, or by itself. */
export type Side = 'untraced' | 'traced';

/** Starts a kubectl command; its stdin stays open. */
export type Start = (side: Side, args: readonly string[]) => Running;

/**
 * Measures both sides `pairs` times in turn; who is first changes from pair to pair.
 *
 * @returns one result a pair.
 */
export async function runPairs<Result>(
  pairs: number,
  measureOnce: (side: Side) => Promise<Result>,
): Promise<Record<Side, Result[]>> {
  const results: Record<Side, Result[]> = { untraced: [], traced: [] };
  for (let pair = 0; pair < pairs; pair += 1) {
    const order: readonly Side[] = pair % 2 === 0 ? ['untraced', 'traced'] : ['traced', 'untraced'];
    for (const side of order) results[side].push(await measureOnce(side));
  }
  return results;
}

/** Does something with a command that is running, then ends it, and waits for its end whatever has happened. */
export async function withRunning<Result>(
  running: Running,
  use: (running: Running) => Promise<Result>,
  end: (running: Running) => void,
): Promise<Result> {
  const endedEarly = running.ended.then((ended) => {
    throw new Error(`it ended with ${ended.code ?? ended.signal}: ${ended.stderr}`);
  });
  endedEarly.catch(() => {});
  try {
    const result = await Promise.race([use(running), endedEarly]);
    end(running);
    return result;
  } catch (error) {
    running.child.kill('SIGTERM');
    throw error;
  } finally {
    await running.ended.catch(() => {});
  }
}

/** The ratio of each pair. */
export function ratiosOf(over: readonly number[], under: readonly number[]): number[] {
  return over.map((value, pair) => value / (under[pair] ?? Number.NaN));
}
