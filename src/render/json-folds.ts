import { type FoldRule, type JsonFold, skipValue } from './json-read.ts';

/** Below this many characters a value explains itself. */
const WORTH_FOLDING = 40;

/** What is folded in a body that kubectl sent: the two parts of an object that nobody wrote by hand. */
export const foldRequest: FoldRule = (text, key, start) =>
  foldLastApplied(text, key, start, 'your file as JSON') ?? foldManagedFields(text, key, start);

/** The same in a body that the server sent. */
export const foldResponse: FoldRule = (text, key, start) =>
  foldLastApplied(text, key, start, 'the last applied file') ?? foldManagedFields(text, key, start);

/** The annotation that holds the applied file once more, escaped: the largest and least readable part of an apply. */
function foldLastApplied(text: string, key: string, start: number, meaning: string): JsonFold | undefined {
  if (key !== 'kubectl.kubernetes.io/last-applied-configuration') return undefined;
  if (!text.startsWith('"{', start)) return undefined;
  const end = skipValue(text, start);
  if (end - start < WORTH_FOLDING) return undefined;
  const characters = lengthOfString(text.slice(start, end));
  return { type: 'fold', start, end, text: '"{…}"', note: `${characters} characters: ${meaning}` };
}

/** Who owns which field: written by the server, longer than the object itself. */
function foldManagedFields(text: string, key: string, start: number): JsonFold | undefined {
  if (key !== 'managedFields' || text[start] !== '[') return undefined;
  let entries = 1;
  const end = skipValue(text, start, () => entries++);
  if (end - start < WORTH_FOLDING) return undefined;
  const note = `${entries} ${entries === 1 ? 'entry' : 'entries'}, ${end - start} characters: -v 10`;
  return { type: 'fold', start, end, text: '[…]', note };
}

function lengthOfString(literal: string): number {
  try {
    return String(JSON.parse(literal)).length;
  } catch {
    return literal.length - 2;
  }
}
