/**
 * What a traced command costs, beside kubectl alone: whole processes, in one run, on a real API server.
 *
 *   npm run bench            21 rounds
 *   npm run bench -- 41      41 rounds
 *
 * Each round runs every way once, in an order that shifts from round to round, so that a machine whose speed
 * drifts drifts for all. What counts is the ratio to kubectl alone in the same round.
 */
import { cpus } from 'node:os';
import { type Cluster, startCluster } from '../test/e2e/harness/index.ts';
import { newestKubectl } from '../test/e2e/harness/kubectl-binaries.ts';
import { reportToStderr } from '../test/e2e/harness/report.ts';
import { measure, type Way } from './measure.ts';
import { createMitmdump } from './mitmdump.ts';
import { formatReport } from './report.ts';

const MINIMUM_ROUNDS = 15;

async function main(rounds: number): Promise<void> {
  const kubectl = await newestKubectl(reportToStderr);
  const cluster = await startCluster();
  const mitmdump = await createMitmdump(cluster, kubectl);
  try {
    const ways = listWays(kubectl, cluster);
    const all = mitmdump === undefined ? ways : [...ways, mitmdump.way];
    for (const command of COMMANDS) {
      const results = await measure(all, command, rounds);
      process.stdout.write(`${formatReport(command, results, rounds)}\n`);
    }
    const missing = mitmdump === undefined ? '; mitmdump is not installed' : '';
    process.stdout.write(
      `Node ${process.version}, ${cpus().length} processors, ${process.platform}/${process.arch}${missing}\n`,
    );
  } finally {
    await mitmdump?.remove();
    await cluster.stop();
  }
}

const COMMANDS = [
  ['get', 'namespaces'],
  ['apply', '-f', 'examples/web.yaml'],
] as const;

function listWays(kubectl: string, cluster: Cluster): Way[] {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    KUBECONFIG: cluster.kubeconfigs.admin,
    KUBECTL: kubectl,
    HOME: cluster.folder,
  };
  // Both make every start of Node slower, and no user has them set for our sake.
  delete env['NODE_EXTRA_CA_CERTS'];
  delete env['NODE_OPTIONS'];
  const trace = [process.execPath, 'bin/kubectl-trace'];
  return [
    { name: 'kubectl alone', env, argv: (command) => [kubectl, ...command] },
    { name: 'kubectl -v=8', env, argv: (command) => [kubectl, '-v=8', ...command] },
    { name: 'kubectl trace', env, argv: (command) => [...trace, ...command] },
    { name: 'kubectl trace -o jsonl', env, argv: (command) => [...trace, '-o', 'jsonl', ...command] },
    { name: 'an empty Node process', env, argv: () => [process.execPath, '-e', '0'] },
  ];
}

await main(Math.max(MINIMUM_ROUNDS, Number(process.argv[2] ?? 21)));
