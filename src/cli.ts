import { parseCommandLine } from './args/command-line.ts';
import type { ClientEnd } from './client/run-client.ts';
import { letGoOfSharedStdio } from './client/shared-stdio.ts';
import { dieBy, type SignalWatch, watchSignals } from './client/signals.ts';
import { runTraceCommand } from './commands/trace.ts';
import { EXIT_FAULT, EXIT_USAGE, UserError } from './errors.ts';
import { createStderrWriter, type ScreenWriter } from './trace/writer.ts';

/** Replaced by the version of package.json when the bundle is made. */
declare const KUBECTL_TRACE_VERSION: string;

/** The program: the command line in, the end of the process out. The only place that ends it. */
export async function main(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  const signals = watchSignals();
  // Until kubectl runs there is nothing of ours that would outlive us.
  signals.onSignal = dieBy;
  const messages = createStderrWriter();
  let end: ClientEnd | undefined;
  const onEnded = (how: ClientEnd) => {
    end = how;
  };
  try {
    end = await run(argv, environment, signals, messages, onEnded);
  } catch (error) {
    const code = sayError(messages, error);
    end ??= { code };
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
  onEnded: (end: ClientEnd) => void,
): Promise<ClientEnd> {
  const request = await parseCommandLine(argv);
  const context = { environment, signals, say: (text: string) => say(messages, text) };
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
      const { runSandboxCommand } = await import('./commands/sandbox.ts');
      return runSandboxCommand(request.command, context);
    }
    case 'show': {
      const { runShowCommand } = await import('./commands/show.ts');
      return runShowCommand(request.own, request.words, { ...context, hurry: signals.hurry });
    }
    case 'compare': {
      const { runCompareCommand } = await import('./commands/compare.ts');
      return runCompareCommand(request.words, request.options, context);
    }
    case 'trace':
      return runTraceCommand(request.options, request.kubectl, { ...context, screen: messages, onEnded });
  }
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
