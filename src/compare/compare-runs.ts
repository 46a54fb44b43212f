import type { Exchange } from '../exchange/exchange.ts';
import { align, type Pair } from './align.ts';
import type { Change, Comparison, DiscoveryComparison, Step } from './comparison.ts';
import { diffBody } from './diff-body.ts';
import { diffHeaders, diffOutcome, diffRequestLine } from './diff-head.ts';
import type { LeaveOut } from './diff-json.ts';
import { keysOf } from './request-key.ts';
import { shareChanges } from './shared-changes.ts';

export interface CompareSettings {
  /** Discovery in numbers, as other requests, or not at all. */
  discovery: 'fold' | 'show' | 'hide';
  /** Leave nothing out, also not what differs between any two runs. */
  all: boolean;
}

/** Compares two runs, each ordered by the arrival of its requests. Both must have been redacted. */
export function compareRuns(
  a: readonly Exchange[],
  b: readonly Exchange[],
  { discovery, all }: CompareSettings,
): Comparison {
  const leftOut = new Map<string, number>();
  const leaveOut: LeaveOut = all ? undefined : (rule) => leftOut.set(rule, (leftOut.get(rule) ?? 0) + 1);
  const isDiscovery = ({ request }: Exchange) => request.info.isDiscovery;
  const isStep = (one: Exchange) => discovery === 'show' || !isDiscovery(one);
  const steps = compareLists(a.filter(isStep), b.filter(isStep), leaveOut);
  const folded =
    discovery === 'fold' ? compareLists(a.filter(isDiscovery), b.filter(isDiscovery), leaveOut) : [];
  const { shared, strip } = shareChanges([...folded, ...steps]);
  return {
    steps: steps.map(strip),
    shared,
    discovery: discovery === 'fold' ? countDiscovery(folded.map(strip)) : undefined,
    leftOut,
  };
}

/** Both runs as one list: what only the first has stands before what the second has in its place, as diff(1) does. */
function compareLists(a: readonly Exchange[], b: readonly Exchange[], leaveOut: LeaveOut): Step[] {
  const pairs = align(a.map(keysOf), b.map(keysOf));
  const pairedA = new Set(pairs.map((pair) => pair.a));
  const pairOf = new Map(pairs.map((pair) => [pair.b, pair]));
  const limits = nextKept(b.length, a.length, pairOf);
  const steps: Step[] = [];
  let atA = 0;
  const removeUpTo = (end: number) => {
    for (; atA < end; atA += 1) {
      const one = a[atA];
      if (one !== undefined && !pairedA.has(atA)) steps.push({ kind: 'removed', a: one });
    }
  };
  for (const [place, other] of b.entries()) {
    removeUpTo(limits[place] ?? a.length);
    const pair = pairOf.get(place);
    const one = pair === undefined ? undefined : a[pair.a];
    if (pair === undefined || one === undefined) steps.push({ kind: 'added', b: other });
    else
      steps.push({
        kind: 'both',
        a: one,
        b: other,
        moved: pair.moved,
        changes: diffExchange(one, other, leaveOut),
      });
  }
  removeUpTo(a.length);
  return steps;
}

/** For each place of the second run that of the first up to which all is told before it. */
function nextKept(lengthB: number, lengthA: number, pairOf: ReadonlyMap<number, Pair>): number[] {
  const limits: number[] = [];
  let limit = lengthA;
  for (let place = lengthB - 1; place >= 0; place -= 1) {
    const pair = pairOf.get(place);
    if (pair !== undefined && !pair.moved) limit = pair.a;
    limits[place] = limit;
  }
  return limits;
}

function diffExchange(a: Exchange, b: Exchange, leaveOut: LeaveOut): Change[] {
  const changes = diffRequestLine(a, b, leaveOut);
  changes.push(...diffHeaders('request header', a.request.headers, b.request.headers, leaveOut));
  for (const change of diffBody(a.request.body, b.request.body, leaveOut))
    changes.push({ part: 'request body', ...change });
  changes.push(...diffOutcome(a, b));
  // Without an answer there is nothing to compare it with: the status says so.
  if (a.response === undefined || b.response === undefined) return changes;
  changes.push(...diffHeaders('response header', a.response.headers, b.response.headers, leaveOut));
  for (const change of diffBody(a.response.body, b.response.body, leaveOut))
    changes.push({ part: 'response body', ...change });
  return changes;
}

function countDiscovery(steps: readonly Step[]): DiscoveryComparison {
  const count = (belongs: (step: Step) => boolean) => steps.filter(belongs).length;
  return {
    onlyA: count(({ kind }) => kind === 'removed'),
    onlyB: count(({ kind }) => kind === 'added'),
    both: count(({ kind }) => kind === 'both'),
    // They run in parallel: their order means nothing.
    changed: count((step) => step.kind === 'both' && step.changes.length > 0),
  };
}
