import { type Edit, maskEdit } from './edit.ts';
import { type Place, valueAt } from './named-value-place.ts';
import { isHarmlessValue, isSecretField, isSecretVariable } from './secret-names.ts';

/**
 * Finds in a text the values whose names say that they are secret: `PGPASSWORD=…` of a shell, a properties file or a
 * connection string, `password: …` of YAML and of JSON that is not whole, `name: DB_PASSWORD` with its `value: …`, fields
 * of forms, and elements of XML.
 */
export function findNamedValues(text: string): Edit[] {
  return [...findAssignments(text), ...findPairs(text), ...findMarked(text)];
}

/** A name up to its value; the first group is the quote around the name, the last what parts them. */
const NAME = /(?<![\w.-])(["']?)(-{0,2}[A-Za-z_][\w.-]{1,99})\1([ \t]*=>?(?![=~])|[ \t]*:(?=[ \t\r\n"']|$))/g;

function findAssignments(text: string): Edit[] {
  const edits: Edit[] = [];
  let from = 0;
  for (const { 0: whole, 1: quote = '', 2: name = '', 3: sign = '', index } of text.matchAll(NAME)) {
    if (index < from) continue;
    const isAssigned = sign.includes('=');
    if (!(isAssigned ? isSecretVariable(name) : isSecretField(name))) continue;
    const place = isAssigned
      ? assignmentAt(text, index, index + whole.length, sign)
      : placeOf(text, index, quote);
    if (place === undefined) continue;
    // It has a rule of its own, which leaves the scheme.
    if (place.style === 'block' && /authorization$/i.test(name)) continue;
    const edit = editOf(text, name, valueAt(text, index + whole.length, place));
    from = edit?.end ?? from;
    if (edit !== undefined) edits.push(edit);
  }
  return edits;
}

function editOf(text: string, name: string, [start, end]: readonly [number, number]): Edit | undefined {
  if (end <= start || isHarmlessValue(name, text.slice(start, end))) return undefined;
  return maskEdit(start, end);
}

/** With blanks around the sign it is one of a file of properties at the beginning of a line, or of code before quotes. */
function assignmentAt(text: string, index: number, after: number, sign: string): Place | undefined {
  const isSpaced = sign !== '=';
  const isCode = isSpaced && /^[ \t]*["']/.test(text.slice(after, after + 20));
  if (isSpaced && !isCode && !/(?:^|["'`])\s*$/.test(lineBefore(text, index))) return undefined;
  return { style: 'assigned', isSpaced, isParameter: /[?&]/.test(text.charAt(index - 1)), column: 0 };
}

/** Elsewhere in a line a colon is that of a sentence. */
function placeOf(text: string, index: number, quote: string): Place | undefined {
  const before = lineBefore(text, index);
  const place = { isSpaced: true, isParameter: false, column: before.length };
  if (quote !== '' || /[{[]\s*$/.test(before) || (before.includes('{') && /,\s*$/.test(before)))
    return { ...place, style: 'flow' };
  // Also the first of several lines in quotes.
  return /^\s*(?:- +)*$|[:=]\s*["'`]$/.test(before) ? { ...place, style: 'block' } : undefined;
}

/** Of the line up to there its last characters: so many that a list in flow style shows its brace. */
function lineBefore(text: string, index: number): string {
  const last = text.slice(Math.max(0, index - 1000), index);
  return last.slice(last.lastIndexOf('\n') + 1);
}

const PAIR =
  /\b(?:name|key|path)(["']?)[ \t]*:[ \t]*["']?([\w.~/-]{1,200})["']?(\s*,)?\s{0,200}["']?value["']?[ \t]*:/g;

/** The variables of a container, and the steps of a JSON patch, in YAML or in JSON that is not whole. */
function findPairs(text: string): Edit[] {
  return [...text.matchAll(PAIR)].flatMap(({ 0: whole, 1: quote, 2: name = '', 3: comma, index }) => {
    if (!isSecretVariable(name)) return [];
    const style = quote !== '' || comma !== undefined ? 'flow' : 'block';
    const column = whole.length - 1 - whole.lastIndexOf('\n') - 'value:'.length;
    const place = { style, isSpaced: true, isParameter: false, column } as const;
    return editOf(text, name, valueAt(text, index + whole.length, place)) ?? [];
  });
}

/** A part of `multipart/form-data`: its headers, an empty line, its value. */
const PART =
  /\bname="?([\w.-]{1,100})(?=[";\r\n])"?[^\r\n]{0,200}\r?\n(?:[^\r\n]{1,200}\r?\n){0,4}\r?\n([^\r\n]+)/g;
const ELEMENT =
  /<(?:[\w-]{1,40}:)?([A-Za-z][\w.-]{0,99})(?:\s[^<>]{0,200})?>(<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|(?!<!\[CDATA)[^<]+(?=<\/|$))/g;

function findMarked(text: string): Edit[] {
  return [...text.matchAll(PART), ...text.matchAll(ELEMENT)].flatMap(
    ({ 0: whole, 1: name = '', 2: value = '', index }) => {
      const end = index + whole.length;
      return isSecretField(name) ? (editOf(text, name, [end - value.length, end]) ?? []) : [];
    },
  );
}
