import { filterError } from './filter-error.ts';

/** A piece of an expression, and where it starts. */
export interface Piece {
  text: string;
  start: number;
}

/** One term as it was typed, blanks at its ends left out. */
export interface ScannedTerm {
  negated: boolean;
  /** The key, or the whole of a term that has no operator. */
  word: Piece;
  /** Absent where there is none. */
  operator?: Piece;
  /** What stands behind the operator, parted at `|`. */
  values: Piece[];
}

/**
 * Parts an expression at its commas, and each term in key, operator and values. A comma or `|` behind a backslash parts
 * nothing; the backslash stays.
 * @throws UserError for a term that is empty
 */
export function scanFilter(option: string, expression: string): ScannedTerm[] {
  const pieces = part({ text: expression, start: 0 }, ',');
  return pieces.map((piece) => {
    const bang = /^(?:!\s*)*/.exec(piece.text)?.[0] ?? '';
    const term = { text: piece.text.slice(bang.length), start: piece.start + bang.length };
    if (term.text === '')
      throw filterError({
        option,
        expression,
        at: term,
        what: 'needs something here',
        hint: 'reads, errors, verb=get, …',
      });
    const negated = bang.replaceAll(/\s/g, '').length % 2 === 1;
    return { negated, ...readTerm(term) };
  });
}

const OPERATOR = /!=|==|>=|<=|=|>|</;

function readTerm({ text, start }: Piece): Pick<ScannedTerm, 'word' | 'operator' | 'values'> {
  const match = OPERATOR.exec(text);
  if (match === null) return { word: { text, start }, values: [] };
  const operator = { text: match[0], start: start + match.index };
  const value = trim({
    text: text.slice(match.index + match[0].length),
    start: operator.start + match[0].length,
  });
  return { word: trim({ text: text.slice(0, match.index), start }), operator, values: part(value, '|') };
}

function part({ text, start }: Piece, separator: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === separator) {
      pieces.push(trim({ text: text.slice(from, at), start: start + from }));
      from = at + 1;
    }
  }
  return [...pieces, trim({ text: text.slice(from), start: start + from })];
}

function trim({ text, start }: Piece): Piece {
  return { text: text.trim(), start: start + text.length - text.trimStart().length };
}
