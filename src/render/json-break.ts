import { displayWidth, splitAtWidth } from './width.ts';

/**
 * As much of a literal as a line of `room` columns takes, of which the last `tail` are wanted for what follows the
 * whole of it: up to an escaped newline, else to a space, else anywhere but within an escape sequence.
 */
export function headOfString(literal: string, room: number, tail: number): string {
  const columns = Math.max(room, 1);
  if (literal.length <= columns * 2 && displayWidth(literal) <= columns - tail) return literal;
  let [head, rest] = splitAtWidth(literal, Math.max(columns, 7));
  // All of it would fit, but not what has to stand behind it.
  if (rest === '') [head, rest] = splitAtWidth(literal, Math.max(columns - tail, 7));
  head = withoutHalfEscape(head);
  const line = FIRST_LINE.exec(head);
  if (line !== null) return line[0];
  const space = head.lastIndexOf(' ') + 1;
  return space > head.length / 3 ? head.slice(0, space) : head;
}

/** Up to the first escaped newline. */
const FIRST_LINE = /^(?:[^\\]|\\[^n])*?\\n/;

/** An escape sequence of which the end is missing, at the end of a text that begins outside of one. */
const HALF_ESCAPE = /^(?:[^\\]|\\(?:[^u]|u[0-9a-fA-F]{4}))*(?=\\(?:u[0-9a-fA-F]{0,3})?$)/;

export function withoutHalfEscape(head: string): string {
  const whole = HALF_ESCAPE.exec(head)?.[0];
  return whole === undefined || whole === '' ? head : whole;
}
