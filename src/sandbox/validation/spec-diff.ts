import type { Json } from '../model/json.ts';
import { type Change, groupedChanges } from './sequence-matcher.ts';

/**
 * What changed between two values: a unified diff of their JSON without names of files, as apimachinery's
 * pkg/util/diff/diff.go makes it.
 */
export function specDiff(before: Json, after: Json): string {
  const a = linesOf(before);
  const b = linesOf(after);
  return groupedChanges(a, b, 3)
    .map((group) => hunk(group, a, b))
    .join('');
}

function linesOf(value: Json): string[] {
  const text = JSON.stringify(value, null, 1);
  const escaped = text.replaceAll(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return escaped.split('\n').map((line) => `${line}\n`);
}

function hunk(group: readonly Change[], a: readonly string[], b: readonly string[]): string {
  const first = group[0];
  const last = group.at(-1);
  if (first === undefined || last === undefined) return '';
  const header = `@@ -${range(first.aStart, last.aEnd)} +${range(first.bStart, last.bEnd)} @@\n`;
  const body = group.map(({ equal, aStart, aEnd, bStart, bEnd }) => {
    if (equal) return prefixed(' ', a.slice(aStart, aEnd));
    return prefixed('-', a.slice(aStart, aEnd)) + prefixed('+', b.slice(bStart, bEnd));
  });
  return header + body.join('');
}

function prefixed(prefix: string, lines: readonly string[]): string {
  return lines.map((line) => prefix + line).join('');
}

function range(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}
