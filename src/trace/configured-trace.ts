import type { KubectlPart } from '../args/command-line.ts';
import type { TraceOptions } from '../args/options.ts';
import { type KnownUser, userOfToken } from '../exchange/known-user.ts';
import { createRedactor, type Decoders, type Redact } from '../exchange/redact.ts';
import { redactArguments } from '../exchange/redact-arguments.ts';
import { userOfCertificate } from '../kubeconfig/certificate-user.ts';
import type { Resolved } from '../kubeconfig/resolve.ts';
import { failsafe } from '../render/failsafe.ts';
import { FORMATS, type FormatName } from '../render/formats.ts';
import { createDecodingTrace, type DecodingTrace } from './decoding-trace.ts';
import { createFilter } from './filter.ts';
import { createEndsWithinLine } from './kubectl-output.ts';
import { isSameOutput, stderrColumns } from './terminal.ts';
import { ownsOurTerminal } from './terminal-owner.ts';
import { createTrace } from './trace.ts';
import type { TraceWriter } from './writer.ts';

export interface TraceConfiguration {
  kubectlPath: string;
  kubectl: KubectlPart;
  options: TraceOptions;
  resolved: Resolved;
  /** Whom the server knows kubectl as, where that is no question: in the sandbox. */
  user?: KnownUser | undefined;
  writer: TraceWriter;
  /** Told when what is on the screen that stderr is may have ended within a line: ours begins a new one. */
  startLine(): void;
  environment: NodeJS.ProcessEnv;
}

/** Assembles redaction, filters, renderer and writer as the options say. */
export async function createConfiguredTrace({
  options,
  kubectlPath,
  kubectl,
  resolved,
  user,
  environment,
  writer,
  startLine,
}: TraceConfiguration): Promise<DecodingTrace> {
  const createRenderer = await FORMATS[options.output].load();
  const { only, hide } = options;
  const columns = options.write === undefined ? stderrColumns() : undefined;
  const renderer = createRenderer({
    verbosity: options.verbosity,
    discovery: options.discovery,
    color: usesColor(options.color, columns !== undefined, environment),
    width: columns ?? Number.POSITIVE_INFINITY,
    filtered: only.length + hide.length > 0,
    summary: options.summary,
    rbacExpand: options.rbacExpand,
  });
  const decoders: Decoders = {};
  const trace = createTrace({
    run: {
      kubectl: kubectlPath,
      kubectlVersion: undefined,
      context: resolved.contextName === '' ? undefined : resolved.contextName,
      server: withoutPassword(resolved.upstream.server),
      args: options.showSecrets ? kubectl.args : redactArguments(kubectl.args),
      user: USER_FORMATS.has(options.output)
        ? (user ?? userOfCertificate(resolved.upstream.identity))
        : undefined,
    },
    redact: withUsers(createRedactor({ showSecrets: options.showSecrets, decoders })),
    isShown: createFilter(only, hide),
    renderer: failsafe(renderer),
    writer,
    isHeld: columns !== undefined && ownsOurTerminal(kubectl, environment),
    startLine: () => isSameOutput() && startLine(),
    endsWithinLine: createEndsWithinLine(kubectl.scanned),
    // Among JSON lines a line of words would be the one that does not parse.
    tellsHidden: options.write !== undefined || !FORMATS[options.output].isMachine,
  });
  return createDecodingTrace(trace, decoders);
}

/** Formats that name the user; a run that is read back may be shown in any. */
const USER_FORMATS: ReadonlySet<FormatName> = new Set(['audit', 'jsonl', 'har']);

/** A name is no secret, and only the token itself tells it. */
function withUsers(redact: Redact): Redact {
  return (recorded) => {
    const exchange = redact(recorded);
    const user = userOfToken(recorded.request.headers);
    return user === undefined ? exchange : { ...exchange, request: { ...exchange.request, user } };
  };
}

/** https://no-color.org: any value that is not empty switches colours off. */
function usesColor(
  when: 'auto' | 'always' | 'never',
  onTerminal: boolean,
  environment: NodeJS.ProcessEnv,
): boolean {
  if (when !== 'auto') return when === 'always';
  return onTerminal && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

/** A server's URL may hold a name and a password; the first line is for everybody's eyes. */
function withoutPassword(server: URL): string {
  const shown = new URL(server);
  if (shown.password !== '') shown.password = 'masked';
  return shown.href.replace(/\/$/, '');
}
