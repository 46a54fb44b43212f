import { isPlaceholder, MASK, type Placeholders } from './placeholders.ts';

/** Replace `text.slice(start, end)` by `by`. Offsets are UTF-16 units, as in `String.prototype.slice`. */
export interface Edit {
  start: number;
  end: number;
  by: string;
}

/** Applies edits that `mergeEdits` has put in order; all else of the text stays as it was, byte for byte. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return text;
  const pieces: string[] = [];
  let from = 0;
  for (const edit of edits) {
    pieces.push(text.slice(from, edit.start), edit.by);
    from = edit.end;
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}

/** Puts edits in order and joins those that overlap: two rules may see the same secret. */
export function mergeEdits(edits: readonly Edit[]): Edit[] {
  const merged: Edit[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last !== undefined && edit.start < last.end) last.end = Math.max(last.end, edit.end);
    else merged.push({ ...edit });
  }
  return merged;
}

/** Those that change the text: what is masked already, in a trace that is read again, stays as it is and is not counted. */
function effectiveEdits(text: string, edits: readonly Edit[]): Edit[] {
  return edits.filter(({ start, end }) => !isPlaceholder(text.slice(start, end)));
}

/** The same edits with the number of each secret in its placeholder: `<masked:1>`. */
export function numberEdits(text: string, edits: readonly Edit[], placeholders: Placeholders): Edit[] {
  return effectiveEdits(text, edits).map(({ start, end, by }) => ({
    start,
    end,
    by: by.replace(MASK, placeholders.of(text.slice(start, end))),
  }));
}

export function maskEdit(start: number, end: number): Edit {
  return { start, end, by: MASK };
}
