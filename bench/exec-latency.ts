import { on } from 'node:events';
import type { Running } from '../test/e2e/streams/running.ts';
import { ratiosOf, runPairs, type Side, type Start, withRunning } from './paired-runs.ts';
import { quantile } from './report.ts';

/** Round trips at the beginning of each run that are not counted. */
const WARM_UP = 50;

/**
 * How long a line takes to `cat` in a container and back, through one exec that is running.
 *
 * @returns a table in Markdown.
 */
export async function compareLatency(
  start: Start,
  pod: string,
  pairs: number,
  trips: number,
): Promise<string> {
  const args = ['exec', '-i', pod, '-c', 'app', '--', 'cat'];
  const results = await runPairs(pairs, (side) =>
    withRunning(
      start(side, args),
      (running) => timeTrips(running, trips),
      ({ child }) => child.stdin?.end(),
    ),
  );
  const medians = (side: Side) => results[side].map((times) => quantile(times, 0.5));
  const ratios = ratiosOf(medians('traced'), medians('untraced'));
  const row = (side: Side) => {
    const all = results[side].flat();
    const [middle, high] = [0.5, 0.9].map((share) => quantile(all, share).toFixed(2));
    return `| ${side} | ${middle} | ${high} |`;
  };
  const [low, middle, high] = [0, 0.5, 1].map((share) => quantile(ratios, share).toFixed(2));
  return [
    '| | median ms | 90 % within ms |',
    '| --- | ---: | ---: |',
    row('untraced'),
    row('traced'),
    '',
    `Ratio of the medians of a pair: ${middle} (${low} – ${high}; ${pairs} pairs of ${trips} round trips).`,
    '',
  ].join('\n');
}

/** Milliseconds, one a round trip. */
async function timeTrips({ child }: Running, trips: number): Promise<number[]> {
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('it has no pipes');
  const chunks = on(stdout, 'data', { close: ['close'] });
  const times: number[] = [];
  for (let trip = -WARM_UP; trip < trips; trip += 1) {
    const line = `line ${trip}\n`;
    const sent = performance.now();
    stdin.write(line);
    let echo = '';
    while (echo.length < line.length) {
      const { done, value } = await chunks.next();
      if (done === true) throw new Error(`stdout ended after ${trip + WARM_UP} round trips`);
      echo += String(value[0]);
    }
    const elapsed = performance.now() - sent;
    if (echo !== line) throw new Error(`${JSON.stringify(line)} came back as ${JSON.stringify(echo)}`);
    if (trip >= 0) times.push(elapsed);
  }
  return times;
}
