import { UserError } from '../errors.ts';
import type { FilterExpression } from './filter.ts';
import { completeFilter } from './filter-complete.ts';
import { parseFilter } from './filter-parse.ts';
import type { TraceOptions } from './options.ts';
import { splitAssigned } from './split.ts';

/** `kubectl trace compare A B`. */
export interface CompareCommand {
  files: readonly [a: string, b: string];
  output: 'text' | 'json';
  discovery: 'fold' | 'show' | 'hide';
  /** Show also what differs between any two runs, and nothing cut. */
  all: boolean;
  only: readonly FilterExpression[];
  hide: readonly FilterExpression[];
  color: 'auto' | 'always' | 'never';
}

interface CompareOption {
  names: readonly string[];
  value?: string;
  choices?: readonly string[];
  description: string;
}

const OUTPUTS = ['text', 'json'] as const;
const MODES = ['fold', 'show', 'hide'] as const;
const COLORS = ['auto', 'always', 'never'] as const;

const OPTIONS: readonly CompareOption[] = [
  {
    names: ['-o', '--output'],
    value: 'FORMAT',
    choices: OUTPUTS,
    description: 'text, or json for programs (docs/compare.md) [text]',
  },
  {
    names: ['--discovery'],
    value: 'MODE',
    choices: MODES,
    description: 'discovery: in numbers, as others, not at all [fold]',
  },
  { names: ['--only'], value: 'EXPR', description: "compare only these requests, as 'kubectl trace --only'" },
  { names: ['--hide'], value: 'EXPR', description: "compare all but these, as 'kubectl trace --hide'" },
  { names: ['--all'], description: 'also what any two runs differ in, and whole values' },
  {
    names: ['--color'],
    value: 'WHEN',
    choices: COLORS,
    description: 'auto means on a terminal, unless NO_COLOR is set [auto]',
  },
  { names: ['-h', '--help'], description: 'print this help' },
];

type Settings = Omit<CompareCommand, 'files'>;

/**
 * Parses what stands behind `compare`.
 * @param before what the options before it say
 * @throws UserError
 */
export function parseCompareCommand(
  words: readonly string[],
  before: Pick<TraceOptions, 'discovery' | 'only' | 'hide' | 'color'>,
): CompareCommand | { help: string } {
  const { discovery, only, hide, color } = before;
  const settings: Settings = { output: 'text', discovery, all: false, only, hide, color };
  const files: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--') files.push(...words.slice(index + 1));
    if (word === '--') break;
    if (!word.startsWith('-') || word === '-') {
      files.push(word);
      continue;
    }
    const [name, assigned] = splitAssigned(word) ?? [word];
    const option = OPTIONS.find(({ names }) => names.includes(name));
    if (option === undefined) throw wrongUse(`'compare' takes no '${word}'`);
    if (option.names.includes('--help')) return { help: formatHelp() };
    if (option.value === undefined) settings.all = true;
    else applyValue(settings, option, assigned ?? words[++index] ?? '');
  }
  const [a, b, extra] = files;
  if (a === undefined || b === undefined)
    throw wrongUse(`'compare' needs two trace files, not ${files.length === 0 ? 'none' : 'one'}`);
  if (extra !== undefined) throw wrongUse(`'compare' takes two trace files, not also '${extra}'`);
  if (a === '-' && b === '-') throw wrongUse('stdin can be one of the two files only');
  return { ...settings, files: [a, b] };
}

/** What may follow the words behind `compare`; undefined for a file. */
export function completeCompare(
  before: readonly string[],
  current: string,
): { words: (readonly [word: string, description: string])[]; goesOn?: boolean } | undefined {
  const [name, value] = splitAssigned(current) ?? [];
  const waiting = OPTIONS.find(
    ({ names, value: takes }) => takes !== undefined && names.includes(name ?? before.at(-1) ?? ''),
  );
  if (waiting !== undefined) {
    const prefix = name === undefined ? '' : `${name}=`;
    const typed = value ?? current;
    if (waiting.choices === undefined) return completeFilter(typed, prefix);
    return {
      words: waiting.choices.filter((one) => one.startsWith(typed)).map((one) => [prefix + one, ''] as const),
    };
  }
  if (!current.startsWith('-')) return undefined;
  const words = OPTIONS.map(({ names, description }) => [names.at(-1) ?? '', description] as const);
  return { words: words.filter(([word]) => word.startsWith(current)) };
}

function applyValue(settings: Settings, { names, choices }: CompareOption, value: string): void {
  const name = names.at(-1) ?? '';
  if (value === '') throw wrongUse(`${name} needs a value`);
  if (name === '--only') settings.only = [...settings.only, parseFilter(name, value)];
  else if (name === '--hide') settings.hide = [...settings.hide, parseFilter(name, value)];
  else if (name === '--output' && isOneOf(OUTPUTS, value)) settings.output = value;
  else if (name === '--discovery' && isOneOf(MODES, value)) settings.discovery = value;
  else if (name === '--color' && isOneOf(COLORS, value)) settings.color = value;
  else throw wrongUse(`${name} takes ${(choices ?? []).join(', ')}, not '${value}'`);
}

function isOneOf<T extends string>(values: readonly T[], value: string): value is T {
  return values.some((one) => one === value);
}

function formatHelp(): string {
  const options = OPTIONS.map(({ names, value, description }) => {
    const flags = names.join(', ') + (value === undefined ? '' : ` ${value}`);
    return `  ${flags.padEnd(22)} ${description}`;
  });
  return `Tells what differs between two saved runs: requests that only one of them has,
that have moved, and what has changed in the others, field by field.

  kubectl trace compare [options] A B

  kubectl trace -w a.jsonl apply -f web.yaml
  kubectl trace -w b.jsonl apply --server-side -f web.yaml
  kubectl trace compare a.jsonl b.jsonl

A and B are JSON lines (-w FILE.jsonl) or HTTP Archives (.har, also of other
programs); - is stdin. What differs between any two runs (dates, uids, resource
versions, …) is left out; placeholders of secrets are taken as equal.
Exits with 0 where nothing differs, 1 where something does, 2 for trouble.

Options:
${options.join('\n')}
`;
}

function wrongUse(message: string): UserError {
  return new UserError(message, { hint: "see 'kubectl trace compare --help'" });
}
