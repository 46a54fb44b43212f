import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { startCluster } from './cluster.ts';
import { ensureKubectl, kubectlVersions, newestKubectl } from './kubectl-binaries.ts';
import { reportToStderr } from './report.ts';
import { createWebPod } from './web-pod.ts';

const usage = `usage: cluster-cli run -- <command…>   run a command with KUBECONFIG set to a new test cluster,
                                        and KUBECTL to a kubectl that fits it
       cluster-cli streams -- <command…>  the same, with pod default/web: two containers, app and sidecar, that run
                                        as processes, for exec, attach, cp, logs and port-forward
       cluster-cli bare -- <command…>  the same, with kube-apiserver alone: no controllers, no objects
       cluster-cli kubectl <version>    print the path of a kubectl: ${kubectlVersions.join(', ')}
`;

/** @returns the exit code. */
async function main([verb, ...rest]: string[]): Promise<number> {
  if (isClusterVerb(verb) && rest[0] === '--' && rest[1] !== undefined)
    return runInCluster(verb, rest[1], rest.slice(2));
  const version = kubectlVersions.find((known) => known === rest[0]);
  if (verb === 'kubectl' && version !== undefined) {
    process.stdout.write(`${await ensureKubectl(version, reportToStderr)}\n`);
    return 0;
  }
  process.stderr.write(usage);
  return 2;
}

type ClusterVerb = 'run' | 'streams' | 'bare';

function isClusterVerb(verb: string | undefined): verb is ClusterVerb {
  return verb === 'run' || verb === 'streams' || verb === 'bare';
}

async function runInCluster(verb: ClusterVerb, command: string, args: string[]): Promise<number> {
  const kubectl = await newestKubectl(reportToStderr);
  const cluster = await startCluster({ kind: verb === 'bare' ? 'bare' : 'full' });
  try {
    if (verb === 'streams') await createWebPod(cluster);
    const env = { ...process.env, KUBECONFIG: cluster.kubeconfigs.admin, KUBECTL: kubectl };
    const child = spawn(command, args, { stdio: 'inherit', env });
    const stopListening = leaveSignalsTo(child);
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    stopListening();
    // As a shell reports a death by signal.
    return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  } finally {
    await cluster.stop();
  }
}

/** The command decides what a signal means; we stay until it has ended, to stop the cluster. */
function leaveSignalsTo(child: ChildProcess): () => void {
  // A terminal sends Ctrl-C to the command as well as to us: passing it on would double it.
  const ignore = () => {};
  const passOn = () => child.kill('SIGTERM');
  process.on('SIGINT', ignore);
  process.on('SIGTERM', passOn);
  return () => {
    process.off('SIGINT', ignore);
    process.off('SIGTERM', passOn);
  };
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
