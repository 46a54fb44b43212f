import { skipString } from './json-read.ts';

/** A text in which JSON that stood in strings stands as what it is. */
export interface Unfolded {
  text: string;
  /** Where each begins in it. */
  starts: readonly number[];
  /** By how many characters it makes what is shown longer than a fold would. */
  length: number;
}

const KEY = '"kubectl.kubernetes.io/last-applied-configuration"';

export interface UnfoldRules {
  /** Characters of the text in which to look. */
  within: number;
  /** Characters of one copy: what is longer stays what it is. */
  longest: number;
  /** Whether a copy, given as it is written, is wanted. */
  isWanted(literal: string): boolean;
}

/** Puts the object in place of the string where the last-applied annotation holds one. */
export function unfoldLastApplied(text: string, { within, longest, isWanted }: UnfoldRules): Unfolded {
  const pieces: string[] = [];
  const starts: number[] = [];
  let from = 0;
  let written = 0;
  let length = 0;
  for (let at = text.indexOf(KEY); at !== -1 && at < within; at = text.indexOf(KEY, at + KEY.length)) {
    const start = valueBehind(text, at + KEY.length);
    if (start === undefined) continue;
    const end = skipString(text, start);
    const literal = text.slice(start, end);
    const object = literal.length <= longest && isWanted(literal) ? objectIn(literal) : undefined;
    if (object === undefined) continue;
    pieces.push(text.slice(from, start), object);
    written += start - from;
    starts.push(written);
    written += object.length;
    length += object.length;
    from = end;
  }
  return { text: starts.length === 0 ? text : pieces.join('') + text.slice(from), starts, length };
}

/** Where the string behind a key begins; undefined where there is none. */
function valueBehind(text: string, from: number): number | undefined {
  const behind = /^\s*:\s*(?=")/.exec(text.slice(from, from + 20))?.[0];
  return behind === undefined ? undefined : from + behind.length;
}

function objectIn(literal: string): string | undefined {
  try {
    const copy: unknown = JSON.parse(literal);
    if (typeof copy !== 'string' || !copy.startsWith('{')) return undefined;
    JSON.parse(copy);
    return copy.trim();
  } catch {
    return undefined;
  }
}
