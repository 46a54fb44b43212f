import { diffArrays } from 'diff';
import { longestIncreasing } from './longest-increasing.ts';
import type { RequestKeys } from './request-key.ts';

/** A request of one run and the same of the other, by their places. */
export interface Pair {
  a: number;
  b: number;
  /** Whether others stand before or after it that stood after or before it in the first run. */
  moved: boolean;
}

/**
 * Pairs the requests of two runs, ordered by the second: first those that are alike in everything and in the same order,
 * then between them those that ask the same, then what has moved; of what is left, by the object that is written, and by
 * the request in another namespace. Takes time in the number of requests times that of the differences up to a bound;
 * beyond it, the first request of a kind is paired with the first, the second with the second.
 */
export function align(a: readonly RequestKeys[], b: readonly RequestKeys[]): Pair[] {
  const partnerOfA = new Map<number, number>();
  const partnerOfB = new Map<number, number>();
  const join = (one: number, other: number) => {
    partnerOfA.set(one, other);
    partnerOfB.set(other, one);
  };
  for (const [one, other] of pairInOrder(a, b)) join(one, other);
  for (const key of ['exact', 'request', 'object', 'anywhere'] as const) {
    const left = findPlaces(a, key, partnerOfA);
    for (const [value, places] of findPlaces(b, key, partnerOfB)) {
      const others = left.get(value) ?? [];
      for (const [index, one] of others.slice(0, places.length).entries()) join(one, places[index] ?? 0);
    }
  }
  const ordered = [...partnerOfB].map(([other, one]) => ({ a: one, b: other })).sort((x, y) => x.b - y.b);
  const kept = longestIncreasing(ordered.map((pair) => pair.a));
  return ordered.map((pair, index) => ({ ...pair, moved: !kept.has(index) }));
}

/** The places without a partner, by their key. */
function findPlaces(
  keys: readonly RequestKeys[],
  name: keyof RequestKeys,
  partners: ReadonlyMap<number, number>,
): Map<string, number[]> {
  const places = new Map<string, number[]>();
  keys.forEach((one, place) => {
    const key = one[name];
    if (key === undefined || partners.has(place)) return;
    const known = places.get(key);
    if (known === undefined) places.set(key, [place]);
    else known.push(place);
  });
  return places;
}

type Places = [a: number, b: number];

/** A stretch of both runs; the ends do not belong to it. */
interface Stretch {
  fromA: number;
  toA: number;
  fromB: number;
  toB: number;
}

function pairInOrder(a: readonly RequestKeys[], b: readonly RequestKeys[]): Places[] {
  const [exactA, exactB] = [a, b].map((keys) => keys.map(({ exact }) => exact));
  const [requestsA, requestsB] = [a, b].map((keys) => keys.map(({ request }) => request));
  const whole = { fromA: 0, toA: a.length, fromB: 0, toB: b.length };
  const anchors = pairStretch(exactA ?? [], exactB ?? [], whole);
  const between = stretchesBetween(anchors, whole).flatMap((one) =>
    pairStretch(requestsA ?? [], requestsB ?? [], one),
  );
  return [...anchors, ...between];
}

function stretchesBetween(anchors: readonly Places[], whole: Stretch): Stretch[] {
  const stretches: Stretch[] = [];
  let [fromA, fromB] = [whole.fromA, whole.fromB];
  for (const [toA, toB] of [...anchors, [whole.toA, whole.toB]] as const) {
    if (toA > fromA && toB > fromB) stretches.push({ fromA, toA, fromB, toB });
    [fromA, fromB] = [toA + 1, toB + 1];
  }
  return stretches;
}

/** Two sequences that differ in more than so many places are not searched for the best way to pair them. */
const MAX_EDITS = 1000;

function pairStretch(
  a: readonly string[],
  b: readonly string[],
  { fromA, toA, fromB, toB }: Stretch,
): Places[] {
  const [left, right] = [a.slice(fromA, toA), b.slice(fromB, toB)];
  const parts =
    leastEdits(left, right) > MAX_EDITS ? undefined : diffArrays(left, right, { maxEditLength: MAX_EDITS });
  if (parts === undefined)
    return pairByNumber(left, right).map(([one, other]) => [one + fromA, other + fromB]);
  const pairs: Places[] = [];
  let [atA, atB] = [fromA, fromB];
  for (const { added, removed, count } of parts) {
    for (let index = 0; !added && !removed && index < count; index += 1)
      pairs.push([atA + index, atB + index]);
    if (!added) atA += count;
    if (!removed) atB += count;
  }
  return pairs;
}

/** So many items of each kind one has more than the other: the search needs at least as many steps. */
function leastEdits(a: readonly string[], b: readonly string[]): number {
  const balance = new Map<string, number>();
  for (const key of a) balance.set(key, (balance.get(key) ?? 0) + 1);
  for (const key of b) balance.set(key, (balance.get(key) ?? 0) - 1);
  return [...balance.values()].reduce((sum, number) => sum + Math.abs(number), 0);
}

/** The first of a kind with the first, and of those the most that stand in the same order. */
function pairByNumber(a: readonly string[], b: readonly string[]): Places[] {
  const places = new Map<string, number[]>();
  a.forEach((key, place) => {
    const known = places.get(key);
    if (known === undefined) places.set(key, [place]);
    else known.push(place);
  });
  const next = new Map<string, number>();
  const pairs: Places[] = [];
  b.forEach((key, place) => {
    const number = next.get(key) ?? 0;
    const one = places.get(key)?.[number];
    if (one === undefined) return;
    next.set(key, number + 1);
    pairs.push([one, place]);
  });
  const kept = longestIncreasing(pairs.map(([one]) => one));
  return pairs.filter((_, index) => kept.has(index));
}
