import { OPTIONS, type OptionSpec } from './options.ts';

/** Options of a run, which has been. */
const NOT_FOR_SHOW: readonly string[] = [
  '--capture-limit',
  '--payloads',
  '--kubectl',
  '--sandbox',
  '--sandbox-user',
  '--version',
];

export function isForShow(long: string): boolean {
  return !NOT_FOR_SHOW.includes(long);
}

/** Our options that choose what is shown of a trace, and how. */
export function viewOptions(): readonly OptionSpec[] {
  return OPTIONS.filter(({ long }) => isForShow(long));
}

/** What may stand behind `show`, with descriptions. */
export function showWords(): (readonly [option: string, description: string])[] {
  const options = viewOptions().map(({ long, description }) => [long, description] as const);
  return [['--list', 'list the runs that are kept'], ...options];
}
