import { isatty } from 'node:tty';
import type { KubectlPart } from '../args/command-line.ts';
import { DEFAULT_OPTIONS, type TraceOptions } from '../args/options.ts';
import { type KnownUser, userOfToken } from '../exchange/known-user.ts';
import { createRedactor, type Decoders, type Redact } from '../exchange/redact.ts';
import { redactArguments } from '../exchange/redact-arguments.ts';
import { userOfCertificate } from '../kubeconfig/certificate-user.ts';
import type { Resolved } from '../kubeconfig/resolve.ts';
import { failsafe } from '../render/failsafe.ts';
import { FORMATS, type FormatName } from '../render/formats.ts';
import { createDecodingTrace, type DecodingTrace } from './decoding-trace.ts';
import { createFilter } from './filter.ts';
import { joinTraces, redactOnce } from './joined-traces.ts';
import { createEndsWithinLine } from './kubectl-output.ts';
import type { OpenOutput } from './open-outputs.ts';
import { settingsFor } from './render-settings.ts';
import { isSameOutput, stderrColumns } from './terminal.ts';
import { ownsOurTerminal } from './terminal-owner.ts';
import { createTrace, type Trace } from './trace.ts';

export interface TraceConfiguration {
  kubectlPath: string;
  kubectl: KubectlPart;
  options: TraceOptions;
  resolved: Resolved;
  /** Whom the server knows kubectl as, where that is no question: in the sandbox. */
  user?: KnownUser | undefined;
  /** Each is rendered for itself, from one redaction. */
  outputs: readonly OpenOutput[];
  /** Told when what is on the screen that stderr is may have ended within a line: ours begins a new one. */
  startLine(): void;
  environment: NodeJS.ProcessEnv;
}

/** Assembles redaction, filters, renderers and writers as the options say. */
export async function createConfiguredTrace(configuration: TraceConfiguration): Promise<DecodingTrace> {
  const { options, outputs } = configuration;
  const decoders: Decoders = {};
  const redactor = (showSecrets: boolean) => redactOnce(withUsers(createRedactor({ showSecrets, decoders })));
  const masked = redactor(false);
  const plain = options.showSecrets === undefined ? masked : redactor(true);
  const traces = outputs.map((output) => {
    const isPlain = showsSecrets(options, output);
    return createOutputTrace(configuration, output, isPlain ? plain : masked, isPlain);
  });
  return createDecodingTrace(joinTraces(await Promise.all(traces)), decoders);
}

/** Whether `--show-secrets` is meant for this output: without `=all` only for what is printed on a terminal. */
function showsSecrets({ showSecrets }: TraceOptions, { isPrinted, isKept }: OpenOutput): boolean {
  if (isKept === true) return false;
  return showSecrets === 'all' || (showSecrets === 'terminal' && isPrinted && isatty(2));
}

/** A run is kept with all that it sent. */
const WHOLE = DEFAULT_OPTIONS;

async function createOutputTrace(
  { options, kubectlPath, kubectl, resolved, user, environment, outputs, startLine }: TraceConfiguration,
  { format, isPrinted, isKept = false, writer }: OpenOutput,
  redact: Redact,
  showSecrets: boolean,
): Promise<Trace> {
  const createRenderer = await FORMATS[format].load();
  const { only, hide } = isKept ? WHOLE : options;
  const columns = isPrinted ? stderrColumns() : undefined;
  const renderer = createRenderer(settingsFor(isKept ? WHOLE : options, columns, environment));
  return createTrace({
    run: {
      kubectl: kubectlPath,
      kubectlVersion: undefined,
      context: resolved.contextName === '' ? undefined : resolved.contextName,
      server: withoutPassword(resolved.upstream.server),
      args: showSecrets ? kubectl.args : redactArguments(kubectl.args),
      user: USER_FORMATS.has(format) ? (user ?? userOfCertificate(resolved.upstream.identity)) : undefined,
    },
    redact,
    isShown: createFilter(only, hide),
    renderer: failsafe(renderer),
    writer,
    isHeld: columns !== undefined && ownsOurTerminal(kubectl, environment),
    ...(isPrinted || outputs.every((output) => !output.isPrinted)
      ? {
          startLine: () => isSameOutput() && startLine(),
          endsWithinLine: createEndsWithinLine(kubectl.scanned),
        }
      : {}),
    // Among JSON lines a line of words would be the one that does not parse.
    tellsHidden: isKept ? false : !isPrinted || !FORMATS[format].isMachine,
  });
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

/** A server's URL may hold a name and a password; the first line is for everybody's eyes. */
function withoutPassword(server: URL): string {
  const shown = new URL(server);
  if (shown.password !== '') shown.password = 'masked';
  // A token alone, as in secret-shapes.ts.
  else if (shown.username.length >= 20) shown.username = 'masked';
  return shown.href.replace(/\/$/, '');
}
