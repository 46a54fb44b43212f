import { semanticEqual } from '../../kinds/strategies/semantic-equal.ts';
import { invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { createValidator } from '../create-validator.ts';
import { declared, declaredUnless, each, type Faults, IMMUTABLE, matches } from '../faults.ts';
import { objectsAt, stringsAt, structAt } from '../fields.ts';
import { isDnsSubdomain, isPathSegmentName } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { validateLabelSelector } from '../label-selector.ts';

// pkg/apis/rbac/validation

const GROUP = 'rbac.authorization.k8s.io';

const common = { name: isPathSegmentName, updateAsNew: 'before' } as const;

export const role = createValidator({
  ...common,
  check: (object) => each('rules', objectsAt(object, 'rules'), (at, rule) => validateRule(at, rule, true)),
});

export const clusterRole = createValidator({
  ...common,
  namespaced: false,
  *check(object) {
    yield* each('rules', objectsAt(object, 'rules'), (at, rule) => validateRule(at, rule, false));
    const aggregation = structAt(object, 'aggregationRule');
    if (aggregation === undefined) return;
    const path = 'aggregationRule.clusterRoleSelectors';
    const selectors = objectsAt(aggregation, 'clusterRoleSelectors');
    if (selectors.length === 0) {
      yield required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil');
    }
    yield* each(path, selectors, function* (at, selector) {
      const faults = [...validateLabelSelector(at, selector)];
      yield* faults;
      if (faults.length > 0) yield invalid(at, null, 'invalid label selector.');
    });
  },
});

export const roleBinding = createBinding(['Role', 'ClusterRole'], true);
export const clusterRoleBinding = createBinding(['ClusterRole'], false);

function* validateRule(path: string, rule: JsonObject, namespaced: boolean): Faults {
  const urls = stringsAt(rule, 'nonResourceURLs');
  if (stringsAt(rule, 'verbs').length === 0) yield* declared([required(`${path}.verbs`, '')]);
  if (urls.length > 0) {
    const at = `${path}.nonResourceURLs`;
    if (namespaced) yield invalid(at, urls, 'namespaced rules cannot apply to non-resource URLs');
    if (['apiGroups', 'resources', 'resourceNames'].some((key) => stringsAt(rule, key).length > 0)) {
      yield invalid(at, urls, 'rules cannot apply to both regular resources and non-resource URLs');
    }
    return;
  }
  for (const [key, what] of [['apiGroups', 'api group'] as const, ['resources', 'resource'] as const]) {
    if (stringsAt(rule, key).length > 0) continue;
    yield required(`${path}.${key}`, `resource rules must supply at least one ${what}`);
  }
}

function createBinding(kinds: readonly string[], namespaced: boolean) {
  const kind = `${GROUP}/v1/${namespaced ? 'RoleBinding' : 'ClusterRoleBinding'}`;
  return createValidator({
    ...common,
    namespaced,
    *check(object, _context, old) {
      const isChanged = old !== undefined && !hasSameRole(object, old);
      const reference = objectAt(object, 'roleRef');
      const group = stringAt(reference, 'apiGroup');
      const name = stringAt(reference, 'name');
      if (group !== GROUP) yield notSupported('roleRef.apiGroup', group, [GROUP]);
      if (!kinds.includes(stringAt(reference, 'kind'))) {
        yield notSupported('roleRef.kind', stringAt(reference, 'kind'), kinds);
      }
      if (name === '') yield* declaredUnless(isChanged, [required('roleRef.name', '')]);
      else yield* matches('roleRef.name', name, isPathSegmentName);
      yield* each('subjects', objectsAt(object, 'subjects'), (at, subject) =>
        validateSubject(at, subject, namespaced),
      );
    },
    *checkUpdate(object: ApiObject, old: ApiObject) {
      if (hasSameRole(object, old)) return;
      yield invalid('roleRef', internalForm(kind, 'roleRef', own(object, 'roleRef')), IMMUTABLE);
    },
  });
}

const hasSameRole = (object: ApiObject, old: ApiObject) =>
  semanticEqual(own(object, 'roleRef'), own(old, 'roleRef'));

function* validateSubject(path: string, subject: JsonObject, namespaced: boolean): Faults {
  const name = stringAt(subject, 'name');
  const group = stringAt(subject, 'apiGroup');
  const kind = stringAt(subject, 'kind');
  if (name === '') yield* declared([required(`${path}.name`, '')]);
  if (kind === 'ServiceAccount') {
    if (name !== '') yield* matches(`${path}.name`, name, isDnsSubdomain);
    if (group !== '') yield notSupported(`${path}.apiGroup`, group, ['']);
    if (!namespaced && stringAt(subject, 'namespace') === '') yield required(`${path}.namespace`, '');
  } else if (kind === 'User' || kind === 'Group') {
    if (group !== GROUP) yield notSupported(`${path}.apiGroup`, group, [GROUP]);
  } else yield notSupported(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group']);
}
