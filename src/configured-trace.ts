import { createRedactor } from './exchange/redact.ts';
import { failsafe } from './render/failsafe.ts';
import { FORMATS } from './render/formats.ts';
import { createFilter } from './trace/filter.ts';
import { stderrColumns } from './trace/terminal.ts';
import { createTrace, type Trace } from './trace/trace.ts';
import type { TracedRun } from './traced-run.ts';

/** Assembles redaction, filters, renderer and writer as the options say. */
export async function createConfiguredTrace({
  options,
  kubectlPath,
  kubectl,
  resolved,
  environment,
  writer,
}: TracedRun): Promise<Trace> {
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
  });
  return createTrace({
    run: {
      kubectl: kubectlPath,
      kubectlVersion: undefined,
      context: resolved.contextName === '' ? undefined : resolved.contextName,
      server: resolved.upstream.server.href.replace(/\/$/, ''),
      args: kubectl.args,
    },
    redact: createRedactor({ showSecrets: options.showSecrets }),
    isShown: createFilter(only, hide),
    renderer: failsafe(renderer),
    writer,
  });
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
