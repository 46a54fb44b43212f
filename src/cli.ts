import { isatty } from 'node:tty';
import { type KubectlPart, parseCommandLine } from './args/command-line.ts';
import { isPlugin, sendsNothing } from './args/kubectl-commands.ts';
import { findMisplacedOption } from './args/misplaced-option.ts';
import type { TraceOptions } from './args/options.ts';
import { findProgram } from './client/find-program.ts';
import { type ClientEnd, runClient } from './client/run-client.ts';
import { keepOffSharedStdio, letGoOfSharedStdio } from './client/shared-stdio.ts';
import { dieBy, type SignalWatch, watchSignals } from './client/signals.ts';
import { EXIT_FAULT, EXIT_USAGE, messageOf, UserError } from './errors.ts';
import type { KeptRunFile } from './keep-run.ts';
import { hasKuberc } from './kubeconfig/kuberc.ts';
import { type Resolution, type Resolved, resolveUpstream } from './kubeconfig/resolve.ts';
import { resolveEveryCluster } from './kubeconfig/resolve-all.ts';
import { prepareSandbox } from './sandbox-run.ts';
import { openOutputs } from './trace/open-outputs.ts';
import { createStderrWriter, type ScreenWriter } from './trace/writer.ts';
import { runTraced } from './traced-run.ts';

/** Replaced by the version of package.json when the bundle is made. */
declare const KUBECTL_TRACE_VERSION: string;

/** The program: the command line in, the end of the process out. The only place that ends it. */
export async function main(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  const signals = watchSignals();
  // Until kubectl runs there is nothing of ours that would outlive us.
  signals.onSignal = dieBy;
  const messages = createStderrWriter();
  let end: ClientEnd;
  try {
    end = await run(argv, environment, signals, messages);
  } catch (error) {
    end = { code: sayError(messages, error) };
  }
  const hurry = signals.hurry();
  await messages.close(hurry);
  // Not by exit() then: it would wait for the write that nobody reads.
  endAs(hurry.aborted ? endBySignal(signals) : end, signals);
}

async function run(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  signals: SignalWatch,
  messages: ScreenWriter,
): Promise<ClientEnd> {
  const request = await parseCommandLine(argv);
  switch (request.kind) {
    case 'help':
      process.stdout.write(request.text);
      return { code: 0 };
    case 'version':
      process.stdout.write(`kubectl-trace v${KUBECTL_TRACE_VERSION}\n`);
      return { code: 0 };
    case 'usage':
      messages.write(request.text);
      return { code: EXIT_USAGE };
    case 'sandbox': {
      const { runSandboxCommand } = await import('./sandbox-command.ts');
      return runSandboxCommand(request.command, {
        environment,
        signals,
        say: (text) => say(messages, text),
      });
    }
    case 'show': {
      const { runShowCommand } = await import('./show-command.ts');
      const context = { environment, say: (text: string) => say(messages, text), hurry: signals.hurry };
      return runShowCommand(request.own, request.words, context);
    }
    case 'compare': {
      const { runCompareCommand } = await import('./compare-command.ts');
      const context = { environment, say: (text: string) => say(messages, text) };
      return runCompareCommand(request.words, request.options, context);
    }
    case 'trace':
      return runCommand(request.options, request.kubectl, environment, signals, messages);
  }
}

async function runCommand(
  options: TraceOptions,
  kubectl: KubectlPart,
  environment: NodeJS.ProcessEnv,
  signals: SignalWatch,
  messages: ScreenWriter,
): Promise<ClientEnd> {
  keepOffSharedStdio();
  const kubectlPath = findClient(options, kubectl, environment);
  const runUntouched = (note: string) =>
    runAsItIs(kubectlPath, kubectl, environment, signals, () => say(messages, note));
  if (options.showSecrets !== undefined) say(messages, aboutSecrets(options.showSecrets, isatty(2)));
  // Emptied also where nothing will be traced: what is in them is never an earlier run's.
  const outputs = openOutputs(options.outputs, messages);
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
    startLine: messages.startLine,
    environment,
    signals,
  }).finally(() => {
    // kubectl has ended: from now on a fault must not change how.
    process.on('uncaughtException', (error) => say(messages, `a fault of ours: ${messageOf(error)}`));
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
  for (const note of traced.notes) say(messages, note);
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

/** One line, also where the text (OpenSSL's, say) brings its own ends of lines. */
function say(messages: ScreenWriter, text: string): void {
  messages.write(`kubectl trace: ${text.trim().replaceAll(/\s*\n\s*/g, ' ')}\n`);
}

/** Returns the exit code. What is no UserError is a bug of ours and keeps its stack. */
function sayError(messages: ScreenWriter, error: unknown): number {
  if (!(error instanceof UserError)) {
    messages.write(`kubectl trace: a fault of ours: ${error instanceof Error ? error.stack : error}\n`);
    return EXIT_FAULT;
  }
  say(messages, error.message);
  for (const line of error.excerpt) messages.write(`    ${line}\n`);
  if (error.hint !== undefined) messages.write(`  ${error.hint}\n`);
  return error.exitCode;
}

function endBySignal({ received }: SignalWatch): ClientEnd {
  return { signal: received ?? 'SIGTERM' };
}

/** Ends as kubectl has ended: with its exit code, or by its signal. */
function endAs(end: ClientEnd, signals: SignalWatch): void {
  signals.stop();
  letGoOfSharedStdio();
  if ('code' in end) process.exit(end.code);
  dieBy(end.signal);
}
