import type { Place } from './split-json.ts';

/** What of a file could not be read. */
export interface DamageReport {
  /** One line that says where, and how much could be read; undefined where nothing is missing. */
  damage: string | undefined;
}

export interface ReadResult {
  path: string;
  /** Where something could not be read, in the order of the file. */
  lost: readonly Place[];
  /** Whether the file ends too soon. */
  endsEarly: boolean;
  /** Whether its end stands within an exchange. */
  isWithinPiece: boolean;
  /** How many exchanges could be read. */
  count: number;
}

/** `run.har: damaged at byte 12345 (line 88): 14 of at least 15 exchanges read` */
export function reportDamage({ path, lost, endsEarly, isWithinPiece, count }: ReadResult): DamageReport {
  const [first, ...others] = lost;
  if (first === undefined) return { damage: undefined };
  const missing = others.length + (endsEarly && !isWithinPiece ? 0 : 1);
  const where = `byte ${first.offset} (line ${first.line})`;
  const isCut = endsEarly && others.length === 0;
  const what = isCut ? `ends too soon, at ${where}` : `damaged at ${where}`;
  const more = others.length === 0 ? '' : `, and at ${others.length} more places`;
  return { damage: `${nameOf(path)}: ${what}${more}: ${told(count, missing)}` };
}

function told(count: number, missing: number): string {
  if (missing > 0) return `${count} of at least ${count + missing} exchanges read`;
  return `the ${count} exchanges before are read`;
}

function nameOf(path: string): string {
  return path === '-' ? 'stdin' : path;
}
