import { isatty } from 'node:tty';
import type { KubectlPart } from '../args/command-line.ts';
import { isPlugin, sendsNothing } from '../args/kubectl-commands.ts';
import { findMisplacedOption } from '../args/misplaced-option.ts';
import type { TraceOptions } from '../args/options.ts';
import { findProgram } from '../client/find-program.ts';
import { type ClientEnd, runClient } from '../client/run-client.ts';
import { keepOffSharedStdio } from '../client/shared-stdio.ts';
import type { SignalWatch } from '../client/signals.ts';
import { messageOf, UserError } from '../errors.ts';
import { hasKuberc } from '../kubeconfig/kuberc.ts';
import { type Resolution, type Resolved, resolveUpstream } from '../kubeconfig/resolve.ts';
import { resolveEveryCluster } from '../kubeconfig/resolve-all.ts';
import { openOutputs } from '../trace/open-outputs.ts';
import type { ScreenWriter } from '../trace/writer.ts';
import type { KeptRunFile } from './keep-run.ts';
import { prepareSandbox } from './sandbox-run.ts';
import { runTraced } from './traced-run.ts';

export interface TraceContext {
  environment: NodeJS.ProcessEnv;
  signals: SignalWatch;
  /** Where the trace goes that is printed, and our messages. */
  screen: ScreenWriter;
  /** Lines for a person: to stderr. */
  say: (text: string) => void;
  /** Called as soon as kubectl has ended: whatever fails afterwards, that is how. */
  onEnded: (end: ClientEnd) => void;
}

/**
 * Runs `kubectl trace <command>`: kubectl through the proxy, or untouched where nothing of it can be traced.
 *
 * @returns how kubectl ended
 * @throws UserError where it cannot be run as asked; it has not run then
 */
export async function runTraceCommand(
  options: TraceOptions,
  kubectl: KubectlPart,
  { environment, signals, screen, say, onEnded }: TraceContext,
): Promise<ClientEnd> {
  keepOffSharedStdio();
  const kubectlPath = findClient(options, kubectl, environment);
  const runUntouched = (note: string) =>
    runAsItIs(kubectlPath, kubectl, environment, signals, () => say(note));
  if (options.showSecrets !== undefined) say(aboutSecrets(options.showSecrets, isatty(2)));
  // Emptied also where nothing will be traced: what is in them is never an earlier run's.
  const outputs = openOutputs(options.outputs, screen);
  const isKubectl = kubectl.program === undefined;
  if (isKubectl && sendsNothing(kubectl.scanned))
    return runUntouched('no API requests: this command runs untouched');
  const sandbox =
    options.sandboxUser === undefined ? undefined : prepareSandbox(kubectl, options.sandboxUser, environment);
  const resolved = sandbox?.resolved ?? (await resolveCluster(kubectl, environment));
  if (resolved.kind === 'untouched') return runUntouched(`not traced: ${resolved.reason}`);
  if (resolved.kind === 'unsupported')
    throw new UserError(`not supported yet: ${resolved.what}`, { hint: resolved.hint });

  const kept = await keepThisRun(environment, kubectlPath, kubectl);
  const traced = await runTraced({
    kubectlPath,
    kubectl,
    options,
    resolved,
    user: sandbox?.user,
    outputs: kept.file === undefined ? outputs : [...outputs, kept.file.output],
    startLine: screen.startLine,
    environment,
    signals,
    onEnded,
  }).finally(() => {
    // kubectl has ended: from now on a fault must not change how.
    process.on('uncaughtException', (error) => say(`a fault of ours: ${messageOf(error)}`));
    return sandbox?.close();
  });
  const unkept = await kept.file?.finish(traced?.end, signals.hurry());
  if (traced === undefined) {
    const hint = isDefaultCluster(resolved) ? `; ${TRY_SANDBOX}` : '';
    return runUntouched(`not traced: the server cannot be reached${hint}`);
  }
  const hurry = signals.hurry();
  const files = outputs.filter(({ isPrinted }) => !isPrinted);
  const faults = await Promise.all(files.map(({ writer }) => writer.close(hurry)));
  traced.notes.push(...[...faults, kept.note, unkept].filter((fault) => fault !== undefined));
  traced.notes.push(...hintsFor(kubectl, traced.end), ...(sandbox?.notes ?? []));
  for (const note of traced.notes) say(note);
  return traced.end;
}

/** Where the environment asks for it; a fault there costs a note. */
async function keepThisRun(
  environment: NodeJS.ProcessEnv,
  kubectlPath: string,
  kubectl: KubectlPart,
): Promise<{ file?: KeptRunFile; note?: string }> {
  if (!environment.KUBECTL_TRACE_KEEP) return {};
  const { keepRun } = await import('./keep-run.ts');
  const kept = keepRun(environment, kubectlPath, kubectl);
  return typeof kept === 'string' ? { note: kept } : kept === undefined ? {} : { file: kept };
}

/** Where the program would go by the user's own kubeconfigs. */
function resolveCluster(
  { program, scanned }: KubectlPart,
  environment: NodeJS.ProcessEnv,
): Promise<Resolution> {
  const { connection } = scanned;
  const mayChangeCluster =
    program !== undefined || isPlugin(scanned) || hasKuberc(connection.kuberc, environment);
  return (mayChangeCluster ? resolveEveryCluster : resolveUpstream)(connection, environment);
}

/** kubectl exactly as without us: the arguments, the environment, the terminal. */
async function runAsItIs(
  kubectlPath: string,
  kubectl: KubectlPart,
  environment: NodeJS.ProcessEnv,
  signals: SignalWatch,
  note: () => void,
): Promise<ClientEnd> {
  const client = runClient(kubectlPath, kubectl.args, environment);
  signals.onSignal = (signal, passOn) => passOn && client.signal(signal);
  const end = await client.ended;
  note();
  return end;
}

/** The program behind `--`, else kubectl. */
function findClient(options: TraceOptions, { program }: KubectlPart, environment: NodeJS.ProcessEnv): string {
  if (program !== undefined)
    return findProgram(program, { from: undefined, hint: PROGRAM_HINT }, environment);
  const hint = 'install kubectl, or name it by --kubectl PATH or the environment variable KUBECTL';
  if (options.kubectl !== undefined)
    return findProgram(options.kubectl, { from: '--kubectl', hint }, environment);
  const named = environment.KUBECTL;
  if (named) return findProgram(named, { from: 'the environment variable KUBECTL', hint }, environment);
  return findProgram('kubectl', { from: undefined, hint }, environment);
}

const PROGRAM_HINT = "behind '--' stands a program; for a kubectl command leave the '--' out";

const TRY_SANDBOX = "no cluster is configured: 'kubectl trace --sandbox …' works without one";

/** Whether kubectl falls back to localhost:8080, for want of anything else. */
function isDefaultCluster({ cluster, upstream: { server } }: Resolved): boolean {
  return cluster === undefined && server.protocol === 'http:' && server.host === 'localhost:8080';
}

function aboutSecrets(where: 'terminal' | 'all', onTerminal: boolean): string {
  if (where === 'terminal' && !onTerminal)
    return 'secrets stay masked: stderr is no terminal; --show-secrets=all shows them in files and pipes too';
  return 'secrets are shown: do not share this trace';
}

/** What a person may have meant otherwise. */
function hintsFor({ scanned }: KubectlPart, end: ClientEnd): string[] {
  const hints: string[] = [];
  if (Number(scanned.verbosity ?? 0) >= 6) {
    hints.push(
      "-v behind the verb turns on kubectl's own log, which does not mask Secrets; before the verb it sets how much this trace shows: kubectl trace -v 8 …",
    );
  }
  const misplaced = findMisplacedOption(scanned);
  if (misplaced !== undefined && !('code' in end && end.code === 0)) {
    hints.push(`${misplaced} is an option of kubectl trace and stands before the kubectl command`);
  }
  return hints;
}
