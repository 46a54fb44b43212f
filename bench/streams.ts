/**
 * What a trace costs on streams: exec and port-forward on a real API server, by WebSocket and by SPDY.
 *
 *   npm run bench:streams                                  1 GB each way, 5 pairs of exec, 3 of port-forward
 *   npm run bench:streams -- --megabytes 100 --forwards 1  smaller
 *
 * Traced and untraced runs take turns, and what counts is the ratio of the two of a pair.
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type Cluster, type KubectlVersion, startCluster } from '../test/e2e/harness/index.ts';
import { createWebPod } from '../test/e2e/harness/web-pod.ts';
import { startProgram } from '../test/e2e/streams/running.ts';
import { compareLatency } from './exec-latency.ts';
import { compareThroughput } from './forward-throughput.ts';
import type { Start } from './paired-runs.ts';

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '1000' },
    /** Pairs of runs of `port-forward`. */
    forwards: { type: 'string', default: '3' },
    /** Pairs of runs of `exec`. */
    execs: { type: 'string', default: '5' },
    /** Round trips in each `exec`. */
    trips: { type: 'string', default: '300' },
  },
});

/** Which of the harness speaks which protocol after `101`. */
const CLIENTS: readonly { version: KubectlVersion; protocol: string }[] = [
  { version: 'v1.35', protocol: 'WebSocket' },
  { version: 'v1.24', protocol: 'SPDY' },
];

/** Milliseconds; 1 GB on a machine that is not alone. */
const TIMEOUT = 15 * 60_000;

async function main(): Promise<void> {
  const [load = 0] = loadavg();
  process.stdout.write(
    `Node ${process.version}, ${cpus().length} processors, load ${load.toFixed(1)} at the start\n\n`,
  );
  const cluster = await startCluster();
  try {
    const pod = await createWebPod(cluster);
    for (const { version, protocol } of CLIENTS) {
      const start = starter(cluster, await cluster.kubectl(version));
      const name = `kubectl ${version.slice(1)} (${protocol})`;
      const latency = await compareLatency(start, pod, count(values.execs), count(values.trips));
      process.stdout.write(`\`exec -i\` of \`cat\`, ${name}:\n\n${latency}\n`);
      const throughput = await compareThroughput(start, pod, count(values.forwards), count(values.megabytes));
      process.stdout.write(`\`port-forward\`, ${name}:\n\n${throughput}\n`);
    }
  } finally {
    await cluster.stop();
  }
}

function starter(cluster: Cluster, kubectl: string): Start {
  const env = {
    KUBECONFIG: cluster.kubeconfigs.admin,
    KUBECTL: kubectl,
    HOME: cluster.folder,
    // What makes every start of Node slower, or is the user's own.
    NODE_EXTRA_CA_CERTS: undefined,
    NODE_OPTIONS: undefined,
    XDG_STATE_HOME: undefined,
    KUBECTL_REMOTE_COMMAND_WEBSOCKETS: undefined,
    KUBECTL_PORT_FORWARD_WEBSOCKETS: undefined,
  };
  return (side, args) => {
    const [file, words] =
      side === 'traced' ? [process.execPath, ['bin/kubectl-trace', ...args]] : [kubectl, args];
    return startProgram(file, words, { env, cwd: process.cwd(), stdin: 'open', timeoutMs: TIMEOUT });
  };
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${text}: expected a whole number from 1 on`);
  return number;
}

await main();
