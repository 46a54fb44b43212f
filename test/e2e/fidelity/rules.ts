import type { KubectlVersion } from '../harness/index.ts';

/**
 * Every difference between the trace and the two oracles that is allowed, by name and with its reason. Nothing else is.
 * What a rule excuses is looked at all the same, wherever there is something to look at.
 */
export const rules = {
  'unlogged request header': {
    why: 'written below the logger, by Go or by kubectl: see unloggedRequestHeaders',
  },
  'masked authorization': { why: 'the log masks the credential; its scheme is compared' },
  'content coding undone': {
    why: 'Go unpacks gzip and takes Content-Encoding and Content-Length from the head',
    versions: ['v1.24', 'v1.35'],
  },
  'transfer coding undone': { why: 'Go takes Transfer-Encoding out of the head' },
  'not modified': {
    why: "kubectl's HTTP cache sits below its logger: 304 on the wire is 200 with X-From-Cache in the log",
  },
  'fresh in the cache': {
    why: 'immutable answers (an OpenAPI document by its hash) come out of the HTTP cache: no request',
    versions: ['v1.30', 'v1.35'],
  },
  'varied header': { why: 'X-Varied-* are notes of the HTTP cache for itself' },
  'parallel requests': {
    why: 'requests under way at once reach log and proxy in any order: compared without their order',
    timing: true,
  },
  'interleaved headers': {
    why: 'up to 1.32 each header is an entry of its own, and those of parallel responses run into each other',
    timing: true,
  },
  'stream without a body': { why: 'kubectl logs no body of what it streams: watches, --raw, logs' },
  'body cut in the log': {
    why: 'a body is cut at 10240 characters: the beginning and the length are compared',
  },
  'decoded body': {
    why: 'the trace decodes protobuf, the log has a hex dump: the dump is decoded; of one that is cut what there is',
    versions: ['v1.35'],
  },
  'packed binary body': {
    why: 'OpenAPI as protobuf in gzip: the trace knows the packed length only',
    versions: ['v1.24'],
  },
  'own words after a body': {
    why: 'up to 1.32 nothing in the log divides a body from what kubectl prints next',
    versions: ['v1.24', 'v1.30'],
  },
  'upgrade without a body': {
    why: 'what answers a request for an upgrade, stream or refusal, is read below the logger',
  },
  'canonical header name': {
    why: "Go's way to write names: Sec-Websocket for Sec-WebSocket",
    versions: ['v1.30', 'v1.35'],
  },
  'upgrade without an Audit-Id': {
    why: 'what the kubelet answers to an upgrade, a 101 or a refusal, the server hands on without one: found by URI',
  },
  'refused upgrade in the audit log': {
    why: 'the server writes 101 as soon as it hands an upgrade on to the kubelet, whatever that then answers',
    versions: ['v1.24'],
  },
  'name from the body': {
    why: 'the audit log takes the name of what is created from the body; RBAC and the URL have none',
  },
  'empty value omitted': {
    why: 'null, {} and the like are dropped when the server writes the object anew',
  },
  'internal delete options': { why: "the audit log has the options of a delete in the server's own form" },
  'quantity normalised': { why: 'the server writes quantities in their canonical form: 0.5 is 500m' },
} as const satisfies Record<string, Rule>;

interface Rule {
  why: string;
  /** The versions of kubectl that need it; all where not given. */
  versions?: readonly KubectlVersion[];
  /** Whether it is chance that decides if it is needed. */
  timing?: boolean;
}

export type RuleName = keyof typeof rules;

/** Counts how often each rule was needed. */
export interface RuleUse {
  use(rule: RuleName): void;
  readonly counts: ReadonlyMap<RuleName, number>;
}

export function createRuleUse(): RuleUse {
  const counts = new Map<RuleName, number>();
  return {
    counts,
    use: (rule) => void counts.set(rule, (counts.get(rule) ?? 0) + 1),
  };
}

/** The rules that this version needs for certain, in the order of the table. */
export function rulesOf(version: KubectlVersion): RuleName[] {
  const names = Object.keys(rules) as RuleName[];
  return names.filter((name) => {
    const rule: Rule = rules[name];
    return rule.timing !== true && (rule.versions ?? [version]).includes(version);
  });
}

/** The rules that chance may add. */
export function isTiming(name: RuleName): boolean {
  const rule: Rule = rules[name];
  return rule.timing === true;
}

/** Request headers that stand on the wire and never in the log. */
export const unloggedRequestHeaders: ReadonlyMap<string, string> = new Map([
  ['host', 'written by Go as it sends'],
  ['accept-encoding', 'added by Go, which undoes the coding'],
  ['content-length', 'written by Go as it sends'],
  ['transfer-encoding', 'written by Go as it sends'],
  ['kubectl-command', "added by kubectl's own round tripper, below the logger"],
  ['kubectl-session', "added by kubectl's own round tripper, below the logger"],
  ['if-none-match', "added by kubectl's HTTP cache, below the logger"],
  ['if-modified-since', "added by kubectl's HTTP cache, below the logger"],
  ['connection', 'added by what upgrades the connection'],
  ['upgrade', 'added by what upgrades the connection'],
  ['sec-websocket-key', 'added by what upgrades the connection'],
  ['sec-websocket-version', 'added by what upgrades the connection'],
  ['sec-websocket-protocol', 'added by what upgrades the connection'],
]);
