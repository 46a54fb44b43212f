import { escapeControls } from '../render/escape.ts';
import { displayWidth, splitAtWidth } from '../render/width.ts';
import { isObject, type JsonObject, type JsonValue, scalarJson } from './json-value.ts';

/** A value in one line, safe for a terminal: a string is bare where it cannot be taken for anything else. */
export function formatValue(value: JsonValue, isWhole: boolean): string {
  if (typeof value === 'string' && BARE.test(value)) return escapeControls(value);
  return escapeControls(formatJson(isWhole ? value : foldKnown(value)));
}

const BARE = /^(?!(?:null|true|false|-?\d+(?:\.\d+)?)$)[^\s"\\[\]{}\p{Cc}](?:[^"\\\p{Cc}]*[^\s"\\\p{Cc}])?$/u;

/** With a blank behind each comma and colon: for reading, and to break lines at. */
function formatJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(formatJson).join(', ')}]`;
  if (!isObject(value)) return scalarJson(value);
  const members = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${formatJson(inner)}`);
  return `{${members.join(', ')}}`;
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** What is long and says nothing new: who manages which field, and the file once more. */
function foldKnown(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(foldKnown);
  if (!isObject(value)) return value;
  const folded: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) {
    const isKnown = key === 'managedFields' || key === 'fieldsV1' || key === LAST_APPLIED;
    Object.defineProperty(folded, key, {
      value: isKnown ? '…' : foldKnown(inner),
      enumerable: true,
    });
  }
  return folded;
}

/** Lines of a long value. */
const MAX_LINES = 3;
/** Characters of a value where lines have no end. */
const MAX_UNBROKEN = 1000;

/** A text in lines of at most `width` columns; three of them at most, unless it must be whole. */
export function wrapValue(text: string, width: number, isWhole: boolean): string[] {
  const isBroken = Number.isFinite(width);
  const room = isBroken ? Math.max(width, 10) : isWhole ? Infinity : MAX_UNBROKEN;
  const most = isWhole ? Infinity : isBroken ? MAX_LINES : 1;
  const lines: string[] = [];
  let rest = text;
  while (rest !== '') {
    const [head, tail] = splitAtWidth(rest, room);
    if (tail === '') return [...lines, head];
    if (lines.length + 1 === most) {
      const note = `… (${text.length} characters)`;
      return [...lines, splitAtWidth(head, Math.max(1, room - displayWidth(note)))[0].trimEnd() + note];
    }
    // At a blank, if that leaves no great gap.
    const blank = head.lastIndexOf(' ') + 1;
    const end = blank > head.length * 0.6 ? blank : head.length;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end);
  }
  return lines;
}
