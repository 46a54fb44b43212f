import { duplicate, invalid, required } from '../../model/field-error.ts';
import type { JsonObject } from '../../model/json.ts';
import { each, type Faults, matches, oneOf, present } from '../faults.ts';
import { objectsAt, stringsAt, structAt, textAt } from '../fields.ts';
import { isPathSegmentName } from '../formats/names.ts';
import { validateLabelSelector } from '../label-selector.ts';

// What requests a webhook or a policy is for: pkg/apis/admissionregistration/validation.

export const FAILURE_POLICIES = ['Fail', 'Ignore'];
export const REINVOCATION_POLICIES = ['IfNeeded', 'Never'];
const MATCH_POLICIES = ['Equivalent', 'Exact'];
const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
/** There is nothing to change in what is being deleted. */
const MUTATING_OPERATIONS = OPERATIONS.filter((operation) => operation !== 'DELETE');
const SCOPES = ['*', 'Cluster', 'Namespaced'];

/** RuleWithOperations */
export function* validateRule(path: string, rule: JsonObject): Faults {
  const operations = stringsAt(rule, 'operations');
  if (operations.length === 0) yield required(`${path}.operations`, '');
  yield* aloneWildcard(`${path}.operations`, operations, 'operations');
  yield* each(`${path}.operations`, operations, (at, operation) => oneOf(at, operation, OPERATIONS));
  const groups = stringsAt(rule, 'apiGroups');
  const versions = stringsAt(rule, 'apiVersions');
  if (groups.length === 0) yield required(`${path}.apiGroups`, '');
  yield* aloneWildcard(`${path}.apiGroups`, groups, 'API groups');
  if (versions.length === 0) yield required(`${path}.apiVersions`, '');
  yield* aloneWildcard(`${path}.apiVersions`, versions, 'API versions');
  yield* each(`${path}.apiVersions`, versions, (at, version) => present(at, version));
  yield* validateResources(`${path}.resources`, stringsAt(rule, 'resources'));
  const scope = textAt(rule, 'scope');
  if (scope !== undefined) yield* oneOf(`${path}.scope`, scope, SCOPES);
}

function* aloneWildcard(path: string, items: string[], what: string): Faults {
  if (items.length > 1 && items.includes('*')) {
    yield invalid(path, items, `if '*' is present, must not specify other ${what}`);
  }
}

function* validateResources(path: string, resources: string[]): Faults {
  if (resources.length === 0) yield required(path, '');
  const allSubresourcesOf = new Set<string>();
  const ofAllResources = new Set<string>();
  let lastIsWhole = false;
  yield* each(path, resources, function* (at, text) {
    if (text === '') {
      yield required(at, '');
      return;
    }
    const slash = text.indexOf('/');
    if (slash < 0) {
      lastIsWhole = text !== '*';
      return;
    }
    const resource = text.slice(0, slash);
    const subresource = text.slice(slash + 1);
    const redundant = (other: string) =>
      invalid(at, text, `if '${other}' is present, must not specify ${text}`);
    if (allSubresourcesOf.has(resource)) yield redundant(`${resource}/*`);
    if (ofAllResources.has(subresource)) yield redundant(`*/${subresource}`);
    if (subresource === '*') allSubresourcesOf.add(resource);
    if (resource === '*') ofAllResources.add(subresource);
  });
  if (resources.length > 1 && resources.includes('*/*')) {
    yield invalid(path, resources, "if '*/*' is present, must not specify other resources");
  }
  if (resources.includes('*') && lastIsWhole) {
    const text = "if '*' is present, must not specify other resources without subresources";
    yield invalid(path, resources, text);
  }
}

export function* validateMatchPolicy(path: string, policy: string | undefined): Faults {
  if (policy !== undefined) yield* oneOf(path, policy, MATCH_POLICIES);
}

/** MatchResources of a policy or binding. */
export function* validateMatchResources(path: string, resources: JsonObject | undefined): Faults {
  if (resources === undefined) return;
  const policy = textAt(resources, 'matchPolicy');
  if (policy === undefined) yield required(`${path}.matchPolicy`, '');
  yield* validateMatchPolicy(`${path}.matchPolicy`, policy);
  for (const key of ['namespaceSelector', 'objectSelector']) {
    const selector = structAt(resources, key);
    if (selector === undefined) yield required(`${path}.${key}`, '');
    yield* validateLabelSelector(`${path}.${key}`, selector);
  }
  for (const key of ['resourceRules', 'excludeResourceRules']) {
    yield* each(`${path}.${key}`, objectsAt(resources, key), validateNamedRule);
  }
}

function* validateNamedRule(path: string, rule: JsonObject): Faults {
  const names = stringsAt(rule, 'resourceNames');
  for (const [index, name] of names.entries()) {
    yield* matches(`${path}.resourceNames[${index}]`, name, isPathSegmentName);
    if (names.indexOf(name) < index) yield duplicate(`${path}.resourceNames[${index}]`, name);
  }
  yield* validateRule(path, rule);
}

/** Of what a mutating policy is for. The path has no indexes. */
export function* validateMutatingOperations(path: string, resources: JsonObject): Faults {
  for (const rule of objectsAt(resources, 'resourceRules')) {
    for (const operation of stringsAt(rule, 'operations')) {
      yield* oneOf(`${path}.resourceRules.operations`, operation, MUTATING_OPERATIONS);
    }
  }
}

const EXCLUDED = new Set([
  'selfsubjectreviews.authentication.k8s.io',
  'tokenreviews.authentication.k8s.io',
  'localsubjectaccessreviews.authorization.k8s.io',
  'selfsubjectaccessreviews.authorization.k8s.io',
  'selfsubjectrulesreviews.authorization.k8s.io',
  'subjectaccessreviews.authorization.k8s.io',
]);

/** Of a webhook's rules: resources that no webhook is asked about. */
export function ruleWarnings(path: string, rules: readonly JsonObject[]): string[] {
  return rules.flatMap((rule, index) => {
    const groups = stringsAt(rule, 'apiGroups');
    const resources = stringsAt(rule, 'resources');
    if (groups.includes('*') || resources.includes('*')) return [];
    const named = groups.flatMap((group) => resources.map((resource) => `${resource}.${group}`));
    return [...new Set(named)]
      .filter((name) => EXCLUDED.has(name))
      .map(
        (name) =>
          `${path}[${index}]: ${name} is excluded from admission webhooks; this rule will have no effect`,
      );
  });
}
