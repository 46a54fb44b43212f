import { existsSync } from 'node:fs';
import { parseShowCommand, type ShowCommand, type ShowSource } from '../args/show-command.ts';
import type { ClientEnd } from '../client/run-client.ts';
import { UserError } from '../errors.ts';
import { escapeControls } from '../render/escape.ts';
import { failsafe } from '../render/failsafe.ts';
import { FORMATS } from '../render/formats.ts';
import type { RunInfo } from '../render/renderer.ts';
import { findKeptRuns, readKeptRun } from '../saved/kept-runs.ts';
import { readTrace } from '../saved/read-trace.ts';
import { createFilter } from '../trace/filter.ts';
import { type OpenOutput, openOutputs } from '../trace/open-outputs.ts';
import { settingsFor } from '../trace/render-settings.ts';
import { createStdoutWriter } from '../trace/stdout-writer.ts';
import { createView, type View } from '../trace/view.ts';

export interface ShowContext {
  environment: NodeJS.ProcessEnv;
  /** Lines for a person: to stderr. */
  say: (text: string) => void;
  /** Asked when there is only something to finish: until then a signal ends the process. */
  hurry(): AbortSignal;
}

/** 1: the file is damaged, and what can be read of it has been shown. */
const EXIT_DAMAGED = 1;

/**
 * Runs `kubectl trace show …`: what it shows goes to stdout, which is its own here.
 *
 * @param before our options before `show`
 * @throws UserError for wrong words, and for a file of which nothing can be read
 */
export async function runShowCommand(
  before: readonly string[],
  words: readonly string[],
  context: ShowContext,
): Promise<ClientEnd> {
  const screen = createStdoutWriter();
  const command = parseShowCommand(before, words);
  if ('help' in command) screen.write(command.help);
  else if (command.kind === 'list') screen.write(await formatList(context));
  else return show(command, screen, context);
  await screen.close();
  return { code: 0 };
}

async function show(
  { source, options }: Extract<ShowCommand, { kind: 'show' }>,
  screen: ReturnType<typeof createStdoutWriter>,
  { environment, say, hurry }: ShowContext,
): Promise<ClientEnd> {
  const path = findSource(source, environment);
  const outputs = openOutputs(options.outputs, screen);
  const isOnTerminal = process.stdout.isTTY && outputs.every(({ isPrinted }) => isPrinted);
  const showSecrets = options.showSecrets === 'all' || (options.showSecrets === 'terminal' && isOnTerminal);
  if (showSecrets) say('secrets that the file holds are shown: do not share this');
  const { only, hide } = options;
  const isShown = createFilter(only, hide);
  const views = await Promise.all(outputs.map((output) => createOutputView(output, options, environment)));
  let run: RunInfo | undefined;
  let count = 0;
  let hidden = 0;
  const { damage } = await readTrace(
    path,
    { showSecrets },
    {
      run(given) {
        run = given;
      },
      exchange(exchange) {
        if (count === 0 && run !== undefined) for (const view of views) view.head(run);
        count += 1;
        if (!isShown(exchange)) hidden += 1;
        else for (const view of views) view.exchange(exchange);
      },
      async caughtUp() {
        await screen.drained();
        return screen.isGone() && outputs.every(({ isPrinted }) => isPrinted) ? 'enough' : 'go on';
      },
    },
  );
  const notes = new Set(views.map((view) => view.summary()));
  const files = outputs.filter(({ isPrinted }) => !isPrinted);
  const faults = await Promise.all(files.map(({ writer }) => writer.close(hurry())));
  await screen.close();
  for (const note of [...notes, ...faults]) if (note !== undefined) say(note);
  if (hidden > 0) say(`${hidden} of ${count} requests not shown (--only, --hide)`);
  if (damage === undefined) return { code: 0 };
  say(damage);
  return { code: EXIT_DAMAGED };
}

async function createOutputView(
  { format, isPrinted, writer }: OpenOutput,
  options: Extract<ShowCommand, { kind: 'show' }>['options'],
  environment: NodeJS.ProcessEnv,
): Promise<View> {
  const createRenderer = await FORMATS[format].load();
  const columns = isPrinted && process.stdout.isTTY ? process.stdout.columns : undefined;
  const renderer = createRenderer(settingsFor(options, columns, environment));
  return createView(failsafe(renderer), writer.write);
}

function findSource(source: ShowSource, environment: NodeJS.ProcessEnv): string {
  const hint = 'list them: kubectl trace show --list';
  if (source.kind === 'named' && (source.name === '-' || existsSync(source.name))) return source.name;
  const runs = findKeptRuns(environment);
  if (source.kind === 'named') {
    const { name } = source;
    const byName = runs.find((run) => run.name === name);
    if (byName !== undefined) return byName.path;
    if (!/^\d{1,6}$/.test(name)) return name;
  }
  const back = source.kind === 'kept' ? source.back : Number(source.name);
  const run = runs[back - 1];
  if (run !== undefined) return run.path;
  if (runs.length === 0)
    throw new UserError('no run is kept', {
      hint: 'name a trace file, or let the last runs be kept: export KUBECTL_TRACE_KEEP=20',
    });
  throw new UserError(`there is no run ${back}: ${runs.length} are kept`, { hint });
}

async function formatList({ environment }: ShowContext): Promise<string> {
  const runs = findKeptRuns(environment);
  if (runs.length === 0)
    return 'No run is kept. KUBECTL_TRACE_KEEP=20 in the environment keeps the last 20.\n';
  const details = await Promise.all(runs.map(readKeptRun));
  const rows = details.flatMap((run, index) =>
    run === undefined
      ? []
      : [
          [
            String(index + 1),
            formatTime(run.startedAt),
            run.end ?? '-',
            String(run.requests),
            escapeControls(run.command.join(' ')),
          ],
        ],
  );
  const lines = [['', 'TIME', 'EXIT', 'REQUESTS', 'COMMAND'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map((line) => `${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`)
    .join('');
}

/** In the time of the place: `2026-11-23 02:45:00`. */
function formatTime(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}
