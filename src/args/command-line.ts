import { UserError } from '../errors.ts';
import { type ScannedFlags, scanKubectlFlags } from './kubectl-flags.ts';
import { DEFAULT_OPTIONS, type TraceOptions } from './options.ts';
import { parseSandboxCommand, type SandboxCommand } from './sandbox-command.ts';
import { splitArguments } from './split.ts';

/** What a command line asks for. */
export type Invocation =
  | { kind: 'trace'; options: TraceOptions; kubectl: KubectlPart }
  | { kind: 'help'; text: string }
  | { kind: 'version' }
  | { kind: 'sandbox'; command: SandboxCommand }
  /** The words behind `compare`, which src/commands/compare.ts reads. */
  | { kind: 'compare'; words: readonly string[]; options: TraceOptions }
  /** Our options before `show`, and the words behind it, which src/commands/show.ts reads. */
  | { kind: 'show'; own: readonly string[]; words: readonly string[] }
  /** Nothing to run: the usage goes to stderr. */
  | { kind: 'usage'; text: string };

export interface KubectlPart {
  /** What runs in kubectl's place (`-- helm list`); undefined for kubectl. */
  program: string | undefined;
  /** As they were typed; kubectl's, or the program's. */
  args: readonly string[];
  scanned: ScannedFlags;
}

/**
 * Reads the command line (without node and the script).
 * @throws UserError for what is wrong with our own part; kubectl's part is kubectl's to judge.
 */
export async function parseCommandLine(argv: readonly string[]): Promise<Invocation> {
  const { own, kubectl } = splitArguments(argv);
  const request = await parseOwn(own);
  if (request.kind !== 'trace') return request;
  if (kubectl.length === 0) return { kind: 'usage', text: (await import('./parse.ts')).formatHelp() };
  if (kubectl[0] === 'sandbox') {
    const command = parseSandboxCommand(kubectl.slice(1), request.options.sandboxUser);
    return 'help' in command ? { kind: 'help', text: command.help } : { kind: 'sandbox', command };
  }
  if (kubectl[0] === 'show') return { kind: 'show', own, words: kubectl.slice(1) };
  if (kubectl[0] === 'compare') return { kind: 'compare', words: kubectl.slice(1), options: request.options };
  return { kind: 'trace', options: request.options, kubectl: readClient(kubectl) };
}

/** Another program behind `--`, else kubectl. A program's own flags are nothing to us. */
function readClient(words: string[]): KubectlPart {
  if (words[0] !== '--') return { program: undefined, args: words, scanned: scanKubectlFlags(words) };
  const [, program, ...args] = words;
  if (program === undefined) {
    throw new UserError("there is no program behind '--'", {
      hint: 'kubectl trace [options] -- PROGRAM [ARGUMENTS], such as: kubectl trace -- helm list',
    });
  }
  return { program, args, scanned: scanKubectlFlags([]) };
}

/** commander is loaded only where there is something for it to parse. */
async function parseOwn(own: readonly string[]) {
  if (own.length === 0) return { kind: 'trace', options: DEFAULT_OPTIONS } as const;
  return (await import('./parse.ts')).parseOwnOptions(own);
}
