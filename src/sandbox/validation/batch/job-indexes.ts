import { goQuote } from '../../model/field-error.ts';

/** What is wrong with a list of indexes such as `1,3-5`. */
export class IndexesError extends Error {
  override readonly name = 'IndexesError';
}

/** validateIndexesFormat: how many indexes there are, all below `completions`. @throws IndexesError */
export function countIndexes(text: string, completions: number): number {
  let total = 0;
  let last = -1;
  for (const interval of text === '' ? [] : text.split(',')) {
    const [first, end] = parseInterval(interval, completions);
    if (last >= first) throw new IndexesError(`non-increasing order, previous: ${last}, current: ${first}`);
    total += end - first + 1;
    last = end;
  }
  return total;
}

/** The first index that is in both lists; intervals that cannot be read are passed over. */
export function overlapOf(a: string, b: string, completions: number): number | undefined {
  const others = intervalsOf(b, completions);
  for (const [start, end] of intervalsOf(a, completions)) {
    const other = others.find(([otherStart, otherEnd]) => start <= otherEnd && otherStart <= end);
    if (other !== undefined) return Math.max(start, other[0]);
  }
  return undefined;
}

function intervalsOf(text: string, completions: number): [number, number][] {
  return text.split(',').flatMap((interval) => {
    try {
      return [parseInterval(interval, completions)];
    } catch (error) {
      if (error instanceof IndexesError) return [];
      throw error;
    }
  });
}

function parseInterval(text: string, completions: number): [number, number] {
  const limits = text.split('-');
  if (limits.length > 2) {
    const rule = 'an index interval can have at most two parts separated by';
    throw new IndexesError(`the fragment ${goQuote(text)} violates the requirement that ${rule} '-'`);
  }
  const [first = 0, last] = limits.map((limit) => {
    if (!/^[+-]?\d+$/.test(limit)) {
      throw new IndexesError(`cannot convert string to integer for index: ${goQuote(limit)}`);
    }
    if (Number(limit) >= completions) throw new IndexesError(`too large index: ${goQuote(limit)}`);
    return Number(limit);
  });
  if (last === undefined) return [first, first];
  if (first >= last) throw new IndexesError(`non-increasing order, previous: ${first}, current: ${last}`);
  return [first, last];
}
