import { type CompareCommand, parseCompareCommand } from '../args/compare-command.ts';
import type { TraceOptions } from '../args/options.ts';
import type { ClientEnd } from '../client/run-client.ts';
import { compareRuns } from '../compare/compare-runs.ts';
import { hasDifferences } from '../compare/comparison.ts';
import { formatJsonReport } from '../compare/report-json.ts';
import { formatReport, type Side } from '../compare/report-text.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { createPaint } from '../render/paint.ts';
import { loadTrace } from '../saved/read-trace.ts';
import { createFilter } from '../trace/filter.ts';
import { usesColor } from '../trace/render-settings.ts';
import { createStdoutWriter } from '../trace/stdout-writer.ts';

export interface CompareContext {
  environment: NodeJS.ProcessEnv;
  /** Lines for a person: to stderr. */
  say: (text: string) => void;
}

/**
 * Runs `kubectl trace compare …`. The report goes to stdout; the exit code is that of diff(1): 0 without a difference, 1
 * with one, 2 where a file could not be read whole.
 * @throws UserError for wrong words and for files that cannot be read
 */
export async function runCompareCommand(
  words: readonly string[],
  options: TraceOptions,
  { environment, say }: CompareContext,
): Promise<ClientEnd> {
  const command = parseCompareCommand(words, options);
  const screen = createStdoutWriter();
  if ('help' in command) {
    screen.write(command.help);
    await screen.close();
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
  screen.write(text);
  await screen.close();
  if (a.isDamaged || b.isDamaged) return { code: EXIT_TROUBLE };
  return { code: hasDifferences(comparison) ? 1 : 0 };
}

/** A file that could not be read whole: what is missing may be a difference, or the same. */
const EXIT_TROUBLE = 2;

type LoadedSide = Side & { exchanges: Exchange[]; isDamaged: boolean };

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
    return {
      name: path === '-' ? 'stdin' : path,
      count: shown.length,
      exchanges: shown,
      isDamaged: damage !== undefined,
    };
  };
  const [a, b] = command.files;
  return [await load(a), await load(b)];
}
