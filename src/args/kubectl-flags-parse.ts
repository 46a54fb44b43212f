import { COMMAND_GROUPS, findGlobalFlag, isLocalFlag, takesValue } from './kubectl-flags-table.ts';

/** One flag on the command line. */
export interface SeenFlag {
  /** The long name for a global flag (`-s` is `server`), else as written, `_` made `-`. */
  name: string;
  /** As kubectl reads it; `true` for a bool without a value. */
  value: string;
  /** Whether it is kubectl's global flag of that name, and not one of the command's own. */
  global: boolean;
  /**
   * The flag and its value are the arguments from `index` to before `end`; beyond the last argument where the value
   * is missing.
   */
  index: number;
  end: number;
}

/** Splits kubectl's arguments into its command and the flags, by the rules of cobra and pflag. */
export function parseKubectlFlags(args: readonly string[]): {
  command: readonly string[];
  seen: readonly SeenFlag[];
} {
  const command = findCommand(args);
  const seen: SeenFlag[] = [];
  const name = command.join(' ');
  for (let index = 0; index < args.length; ) {
    const arg = args[index] ?? '';
    if (arg === '--') break;
    const flags = arg.startsWith('--')
      ? [parseLong(args, index, name)]
      : arg.startsWith('-') && arg !== '-'
        ? parseShorts(args, index, name)
        : [];
    seen.push(...flags);
    index = flags.at(-1)?.end ?? index + 1;
  }
  return { command, seen };
}

/** `name` and, where there is one, `value` of a long flag without its dashes (pflag `parseLongArg`). */
export function splitFlagName(text: string): { name: string; value: string | undefined } {
  const equals = text.indexOf('=');
  const name = (equals < 0 ? text : text.slice(0, equals)).replaceAll('_', '-');
  return { name, value: equals < 0 ? undefined : text.slice(equals + 1) };
}

function parseLong(args: readonly string[], index: number, command: string): SeenFlag {
  const { name, value } = splitFlagName((args[index] ?? '').slice(2));
  const global = name.length > 0 && findLong(name) && !isLocalFlag(name, command);
  if (value !== undefined) return { name, value, global, index, end: index + 1 };
  // A letter is a long name only for klog's `--v`; `--s` is not `-s`.
  if ((name.length === 1 && !global) || !takesValue(name, command)) {
    return { name, value: 'true', global, index, end: index + 1 };
  }
  return { name, value: args[index + 1] ?? '', global, index, end: index + 2 };
}

/** A cluster of short flags: `-it`, `-AsURL`, `-s=URL`, `-s URL` (pflag `parseSingleShortArg`). */
function parseShorts(args: readonly string[], index: number, command: string): SeenFlag[] {
  const seen: SeenFlag[] = [];
  const cluster = (args[index] ?? '').slice(1);
  for (let at = 0; at < cluster.length; at++) {
    const letter = cluster.charAt(at);
    const known = findGlobalFlag(letter);
    const flag = { name: known?.name ?? letter, global: known !== undefined, index };
    const rest = cluster.slice(at + 1);
    // pflag wants something behind the sign: the value of `-s=` is `=`.
    if (rest.length > 1 && rest.startsWith('=')) {
      return [...seen, { ...flag, value: rest.slice(1), end: index + 1 }];
    }
    if (!takesValue(letter, command)) {
      seen.push({ ...flag, value: 'true', end: index + 1 });
    } else if (rest.length > 0) {
      return [...seen, { ...flag, value: rest, end: index + 1 }];
    } else {
      return [...seen, { ...flag, value: args[index + 1] ?? '', end: Math.min(index + 2, args.length) }];
    }
  }
  return seen;
}

/**
 * The command, found as cobra finds it before any flag is parsed (`Command.Find`, `stripFlags`): the words that are
 * neither flags nor, going by what is known so far, values of flags.
 */
function findCommand(args: readonly string[]): string[] {
  const first = findWord(args, '');
  if (first < 0) return [];
  const word = args[first] ?? '';
  if (!COMMAND_GROUPS.has(word)) return [word];
  const others = args.filter((_, index) => index !== first);
  const second = others[findWord(others, word)];
  return second === undefined ? [word] : [word, second];
}

function findWord(args: readonly string[], command: string): number {
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (arg === '--') return -1;
    if (!arg.startsWith('-')) {
      if (arg !== '') return index;
    } else if (!arg.includes('=') && (arg.startsWith('--') || arg.length === 2)) {
      if (mayTakeNext(arg, command)) index++;
    }
  }
  return -1;
}

/** cobra takes a flag that the command so far does not know for one with a value. */
function mayTakeNext(arg: string, command: string): boolean {
  const name = arg.startsWith('--') ? splitFlagName(arg.slice(2)).name : arg.slice(1);
  if (name === 'help' || name === 'h') return false;
  if (findGlobalFlag(name) !== undefined || command !== '') return takesValue(name, command);
  return true;
}

function findLong(name: string): boolean {
  return findGlobalFlag(name)?.name === name;
}
