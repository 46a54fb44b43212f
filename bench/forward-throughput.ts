import { readFile } from 'node:fs/promises';
import { forwardedPort } from '../test/e2e/streams/forwarded-port.ts';
import type { Running } from '../test/e2e/streams/running.ts';
import { receive, send, startPeer } from './forward-peer.ts';
import { ratiosOf, runPairs, type Side, type Start, withRunning } from './paired-runs.ts';
import { quantile } from './report.ts';

const MEGABYTE = 1_000_000;

/** Bytes a millisecond, and the largest size of the process in KiB: when nothing had passed, a tenth, and all. */
interface Transfer {
  down: number;
  up: number;
  idle: number;
  tenth: number;
  all: number;
}

/**
 * How fast bytes pass through port-forward, first from the pod, then to it, and what memory that takes.
 *
 * @returns a table in Markdown.
 */
export async function compareThroughput(
  start: Start,
  pod: string,
  pairs: number,
  megabytes: number,
): Promise<string> {
  const peer = await startPeer();
  try {
    const args = ['port-forward', pod, `:${peer.port}`];
    const results = await runPairs(pairs, (side) =>
      withRunning(
        start(side, args),
        async (running) => transfer(running, await forwardedPort(running, peer.port), megabytes * MEGABYTE),
        ({ child }) => child.kill('SIGINT'),
      ),
    );
    return describe(results, pairs, megabytes);
  } finally {
    await peer.close();
  }
}

async function transfer({ child }: Running, port: number, size: number): Promise<Transfer> {
  // One byte opens all that a transfer needs.
  await receive(port, 1);
  const idle = await peakSize(child.pid);
  await receive(port, Math.ceil(size / 10));
  await send(port, Math.ceil(size / 10));
  const tenth = await peakSize(child.pid);
  const down = size / (await receive(port, size));
  const up = size / (await send(port, size));
  return { down, up, idle, tenth, all: await peakSize(child.pid) };
}

/** In KiB; of a process of Linux. */
async function peakSize(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
}

function describe(results: Record<Side, Transfer[]>, pairs: number, megabytes: number): string {
  const pick = (side: Side, what: keyof Transfer) => results[side].map((result) => result[what]);
  const speed = (side: Side, what: 'down' | 'up') =>
    ((quantile(pick(side, what), 0.5) * 1000) / MEGABYTE).toFixed(0);
  const row = (what: 'down' | 'up', name: string) => {
    const ratios = ratiosOf(pick('traced', what), pick('untraced', what));
    const [low, middle, high] = [0, 0.5, 1].map((share) => quantile(ratios, share).toFixed(2));
    return `| ${name} | ${speed('untraced', what)} | ${speed('traced', what)} | ${middle} | ${low} – ${high} |`;
  };
  const [idle, tenth, all] = (['idle', 'tenth', 'all'] as const).map((when) =>
    (quantile(pick('traced', when), 0.5) / 1024).toFixed(0),
  );
  return [
    '| | untraced MB/s | traced MB/s | ratio | range |',
    '| --- | ---: | ---: | ---: | ---: |',
    row('down', `${megabytes} MB from the pod`),
    row('up', `${megabytes} MB to the pod`),
    '',
    `${pairs} pairs. The largest size (RSS) of the process that traces: ${idle} MiB when one byte has passed, ${tenth} MiB when ` +
      `${megabytes / 10} MB have passed each way, ${all} MiB when ${megabytes} MB more have.`,
    '',
  ].join('\n');
}
