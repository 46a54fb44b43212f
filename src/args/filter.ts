/**
 * What `--only` and `--hide` say, as plain data: src/args/filter-parse.ts reads it from the command line,
 * src/trace/filter.ts holds exchanges against it.
 */

/** The value of one option: an exchange matches if it passes any of the terms. */
export type FilterExpression = readonly FilterTerm[];

export interface FilterTerm {
  /** Whether the term holds where its test does not. */
  negated: boolean;
  test: FilterTest;
}

export type FilterTest =
  | { key: 'kind'; kind: Kind }
  | { key: TextKey; globs: readonly string[] }
  | { key: 'resource'; resources: readonly ResourcePattern[] }
  | { key: 'status'; ranges: readonly StatusRange[] }
  | { key: 'duration'; limits: readonly DurationLimit[] };

/** The words that stand alone. src/trace/filter-kinds.ts says which exchange is what. */
export const KINDS = ['reads', 'writes', 'mutating', 'discovery', 'errors'] as const;

export type Kind = (typeof KINDS)[number];

/**
 * The keys whose values are globs. `*` stands for any characters and `?` for one; a backslash takes the meaning from
 * the character behind it. In a path `*` ends at a slash, `**` does not.
 */
export type TextKey = 'verb' | 'method' | 'group' | 'namespace' | 'name' | 'host' | 'path';

/** `deployments.v1.apps/scale` in its parts, in lower case. What is absent may be anything. */
export interface ResourcePattern {
  /** Globs, one of which must match: what was typed, and what it is short for. */
  names: readonly string[];
  version?: string;
  /** A glob; empty for the core group. */
  group?: string;
  /** A glob. */
  subresource?: string;
}

/** Both ends belong to it. No response at all counts as 0. */
export interface StatusRange {
  from: number;
  to: number;
}

export interface DurationLimit {
  comparison: '>' | '>=' | '<' | '<=';
  milliseconds: number;
}

/** The keys that stand before a value, with an example of each. */
export const FILTER_KEYS = {
  verb: 'get|list',
  resource: 'deployments.apps',
  namespace: 'kube-*',
  name: 'web-*',
  group: 'apps',
  status: '4xx',
  method: 'POST',
  path: '/apis/**',
  host: '10.0.0.*',
  duration: '1s',
} as const satisfies Record<Exclude<FilterTest['key'], 'kind'>, string>;

export type FilterKey = keyof typeof FILTER_KEYS;
