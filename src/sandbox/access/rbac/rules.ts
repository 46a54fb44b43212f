import { isObject, type Json, listAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Attributes } from '../attributes.ts';

/** rbac/v1 PolicyRule. */
export interface PolicyRule {
  verbs: readonly string[];
  apiGroups: readonly string[];
  resources: readonly string[];
  resourceNames: readonly string[];
  nonResourceURLs: readonly string[];
}

/** The rules of a Role or ClusterRole. */
export function rulesOf(role: ApiObject): PolicyRule[] {
  return listAt(role, 'rules').map(toRule);
}

function toRule(value: Json): PolicyRule {
  const strings = (key: string) =>
    listAt(isObject(value) ? value : undefined, key).filter((item) => typeof item === 'string');
  return {
    verbs: strings('verbs'),
    apiGroups: strings('apiGroups'),
    resources: strings('resources'),
    resourceNames: strings('resourceNames'),
    nonResourceURLs: strings('nonResourceURLs'),
  };
}

/** kubernetes pkg/apis/rbac/v1/evaluation_helpers.go. */
export function ruleAllows(rule: PolicyRule, attributes: Attributes): boolean {
  if (!hasOrAll(rule.verbs, attributes.verb)) return false;
  if ('path' in attributes) return rule.nonResourceURLs.some((url) => urlCovers(url, attributes.path));
  const { group, resource, subresource, name } = attributes;
  const isNamed = rule.resourceNames.length === 0 || rule.resourceNames.includes(name);
  return isNamed && hasOrAll(rule.apiGroups, group) && allowsResource(rule, resource, subresource);
}

function allowsResource({ resources }: PolicyRule, resource: string, subresource: string): boolean {
  if (subresource === '') return hasOrAll(resources, resource);
  return hasOrAll(resources, `${resource}/${subresource}`) || resources.includes(`*/${subresource}`);
}

/** Whether a rule's path, which may end in `*`, is that one or covers it. */
export function urlCovers(rule: string, path: string): boolean {
  return rule === path || (rule.endsWith('*') && path.startsWith(rule.replace(/\*+$/, '')));
}

function hasOrAll(list: readonly string[], item: string): boolean {
  return list.includes('*') || list.includes(item);
}
