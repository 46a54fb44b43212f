import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { type FieldError, forbidden, invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Validator } from '../../model/rules.ts';
import { collect, each, type Faults, matches, present, requiredMatch } from '../faults.ts';
import { isSet, numberAt, objectsAt, stringsAt, structAt } from '../fields.ts';
import { isDnsLabel, isDnsSubdomain } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { validateMetadata } from '../metadata.ts';
import { MANDATORY_FLOW_SCHEMAS } from './mandatory.ts';
import { validateConditionTypes } from './priority-level.ts';

const KIND = 'flowcontrol.apiserver.k8s.io/v1/FlowSchema';
const MAX_PRECEDENCE = 10000;
const METHODS = ['ByNamespace', 'ByUser'];
const SUBJECTS = new Map([
  ['Group', 'group'],
  ['ServiceAccount', 'serviceAccount'],
  ['User', 'user'],
]);
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

const validate = (object: ApiObject): FieldError[] => collect(validateFlowSchema(object));

/** pkg/apis/flowcontrol/validation */
export const flowSchema: Validator = {
  validateCreate: validate,
  validateUpdate: validate,
  validateSubresourceUpdate: { status: (object) => collect(validateConditionTypes(object)) },
};

function* validateFlowSchema(object: ApiObject): Faults {
  const { name = '' } = object.metadata;
  const spec = objectAt(object, 'spec');
  yield* validateMetadata(object, { namespaced: false, name: isDnsSubdomain });
  yield* validatePrecedence('spec.matchingPrecedence', numberAt(spec, 'matchingPrecedence') ?? 0, name);
  const method = structAt(spec, 'distinguisherMethod');
  if (method !== undefined && !METHODS.includes(stringAt(method, 'type'))) {
    const badValue = internalForm(KIND, 'spec.distinguisherMethod', method);
    yield { ...notSupported('spec.distinguisherMethod.type', '', METHODS), badValue };
  }
  const level = stringAt(objectAt(spec, 'priorityLevelConfiguration'), 'name');
  const levelPath = 'spec.priorityLevelConfiguration.name';
  yield* requiredMatch(levelPath, level, isDnsSubdomain, 'must reference a priority level');
  yield* each('spec.rules', objectsAt(spec, 'rules'), validateRules);
  const fixed = own(MANDATORY_FLOW_SCHEMAS, name);
  if (fixed !== undefined && !semanticEqual(spec, fixed)) {
    yield invalid('spec', internalForm(KIND, 'spec', spec), `spec of '${name}' must equal the fixed value`);
  }
  yield* validateConditionTypes(object);
}

function* validatePrecedence(path: string, precedence: number, name: string): Faults {
  if (precedence <= 0) yield invalid(path, precedence, 'must be a positive value');
  if (precedence > MAX_PRECEDENCE) {
    yield invalid(path, precedence, `must not be greater than ${MAX_PRECEDENCE}`);
  }
  if (precedence === 1 && name !== 'exempt') {
    yield invalid(path, precedence, "only the schema named 'exempt' may have matchingPrecedence 1");
  }
}

function* validateRules(path: string, rules: JsonObject): Faults {
  const subjects = objectsAt(rules, 'subjects');
  const resourceRules = objectsAt(rules, 'resourceRules');
  const otherRules = objectsAt(rules, 'nonResourceRules');
  yield* each(`${path}.subjects`, subjects, validateSubject);
  if (subjects.length === 0) yield required(`${path}.subjects`, 'subjects must contain at least one value');
  if (resourceRules.length === 0 && otherRules.length === 0) {
    yield required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty');
  }
  yield* each(`${path}.resourceRules`, resourceRules, validateResourceRule);
  yield* each(`${path}.nonResourceRules`, otherRules, validateNonResourceRule);
}

function* validateSubject(path: string, subject: JsonObject): Faults {
  const kind = stringAt(subject, 'kind');
  const key = SUBJECTS.get(kind);
  if (key === undefined) {
    yield notSupported(`${path}.kind`, kind, [...SUBJECTS.keys()]);
    return;
  }
  const named = structAt(subject, key);
  if (named === undefined)
    yield required(`${path}.${key}`, `${key} is required when subject kind is '${kind}'`);
  else if (kind === 'ServiceAccount') yield* validateServiceAccount(`${path}.${key}`, named);
  else yield* present(`${path}.${key}.name`, stringAt(named, 'name'));
  for (const other of ['serviceAccount', 'user', 'group']) {
    if (other === key || !isSet(subject, other)) continue;
    const otherKind = [...SUBJECTS].find(([, value]) => value === other)?.[0] ?? '';
    yield forbidden(`${path}.${other}`, `${other} is forbidden when subject kind is not '${otherKind}'`);
  }
}

function* validateServiceAccount(path: string, account: JsonObject): Faults {
  const name = stringAt(account, 'name');
  const namespace = stringAt(account, 'namespace');
  if (name !== '*') yield* requiredMatch(`${path}.name`, name, isDnsSubdomain);
  const text = 'must specify namespace for service account';
  yield* requiredMatch(`${path}.namespace`, namespace, isDnsLabel, text);
}

function* validateVerbs(path: string, rule: JsonObject): Faults {
  const verbs = stringsAt(rule, 'verbs');
  if (verbs.length === 0) yield required(path, 'verbs must contain at least one value');
  else if (verbs.includes('*')) yield* aloneWildcard(path, verbs, 'verbs');
  else if (!verbs.every((verb) => VERBS.includes(verb))) {
    yield { ...notSupported(path, '', VERBS), badValue: verbs };
  }
}

function* aloneWildcard(path: string, items: string[], what: string): Faults {
  if (items.length > 1 && items.includes('*')) {
    yield invalid(path, items, `if '*' is present, must not specify other ${what}`);
  }
}

function* validateResourceRule(path: string, rule: JsonObject): Faults {
  yield* validateVerbs(`${path}.verbs`, rule);
  for (const [key, one, many] of [
    ['apiGroups', 'api group', 'api groups'],
    ['resources', 'resource', 'resources'],
  ] as const) {
    const items = stringsAt(rule, key);
    if (items.length === 0)
      yield required(`${path}.${key}`, `resource rules must supply at least one ${one}`);
    yield* aloneWildcard(`${path}.${key}`, items, many);
  }
  const namespaces = stringsAt(rule, 'namespaces');
  const at = `${path}.namespaces`;
  if (namespaces.length === 0 && rule.clusterScope !== true) {
    yield required(at, 'resource rules that are not cluster scoped must supply at least one namespace');
  } else if (namespaces.includes('*')) yield* aloneWildcard(at, namespaces, 'namespaces');
  else {
    yield* each(at, namespaces, (place, namespace) =>
      matches(place, namespace, (text) =>
        isDnsLabel(text).map((m) => `each member of this list must be '*' or a DNS-1123 label; ${m}`),
      ),
    );
  }
}

function* validateNonResourceRule(path: string, rule: JsonObject): Faults {
  yield* validateVerbs(`${path}.verbs`, rule);
  const urls = stringsAt(rule, 'nonResourceURLs');
  const at = `${path}.nonResourceURLs`;
  if (urls.length === 0) yield required(at, 'nonResourceURLs must contain at least one value');
  else if (urls.includes('*')) yield* aloneWildcard(at, urls, 'non-resource URLs');
  else {
    yield* each(at, urls, function* (place, url) {
      const fault = urlFault(url);
      if (fault !== undefined) yield invalid(place, url, fault);
    });
  }
}

function urlFault(url: string): string | undefined {
  if (url === '') return 'must not be empty';
  if (url === '/') return undefined;
  if (!url.startsWith('/')) return 'must start with slash';
  if (url.includes(' ')) return 'must not contain white-space';
  if (url.includes('//')) return 'must not contain double slash';
  return /^[^*]*(?:\/\*)?$/.test(url) ? undefined : 'wildcard can only do suffix matching';
}
