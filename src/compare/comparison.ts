import type { Exchange } from '../exchange/exchange.ts';
import type { JsonValue } from './json-value.ts';

/** What differs between two runs. Plain data: src/compare/report*.ts makes texts of it. */
export interface Comparison {
  /** In the order of the second run; what only the first has stands where it was there. */
  steps: readonly Step[];
  /** Differences of heads that most requests share: told once, and in no step. */
  shared: readonly SharedChange[];
  /** Undefined where discovery is among the steps, or not looked at. */
  discovery: DiscoveryComparison | undefined;
  /**
   * What was found but left out because it differs between any two runs: how often, by its name in the table of
   * src/compare/always-different.ts.
   */
  leftOut: ReadonlyMap<string, number>;
}

export type Step =
  | { kind: 'removed'; a: Exchange }
  | { kind: 'added'; b: Exchange }
  | {
      kind: 'both';
      a: Exchange;
      b: Exchange;
      /** Whether it comes before or after others that it came after or before in the first run. */
      moved: boolean;
      /** Empty where nothing differs. */
      changes: readonly Change[];
    };

/** The places of an exchange, in the order in which they are told. */
export const PARTS = [
  'request',
  'query',
  'request header',
  'request body',
  'response',
  'response header',
  'response body',
] as const;

export type Part = (typeof PARTS)[number];

export interface Change {
  part: Part;
  /** `method`, a header's name, `spec.containers[web].image`; empty for a body as a whole. */
  path: string;
  /** In the first run; undefined where it was not there. */
  a: JsonValue | undefined;
  /** In the second. */
  b: JsonValue | undefined;
}

export interface SharedChange extends Change {
  /** In how many of the requests that both runs have. */
  count: number;
  of: number;
}

/** The numbers of requests by which kubectl learns the API. */
export interface DiscoveryComparison {
  onlyA: number;
  onlyB: number;
  both: number;
  /** How many of those in both differ. */
  changed: number;
}

/** Whether two runs differ in anything that is not left out. */
export function hasDifferences({ steps, shared, discovery }: Comparison): boolean {
  if (shared.length > 0) return true;
  if (discovery !== undefined && discovery.onlyA + discovery.onlyB + discovery.changed > 0) return true;
  return steps.some((step) => step.kind !== 'both' || isChanged(step));
}

export function isChanged(step: Extract<Step, { kind: 'both' }>): boolean {
  return step.moved || step.changes.length > 0;
}
