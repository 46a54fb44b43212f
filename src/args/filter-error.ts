import { UserError } from '../errors.ts';
import { escapeControls } from '../render/escape.ts';
import { displayWidth } from '../render/width.ts';
import type { Piece } from './filter-scan.ts';

export interface FilterFault {
  /** `--only` or `--hide`. */
  option: string;
  expression: string;
  /** What is wrong. */
  at: Piece;
  /** Behind the option's name: `takes no key 'verbb'`. */
  what: string;
  /** What would be right. */
  hint: string;
}

/** An error that shows the expression with carets under what is wrong. */
export function filterError({ option, expression, at, what, hint }: FilterFault): UserError {
  const escaped = (from: number, to: number) => escapeControls(expression.slice(from, to));
  // Of a long expression what stands around the place: a line that wraps would put the carets elsewhere.
  const first = expression.length <= MAX_SHOWN ? 0 : Math.max(0, at.start - MAX_SHOWN / 2);
  const last = Math.min(expression.length, first + MAX_SHOWN);
  const before = (first > 0 ? '…' : '') + escaped(first, at.start);
  const wrong = escaped(at.start, Math.min(last, at.start + at.text.length));
  const after = escaped(at.start + at.text.length, last) + (last < expression.length ? '…' : '');
  const carets = '^'.repeat(Math.max(1, displayWidth(wrong)));
  return new UserError(`${option} ${escapeControls(what)}`, {
    excerpt: [before + wrong + after, ' '.repeat(displayWidth(before)) + carets],
    hint: escapeControls(hint),
  });
}

/** Characters. */
const MAX_SHOWN = 70;
