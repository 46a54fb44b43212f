import { isGlobalFlag } from './kubectl-flags.ts';
import { OPTIONS, type OptionSpec } from './options.ts';

/** The command line in its two parts. */
export interface SplitArguments {
  /** Our own words, each option with its value as one word or two. */
  own: string[];
  /** kubectl's part, byte for byte. */
  kubectl: string[];
}

/**
 * Finds where our options end: at the first word that is neither ours nor the value of one of ours. A dash
 * word that is a global flag of kubectl's starts kubectl's part (`kubectl trace -n web get pods`); any other
 * stays among our own words, for the parser to reject.
 */
export function splitArguments(argv: readonly string[]): SplitArguments {
  const own: string[] = [];
  let index = 0;
  while (index < argv.length) {
    const word = argv[index] ?? '';
    if (!word.startsWith('-') || word === '-' || word === '--') break;
    const option = findOption(word);
    if (option === undefined && isGlobalFlag(word)) break;
    own.push(withoutShortEquals(word));
    index += 1;
    if (option?.value !== undefined && word.length === nameLength(word) && index < argv.length) {
      own.push(argv[index] ?? '');
      index += 1;
    }
  }
  return { own, kubectl: argv.slice(index) };
}

/** The two parts of `--name=value`; undefined for any other word. */
export function splitAssigned(word: string): [name: string, value: string] | undefined {
  const [, name, value] = /^(--[a-z-]+)=(.*)$/s.exec(word) ?? [];
  return name === undefined || value === undefined ? undefined : [name, value];
}

function findOption(word: string): OptionSpec | undefined {
  const name = word.slice(0, nameLength(word));
  return OPTIONS.find((option) => option.long === name || option.short === name);
}

/** `--output=x` is named by what stands before `=`, `-ox` by its first letter. */
function nameLength(word: string): number {
  if (!word.startsWith('--')) return 2;
  const equals = word.indexOf('=');
  return equals === -1 ? word.length : equals;
}

/** kubectl takes `-v=8` as `-v 8`; commander would read the value `=8`. */
function withoutShortEquals(word: string): string {
  return /^-[^-]=/.test(word) ? word.slice(0, 2) + word.slice(3) : word;
}
