import { goQuote } from '../../model/field-error.ts';
import { type PolicyRule, urlCovers } from './rules.ts';

/**
 * The parts of `wanted` that none of `owned` covers, each with one verb, resource and name at most (component-helpers
 * auth/rbac/validation).
 */
export function uncoveredRules(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  return wanted.flatMap(breakDown).filter((part) => !owned.some((rule) => ruleCovers(rule, part)));
}

/**
 * Rules of one resource each become one with all their verbs (kubernetes pkg/registry/rbac/validation/
 * policy_compact.go).
 */
export function compactRules(rules: readonly PolicyRule[]): PolicyRule[] {
  const compacted = new Map<string, PolicyRule>();
  for (const [index, rule] of rules.entries()) {
    const { apiGroups, resources, resourceNames } = rule;
    const isSimple = apiGroups.length === 1 && resources.length === 1 && resourceNames.length <= 1;
    const key = isSimple ? JSON.stringify([apiGroups, resources, resourceNames]) : String(index);
    const same = compacted.get(key);
    compacted.set(key, same === undefined ? rule : { ...same, verbs: [...same.verbs, ...rule.verbs] });
  }
  return [...compacted.values()];
}

/** `{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}`. */
export function describeRule(rule: PolicyRule): string {
  const parts = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ] as const;
  const shown = parts
    .filter(([, list]) => list.length > 0)
    .map(([name, list]) => `${name}:${goQuoteList(list)}`);
  return `{${shown.join(', ')}}`;
}

/** fmt's %q of a list of strings. */
export function goQuoteList(list: readonly string[]): string {
  return `[${list.map(goQuote).join(' ')}]`;
}

const NOTHING: PolicyRule = {
  verbs: [],
  apiGroups: [],
  resources: [],
  resourceNames: [],
  nonResourceURLs: [],
};

function* combinations(rule: PolicyRule): Generator<PolicyRule> {
  for (const group of rule.apiGroups) {
    for (const resource of rule.resources) {
      for (const verb of rule.verbs) {
        const part = { ...NOTHING, apiGroups: [group], resources: [resource], verbs: [verb] };
        if (rule.resourceNames.length === 0) yield part;
        for (const name of rule.resourceNames) yield { ...part, resourceNames: [name] };
      }
    }
  }
  for (const url of rule.nonResourceURLs) {
    for (const verb of rule.verbs) yield { ...NOTHING, nonResourceURLs: [url], verbs: [verb] };
  }
}

function breakDown(rule: PolicyRule): PolicyRule[] {
  return [...combinations(rule)];
}

function ruleCovers(owned: PolicyRule, part: PolicyRule): boolean {
  const hasNames =
    owned.resourceNames.length === 0 ||
    (part.resourceNames.length > 0 && hasEach(owned.resourceNames, part.resourceNames));
  return (
    hasNames &&
    (owned.verbs.includes('*') || hasEach(owned.verbs, part.verbs)) &&
    (owned.apiGroups.includes('*') || hasEach(owned.apiGroups, part.apiGroups)) &&
    part.resources.every((resource) => coversResource(owned.resources, resource)) &&
    part.nonResourceURLs.every((path) => owned.nonResourceURLs.some((url) => urlCovers(url, path)))
  );
}

function coversResource(owned: readonly string[], resource: string): boolean {
  if (owned.includes('*') || owned.includes(resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && owned.includes(`*${resource.slice(slash)}`);
}

function hasEach(list: readonly string[], items: readonly string[]): boolean {
  return items.every((item) => list.includes(item));
}
