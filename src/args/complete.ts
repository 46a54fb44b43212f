import { completeCompare } from './compare-command.ts';
import { completeFilter } from './filter-complete.ts';
import { OPTIONS, type OptionSpec } from './options.ts';
import { completeSandbox } from './sandbox-command.ts';
import { showWords } from './show-options.ts';
import { splitArguments, splitAssigned } from './split.ts';

/** What may stand where the cursor is. */
export type Completion =
  /** Words of ours, each with a description or ''. */
  | {
      kind: 'words';
      words: (readonly [word: string, description: string])[];
      /** Whether more may follow at once, so that the shell adds no blank: `verb=`. */
      goesOn?: boolean;
    }
  | { kind: 'file' }
  /**
   * kubectl knows: its own part of the line, the word under the cursor last; and which of our options choose the
   * cluster that it is to ask.
   */
  | { kind: 'kubectl'; args: string[]; sandbox: string[] };

/**
 * Completes a command line of ours.
 *
 * @param before the whole words before the cursor, without `kubectl trace`.
 * @param current the word under the cursor, possibly empty.
 */
export function complete(before: readonly string[], current: string): Completion {
  const { own, kubectl } = splitArguments(before);
  if (kubectl[0] === 'sandbox') return { kind: 'words', words: completeSandbox(kubectl.slice(1), current) };
  if (kubectl[0] === 'compare') {
    const words = completeCompare(kubectl.slice(1), current);
    return words === undefined ? { kind: 'file' } : { kind: 'words', ...words };
  }
  if (kubectl[0] === 'show') {
    const words = showWords().filter(([word]) => word.startsWith(current));
    const value = completeAwaited(kubectl.slice(1).slice(-1), current);
    return value ?? (current.startsWith('-') ? { kind: 'words', words } : { kind: 'file' });
  }
  if (kubectl.length > 0) return askKubectl([...kubectl, current], own);
  const value = completeAwaited(before, current);
  if (value !== undefined) return value;
  if (!current.startsWith('-')) return askKubectl([current], own);
  const words = OPTIONS.filter(({ long }) => long.startsWith(current)).map(
    ({ long, description }) => [long, description] as const,
  );
  return { kind: 'words', words };
}

/** The value that an option of ours waits for, if one does. */
function completeAwaited(before: readonly string[], current: string): Completion | undefined {
  const waiting = optionWaitingForValue(before, splitArguments(before).own);
  if (waiting !== undefined) return completeValue(waiting, current);
  const [name, value] = splitAssigned(current) ?? [];
  const assigned = OPTIONS.find(
    (option) => option.long === name && (option.value ?? option.optionalValue) !== undefined,
  );
  return assigned && completeValue(assigned, value ?? '', `${assigned.long}=`);
}

function askKubectl(args: string[], own: readonly string[]): Completion {
  const sandbox = own.flatMap((word, index) => {
    if (word === '--sandbox-user') return own.slice(index, index + 2);
    return word === '--sandbox' || word.startsWith('--sandbox-user=') ? [word] : [];
  });
  return { kind: 'kubectl', args, sandbox };
}

/** The last word, if it is an option whose value has not come: splitArguments has taken nothing behind it. */
function optionWaitingForValue(before: readonly string[], own: readonly string[]): OptionSpec | undefined {
  const last = before.at(-1);
  const option = OPTIONS.find(({ long, short }) => last === long || (short !== undefined && last === short));
  if (option?.value === undefined) return undefined;
  // `--write --output`: the second is the value of the first.
  return splitArguments([...before, 'x']).own.length > own.length ? option : undefined;
}

/** Options of which nobody knows the values. */
const NO_FILES: ReadonlySet<string> = new Set(['--capture-limit', '--sandbox-user']);

function completeValue({ choices, long }: OptionSpec, current: string, prefix = ''): Completion {
  if (long === '--only' || long === '--hide') return { kind: 'words', ...completeFilter(current, prefix) };
  if (choices === undefined) return NO_FILES.has(long) ? { kind: 'words', words: [] } : { kind: 'file' };
  const words = choices
    .filter((choice) => choice.startsWith(current))
    .map((choice) => [prefix + choice, ''] as const);
  return { kind: 'words', words };
}
