/** Where a value stands behind its name. */
export interface Place {
  /** `assigned` by `=`, in `flow` style as JSON is, or in `block` style, one a line. */
  style: 'assigned' | 'flow' | 'block';
  /** Whether blanks may stand before it. */
  isSpaced: boolean;
  /** Whether it is a parameter of a URL or a form. */
  isParameter: boolean;
  /** Of the name: what is indented deeper is of its value. */
  column: number;
}

/**
 * From where to where the value reaches whose name ends at `after`; without its quotes. Empty where there is none, or
 * one that is looked into by itself: an object, a list.
 */
export function valueAt(text: string, after: number, place: Place): readonly [start: number, end: number] {
  const start = place.isSpaced ? endOf(BLANKS, text, after) : after;
  const first = text.charAt(start);
  if (first === '"' || first === "'") {
    const end = endOf(QUOTED, text, start);
    const goesOn = place.style === 'block' && text.charAt(end) === '\n';
    return [start + 1, goesOn ? endOfDeeperLines(text, end, place.column) : end];
  }
  if (place.style === 'assigned')
    return [start, endOf(place.isParameter ? PARAMETER : ASSIGNED, text, start)];
  if (/[{[*#]/.test(first)) return [start, start];
  if (place.style === 'flow') return trimmed(text, start, endOf(FLOW, text, start));
  return inBlock(text, start, place.column);
}

const BLANKS = /[ \t]*/y;
const QUOTED = /"(?:[^"\\\n]|\\[^\n])*|'(?:[^'\n]|'')*/y;
/** To a quote that closes something around it, or to the next assignment. */
const ASSIGNED = /(?:(?!["'](?:[\s,:;)}\]]|$)|[&;,](?:\s|$|&|[\w.%-]{1,100}=))\S)*/y;
const PARAMETER = /[^\s&#"'<>\\]*/y;
const FLOW = /[^,}\]\n"]*/y;
const LINE = /[^\n]*/y;

/** What is left of the line, and the lines below it that are indented deeper than the name. */
function inBlock(text: string, start: number, column: number): readonly [number, number] {
  const end = endOf(LINE, text, start);
  const rest = text.slice(start, end).trim();
  const last = endOfDeeperLines(text, end, column);
  // It begins below, unless that is an object or a list.
  if (rest === '' && /^\s*(?:-(?:\s|$)|[{[*]|["']?[\w.-]+["']?[ \t]*:(?:\s|$))/.test(text.slice(end, last)))
    return [start, start];
  return trimmed(text, /^(?:[|>][-+\d]*(?:\s+#.*)?)?$/.test(rest) ? end : start, last);
}

function endOfDeeperLines(text: string, end: number, column: number): number {
  let last = end;
  for (;;) {
    const next = endOf(LINE, text, last + 1);
    const line = text.slice(last + 1, next);
    const indentation = line.search(/\S/);
    if (last + 1 >= text.length || (indentation >= 0 && indentation <= column)) break;
    last = next;
  }
  return last;
}

function trimmed(text: string, start: number, end: number): readonly [number, number] {
  const value = text.slice(start, end);
  const from = start + value.length - value.trimStart().length;
  return [from, Math.max(from, start + value.trimEnd().length)];
}

/** @param expression sticky. */
function endOf(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at;
  return expression.test(text) ? expression.lastIndex : at;
}
