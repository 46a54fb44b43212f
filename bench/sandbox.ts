/**
 * What the sandbox costs.
 *
 *   npm run bench:sandbox            21 rounds
 *
 * First `get namespaces` traced in the sandbox, beside the same traced on a real API server: whole processes in turn.
 * Then 10,000 objects: created, listed and watched by one client, in a process of their own.
 */
import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { promisify } from 'node:util';
import { startCluster } from '../test/e2e/harness/index.ts';
import { newestKubectl } from '../test/e2e/harness/kubectl-binaries.ts';
import { reportToStderr } from '../test/e2e/harness/report.ts';
import { measure } from './measure.ts';
import { formatReport } from './report.ts';

const MINIMUM_ROUNDS = 15;
const OBJECTS = 10_000;

async function main(rounds: number): Promise<void> {
  const kubectl = await newestKubectl(reportToStderr);
  const cluster = await startCluster({ kind: 'bare' });
  try {
    const env: NodeJS.ProcessEnv = { ...process.env, KUBECTL: kubectl, HOME: cluster.folder };
    for (const name of ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'XDG_STATE_HOME']) delete env[name];
    const trace = [process.execPath, 'bin/kubectl-trace'];
    const onCluster = { ...env, KUBECONFIG: cluster.kubeconfigs.admin };
    const ways = [
      {
        name: 'on a real server',
        env: onCluster,
        argv: (command: readonly string[]) => [...trace, ...command],
      },
      {
        name: 'in the sandbox',
        env,
        argv: (command: readonly string[]) => [...trace, '--sandbox', ...command],
      },
    ];
    const command = ['get', 'namespaces'];
    process.stdout.write(`${formatReport(command, await measure(ways, command, rounds), rounds)}\n`);
  } finally {
    await cluster.stop();
  }
  const { stdout } = await promisify(execFile)('npx', ['tsx', 'bench/sandbox-load.ts', String(OBJECTS)]);
  process.stdout.write(stdout);
  process.stdout.write(
    `Node ${process.version}, ${cpus().length} processors, ${process.platform}/${process.arch}\n`,
  );
}

await main(Math.max(MINIMUM_ROUNDS, Number(process.argv[2] ?? 21)));
