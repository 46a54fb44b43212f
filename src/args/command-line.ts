import { UserError } from '../errors.ts';
import { type ScannedFlags, scanKubectlFlags } from './kubectl-flags.ts';
import { DEFAULT_OPTIONS, type TraceOptions } from './options.ts';
import { splitArguments } from './split.ts';

/** What a command line asks for. */
export type Invocation =
  | { kind: 'trace'; options: TraceOptions; kubectl: KubectlPart }
  | { kind: 'help'; text: string }
  | { kind: 'version' }
  /** Nothing to run: the usage goes to stderr. */
  | { kind: 'usage'; text: string };

export interface KubectlPart {
  /** As they were typed. */
  args: readonly string[];
  scanned: ScannedFlags;
}

/**
 * Reads the command line (without node and the script).
 * @throws UserError for what is wrong with our own part; kubectl's part is kubectl's to judge.
 */
export async function parseCommandLine(argv: readonly string[]): Promise<Invocation> {
  const { own, kubectl } = splitArguments(argv);
  if (kubectl[0] === '--') {
    throw new UserError("tracing another program by '-- PROGRAM' is not supported yet", {
      hint: "for a kubectl command leave out the '--': kubectl trace [options] <kubectl command>",
    });
  }
  const request = await parseOwn(own);
  if (request.kind !== 'trace') return request;
  if (kubectl.length === 0) return { kind: 'usage', text: (await import('./parse.ts')).formatHelp() };
  return {
    kind: 'trace',
    options: request.options,
    kubectl: { args: kubectl, scanned: scanKubectlFlags(kubectl) },
  };
}

/** commander is loaded only where there is something for it to parse. */
async function parseOwn(own: readonly string[]) {
  if (own.length === 0) return { kind: 'trace', options: DEFAULT_OPTIONS } as const;
  return (await import('./parse.ts')).parseOwnOptions(own);
}
