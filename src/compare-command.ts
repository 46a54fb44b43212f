import { type CompareCommand, parseCompareCommand } from './args/compare-command.ts';
import type { TraceOptions } from './args/options.ts';
import type { ClientEnd } from './client/run-client.ts';
import { compareRuns } from './compare/compare-runs.ts';
import { hasDifferences } from './compare/comparison.ts';
import { formatJsonReport } from './compare/report-json.ts';
import { formatReport, type Side } from './compare/report-text.ts';
import type { Exchange } from './exchange/exchange.ts';
import { createPaint } from './render/paint.ts';
import { loadTrace } from './saved/read-trace.ts';
import { createFilter } from './trace/filter.ts';

export interface CompareContext {
  environment: NodeJS.ProcessEnv;
  /** Lines for a person: to stderr. */
  say: (text: string) => void;
}

/**
 * Runs `kubectl trace compare …`. The report goes to stdout; the exit code is that of diff(1): 0 without a difference, 1
 * with one.
 * @throws UserError for wrong words and for files that cannot be read
 */
export async function runCompareCommand(
  words: readonly string[],
  options: TraceOptions,
  { environment, say }: CompareContext,
): Promise<ClientEnd> {
  const command = parseCompareCommand(words, options);
  if ('help' in command) {
    await print(command.help);
    return { code: 0 };
  }
  const [a, b] = await loadSides(command, say);
  const comparison = compareRuns(a.exchanges, b.exchanges, command);
  const { stdout } = process;
  const text =
    command.output === 'json'
      ? formatJsonReport(comparison, a, b)
      : formatReport(comparison, a, b, {
          paint: createPaint(usesColor(command.color, stdout.isTTY, environment)),
          width: stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY,
          all: command.all,
        });
  await print(text);
  return { code: hasDifferences(comparison) ? 1 : 0 };
}

type LoadedSide = Side & { exchanges: Exchange[] };

async function loadSides(
  command: CompareCommand,
  say: (text: string) => void,
): Promise<[LoadedSide, LoadedSide]> {
  const isShown = createFilter(command.only, command.hide);
  const load = async (path: string): Promise<LoadedSide> => {
    const { exchanges, damage } = await loadTrace(path, { showSecrets: false });
    if (damage !== undefined) say(damage);
    const shown = exchanges.filter(isShown).sort((x, y) => x.id - y.id);
    const hidden = exchanges.length - shown.length;
    if (hidden > 0) say(`${hidden} of ${exchanges.length} requests of ${path} not compared (--only, --hide)`);
    return { name: path === '-' ? 'stdin' : path, count: shown.length, exchanges: shown };
  };
  const [a, b] = command.files;
  return [await load(a), await load(b)];
}

/** https://no-color.org: any value that is not empty switches colours off. */
function usesColor(
  when: CompareCommand['color'],
  onTerminal: boolean,
  environment: NodeJS.ProcessEnv,
): boolean {
  if (when !== 'auto') return when === 'always';
  return onTerminal && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

/** All of it, before the process ends; a reader that has seen enough (`| head`) is no fault. */
function print(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.once('error', () => resolve());
    process.stdout.write(text, () => resolve());
  });
}
