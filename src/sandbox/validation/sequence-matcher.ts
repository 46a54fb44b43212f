/** A run of elements: of both lists alike, or of one in the place of the other. */
export interface Change {
  equal: boolean;
  aStart: number;
  aEnd: number;
  bStart: number;
  bEnd: number;
}

interface Match {
  a: number;
  b: number;
  size: number;
}

/**
 * The changes from one list to the other in groups, with up to `context` equal elements around each, as Python's difflib
 * and its port to Go find them (github.com/pmezard/go-difflib): also its way to pass over what is frequent.
 */
export function groupedChanges(a: readonly string[], b: readonly string[], context: number): Change[][] {
  const groups: Change[][] = [];
  let group: Change[] = [];
  for (const change of trimmed(changesOf(a, b), context)) {
    const { equal, aStart, aEnd, bStart, bEnd } = change;
    if (!equal || aEnd - aStart <= 2 * context) {
      group.push(change);
      continue;
    }
    group.push({ ...change, aEnd: aStart + context, bEnd: bStart + context });
    groups.push(group);
    group = [{ equal, aStart: aEnd - context, aEnd, bStart: bEnd - context, bEnd }];
  }
  groups.push(group);
  return groups.filter((changes) => changes.some(({ equal }) => !equal));
}

/** Only as much of what is equal at both ends as the context is. */
function trimmed(changes: Change[], context: number): Change[] {
  return changes.map((change, index) => {
    if (!change.equal) return change;
    const kept = { ...change };
    if (index === 0) {
      kept.aStart = Math.max(kept.aStart, kept.aEnd - context);
      kept.bStart = Math.max(kept.bStart, kept.bEnd - context);
    }
    if (index === changes.length - 1) {
      kept.aEnd = Math.min(kept.aEnd, kept.aStart + context);
      kept.bEnd = Math.min(kept.bEnd, kept.bStart + context);
    }
    return kept;
  });
}

function changesOf(a: readonly string[], b: readonly string[]): Change[] {
  const changes: Change[] = [];
  let aStart = 0;
  let bStart = 0;
  for (const match of [...matchesOf(a, b), { a: a.length, b: b.length, size: 0 }]) {
    if (aStart < match.a || bStart < match.b) {
      changes.push({ equal: false, aStart, aEnd: match.a, bStart, bEnd: match.b });
    }
    aStart = match.a + match.size;
    bStart = match.b + match.size;
    if (match.size > 0)
      changes.push({ equal: true, aStart: match.a, aEnd: aStart, bStart: match.b, bEnd: bStart });
  }
  return changes;
}

/** Adjacent matches are joined. */
function matchesOf(a: readonly string[], b: readonly string[]): Match[] {
  const places = placesOf(b);
  const found: Match[] = [];
  const open: [number, number, number, number][] = [[0, a.length, 0, b.length]];
  for (let area = open.pop(); area !== undefined; area = open.pop()) {
    const [aLow, aHigh, bLow, bHigh] = area;
    const match = longestMatch(a, b, places, area);
    if (match.size === 0) continue;
    found.push(match);
    if (aLow < match.a && bLow < match.b) open.push([aLow, match.a, bLow, match.b]);
    if (match.a + match.size < aHigh && match.b + match.size < bHigh) {
      open.push([match.a + match.size, aHigh, match.b + match.size, bHigh]);
    }
  }
  found.sort((left, right) => left.a - right.a);
  return found.reduce<Match[]>((joined, match) => {
    const last = joined.at(-1);
    if (last !== undefined && last.a + last.size === match.a && last.b + last.size === match.b) {
      last.size += match.size;
    } else joined.push({ ...match });
    return joined;
  }, []);
}

/** Where each element is in `b`; frequent ones of a long list are left out. */
function placesOf(b: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, element] of b.entries()) {
    const known = places.get(element);
    if (known === undefined) places.set(element, [index]);
    else known.push(index);
  }
  if (b.length < 200) return places;
  const limit = Math.trunc(b.length / 100) + 1;
  return new Map([...places].filter(([, indices]) => indices.length <= limit));
}

function longestMatch(
  a: readonly string[],
  b: readonly string[],
  places: ReadonlyMap<string, number[]>,
  [aLow, aHigh, bLow, bHigh]: readonly [number, number, number, number],
): Match {
  const best: Match = { a: aLow, b: bLow, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = aLow; i < aHigh; i += 1) {
    const next = new Map<number, number>();
    for (const j of places.get(a[i] ?? '') ?? []) {
      if (j < bLow || j >= bHigh) continue;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) Object.assign(best, { a: i - size + 1, b: j - size + 1, size });
    }
    lengths = next;
  }
  while (best.a > aLow && best.b > bLow && a[best.a - 1] === b[best.b - 1]) {
    best.a -= 1;
    best.b -= 1;
    best.size += 1;
  }
  while (
    best.a + best.size < aHigh &&
    best.b + best.size < bHigh &&
    a[best.a + best.size] === b[best.b + best.size]
  ) {
    best.size += 1;
  }
  return best;
}
