import { goQuote } from '../../model/field-error.ts';
import { isObject, type Json, listAt, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { View } from '../../model/state.ts';
import { notFoundError, StatusError } from '../../model/status.ts';
import type { User } from '../../model/user.ts';
import { serviceAccountUserName } from '../service-account.ts';
import { type PolicyRule, rulesOf } from './rules.ts';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** A rule that applies to a user, or why a binding gives none. */
export type ResolvedRule =
  | { rule: PolicyRule; source: () => string; error?: undefined }
  | { error: StatusError; rule?: undefined };

/**
 * The rules that bindings give a user in a namespace ('' for the cluster's alone), with the words for where each comes
 * from (kubernetes pkg/registry/rbac/validation/rule.go).
 */
export function* resolveRules(view: View, user: User, namespace: string): Generator<ResolvedRule> {
  yield* resolveBindings(view, view.list(`${RBAC_GROUP}/clusterrolebindings`), user, '');
  if (namespace === '') return;
  yield* resolveBindings(view, view.list(`${RBAC_GROUP}/rolebindings`, namespace), user, namespace);
}

/** The rules without their sources, and the errors. */
export function rulesFor(
  view: View,
  user: User,
  namespace: string,
): { rules: PolicyRule[]; errors: StatusError[] } {
  const rules: PolicyRule[] = [];
  const errors: StatusError[] = [];
  for (const resolved of resolveRules(view, user, namespace)) {
    if (resolved.rule === undefined) errors.push(resolved.error);
    else rules.push(resolved.rule);
  }
  return { rules, errors };
}

/**
 * The rules of the role that a binding in that namespace refers to.
 * @throws StatusError 404 where there is none.
 */
export function roleReferenceRules(view: View, binding: ApiObject, namespace: string): PolicyRule[] {
  const roleRef = objectAt(binding, 'roleRef');
  const name = stringAt(roleRef, 'name');
  const isClusterRole = stringAt(roleRef, 'kind') === 'ClusterRole';
  const resource = isClusterRole ? 'clusterrole' : 'role';
  const role = view.get(`${RBAC_GROUP}/${resource}s`, isClusterRole ? '' : namespace, name);
  // The lister's errors name the resource in the singular.
  if (role === undefined) throw notFoundError({ group: RBAC_GROUP, resource }, name);
  return rulesOf(role);
}

/** Several errors as Go's aggregate tells them. */
export function joinErrors(errors: readonly Error[]): string {
  const messages = [...new Set(errors.map(({ message }) => message))];
  return messages.length === 1 ? (messages[0] ?? '') : `[${messages.join(', ')}]`;
}

function* resolveBindings(
  view: View,
  bindings: readonly ApiObject[],
  user: User,
  namespace: string,
): Generator<ResolvedRule> {
  for (const binding of bindings) {
    const subject = listAt(binding, 'subjects').find((candidate) => isSubject(candidate, user, namespace));
    if (subject === undefined) continue;
    const source = () => describeSource(binding, subject, namespace);
    try {
      for (const rule of roleReferenceRules(view, binding, namespace)) yield { rule, source };
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      yield { error };
    }
  }
}

function isSubject(subject: Json, user: User, bindingNamespace: string): boolean {
  if (!isObject(subject)) return false;
  const name = stringAt(subject, 'name');
  switch (stringAt(subject, 'kind')) {
    case 'User':
      return user.name === name;
    case 'Group':
      return user.groups.includes(name);
    case 'ServiceAccount': {
      const namespace = stringAt(subject, 'namespace') || bindingNamespace;
      return namespace !== '' && user.name === serviceAccountUserName(namespace, name);
    }
    default:
      return false;
  }
}

function describeSource(binding: ApiObject, subject: Json, namespace: string): string {
  const { name = '' } = binding.metadata;
  const roleRef = objectAt(binding, 'roleRef');
  const which =
    namespace === ''
      ? `ClusterRoleBinding ${goQuote(name)}`
      : `RoleBinding ${goQuote(`${name}/${namespace}`)}`;
  const role = `${stringAt(roleRef, 'kind')} ${goQuote(stringAt(roleRef, 'name'))}`;
  return `${which} of ${role} to ${describeSubject(subject, namespace)}`;
}

function describeSubject(subject: Json, bindingNamespace: string): string {
  const fields = isObject(subject) ? subject : undefined;
  const kind = stringAt(fields, 'kind');
  const name = stringAt(fields, 'name');
  if (kind !== 'ServiceAccount') return `${kind} ${goQuote(name)}`;
  return `${kind} ${goQuote(`${name}/${stringAt(fields, 'namespace') || bindingNamespace}`)}`;
}
