import { count, formatBytes } from './amounts.ts';
import { type FoldRule, type JsonFold, skipValue } from './json-read.ts';

/** Below this many characters a value explains itself. */
const WORTH_FOLDING = 40;

export interface FoldSettings {
  /** `--managed-fields`. */
  managedFields: boolean;
  /** What is said of a last-applied annotation that is not shown as the object that it is; undefined leaves it a string. */
  copyNote(literal: string): string | undefined;
}

/** What is folded in a body: the two parts of an object that nobody wrote by hand. */
export function createFolds({ managedFields, copyNote }: FoldSettings): FoldRule {
  return (text, key, start) =>
    foldLastApplied(text, key, start, copyNote) ??
    (managedFields ? undefined : foldManagedFields(text, key, start));
}

/** The annotation that holds the applied file once more, escaped. */
function foldLastApplied(
  text: string,
  key: string,
  start: number,
  copyNote: FoldSettings['copyNote'],
): JsonFold | undefined {
  if (key !== 'kubectl.kubernetes.io/last-applied-configuration') return undefined;
  if (!text.startsWith('"{', start)) return undefined;
  const end = skipValue(text, start);
  if (end - start < WORTH_FOLDING) return undefined;
  const note = copyNote(text.slice(start, end));
  return note === undefined ? undefined : { type: 'fold', start, end, text: '"{…}"', note };
}

/** Who owns which field: written by the server, longer than the object itself. */
function foldManagedFields(text: string, key: string, start: number): JsonFold | undefined {
  if (key !== 'managedFields' || text[start] !== '[') return undefined;
  let entries = 1;
  const end = skipValue(text, start, () => entries++);
  if (end - start < WORTH_FOLDING) return undefined;
  const words = entries === 1 ? count(1, 'entry') : `${entries} entries`;
  return {
    type: 'fold',
    start,
    end,
    text: '[…]',
    note: `${words}, ${formatBytes(end - start)}: --managed-fields`,
  };
}
