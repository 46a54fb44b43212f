import { UserError } from '../errors.ts';
import type { TraceOptions } from './options.ts';
import { parseOwnOptions } from './parse.ts';
import { isForShow, viewOptions } from './show-options.ts';
import { splitArguments } from './split.ts';

/** `kubectl trace show …`: renders a saved trace again. */
export type ShowCommand =
  | { kind: 'show'; source: ShowSource; options: TraceOptions }
  /** The runs that are kept. */
  | { kind: 'list' };

export type ShowSource =
  /** A path, `-` for stdin; else the name or the number of a kept run. */
  | { kind: 'named'; name: string }
  /** The kept run so many from the end; 1 is the last. */
  | { kind: 'kept'; back: number };

/**
 * Parses what stands behind `show`, where our options may stand too.
 *
 * @param before those that stand before it
 * @throws UserError
 */
export function parseShowCommand(
  before: readonly string[],
  behind: readonly string[],
): ShowCommand | { help: string } {
  const own = [...before];
  const names: string[] = [];
  let isList = false;
  let rest = [...behind];
  while (rest.length > 0) {
    const split = splitArguments(rest);
    own.push(...split.own);
    const [word, ...others] = split.kubectl;
    rest = others;
    if (word === '--') {
      names.push(...others);
      break;
    }
    if (word !== undefined) names.push(word);
    const listed = own.indexOf('--list');
    if (listed >= 0) own.splice(listed, 1);
    isList ||= listed >= 0;
  }
  const number = own.find((word) => /^-\d+$/.test(word));
  const words = own.filter((word) => word !== number);
  const parsed = parseOwnOptions(words);
  if (parsed.kind === 'help') return { help: formatHelp() };
  const foreign = words.find((word) => word.startsWith('--') && !isForShow(word.replace(/=.*$/s, '')));
  if (foreign !== undefined || parsed.kind === 'version') throw wrongUse(`'show' takes no ${foreign}`);
  const [name, second] = names;
  if (name?.startsWith('-') === true && name !== '-') throw wrongUse(`'show' takes no '${name}'`);
  if (second !== undefined) throw wrongUse(`'show' takes one file, not also '${second}'`);
  if (isList) {
    if (name !== undefined || number !== undefined)
      throw wrongUse(`'show --list' takes no '${name ?? number}'`);
    return { kind: 'list' };
  }
  if (number !== undefined && name !== undefined)
    throw wrongUse(`'show' takes one file, not also '${number}'`);
  if (name !== undefined) return { kind: 'show', source: { kind: 'named', name }, options: parsed.options };
  return { kind: 'show', source: { kind: 'kept', back: backOf(number) }, options: parsed.options };
}

function backOf(word: string | undefined): number {
  const back = word === undefined ? 1 : Number(word.slice(1));
  if (back >= 1) return back;
  throw wrongUse(`'show ${word}' names no run: -1 is the last`);
}

function formatHelp(): string {
  const options = viewOptions().map(({ short, long, value }) =>
    [short, value === undefined ? long : `${long} ${value}`].filter(Boolean).join(', '),
  );
  return `Shows a saved trace again, on stdout, in any format.

  kubectl trace show run.jsonl            JSON lines or HAR, also of others
  kubectl trace show -o curl run.har      another format; -w FILE writes it
  kubectl trace show -                    from stdin
  kubectl trace show                      the last run that was kept
  kubectl trace show -2                   the last but one
  kubectl trace show --list               the runs that are kept

KUBECTL_TRACE_KEEP=N keeps the last N runs, masked, readable for you only, in
kubectl-trace/runs of the XDG state folder.

Everything is masked again, also what others have written. Of a damaged file it
shows what can be read, says where the damage is, and ends with 1.

Options, as those of 'kubectl trace --help', before or behind 'show':
${options.map((option) => `  ${option}\n`).join('')}`;
}

function wrongUse(message: string): UserError {
  return new UserError(message, { hint: "see 'kubectl trace show --help'" });
}
