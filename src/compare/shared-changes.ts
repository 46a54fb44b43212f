import type { Change, Part, SharedChange, Step } from './comparison.ts';
import { canonicalJson } from './json-value.ts';

/**
 * Finds the changes of heads that more than half of the requests of both runs share (another kubectl, say), so that they
 * can be told once. At least two requests must share them.
 */
export function shareChanges(steps: readonly Step[]): {
  shared: SharedChange[];
  /** The step without them. */
  strip(step: Step): Step;
} {
  const pairs = steps.flatMap((step) => (step.kind === 'both' ? [step] : []));
  const counts = new Map<string, SharedChange>();
  for (const change of pairs.flatMap(({ changes }) => changes.filter(isOfHead))) {
    const known = counts.get(keyOf(change));
    if (known === undefined) counts.set(keyOf(change), { ...change, count: 1, of: pairs.length });
    else known.count += 1;
  }
  const shared = new Map([...counts].filter(([, { count, of }]) => count > 1 && count * 2 > of));
  return {
    shared: [...shared.values()],
    strip: (step) =>
      step.kind === 'both'
        ? {
            ...step,
            changes: step.changes.filter((change) => !isOfHead(change) || !shared.has(keyOf(change))),
          }
        : step,
  };
}

const HEADS: ReadonlySet<Part> = new Set(['request header', 'response header']);

function isOfHead({ part }: Change): boolean {
  return HEADS.has(part);
}

function keyOf({ part, path, a, b }: Change): string {
  return canonicalJson([part, path, a ?? null, b ?? null]);
}
