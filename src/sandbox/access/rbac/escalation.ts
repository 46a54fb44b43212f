import { goQuote } from '../../model/field-error.ts';
import { equalJson, listAt, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { WriteContext } from '../../model/rules.ts';
import { forbiddenError, notFoundError } from '../../model/status.ts';
import type { User } from '../../model/user.ts';
import { authorize, PRIVILEGED_GROUP } from '../authorize.ts';
import { compactRules, describeRule, goQuoteList, uncoveredRules } from './covers.ts';
import { joinErrors, RBAC_GROUP, roleReferenceRules, rulesFor } from './resolve-rules.ts';
import { type PolicyRule, rulesOf } from './rules.ts';

/**
 * Nobody may give what they do not have: who writes a role must hold its rights or may `escalate`, who writes a binding
 * must hold the role's or may `bind` it (kubernetes pkg/registry/rbac/…/policybased/storage.go). Nothing happens for other
 * kinds. `old` is undefined where the object is created.
 *
 * @throws StatusError 403, or 404 for a binding to a role that is not there.
 */
export function checkEscalation(object: ApiObject, old: ApiObject | undefined, context: WriteContext): void {
  const { resource, user } = context;
  if (resource.group !== RBAC_GROUP || user.groups.includes(PRIVILEGED_GROUP)) return;
  const isRole = resource.resource === 'roles' || resource.resource === 'clusterroles';
  if (isRole && mayEscalate(object, context)) return;
  if (old !== undefined && changesOnlyGarbageCollection(object, old)) return;
  if (isRole) checkRole(object, old, context);
  else if (resource.resource === 'rolebindings' || resource.resource === 'clusterrolebindings') {
    checkBinding(object, context);
  }
}

const EVERYTHING: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] },
  { verbs: ['*'], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: ['*'] },
];

function checkRole(role: ApiObject, old: ApiObject | undefined, context: WriteContext): void {
  requireRights(rulesOf(role), role, context);
  if (context.resource.resource !== 'clusterroles') return;
  // What a role gathers can be anything.
  if (!hasAggregationRule(role) && (old === undefined || !hasAggregationRule(old))) return;
  if (findMissingRights(EVERYTHING, context) === undefined) return;
  const why = 'must have cluster-admin privileges to use the aggregationRule';
  throw forbiddenError(context.resource, role.metadata.name ?? '', why);
}

function checkBinding(binding: ApiObject, context: WriteContext): void {
  const { view, user, namespace } = context;
  const roleRef = objectAt(binding, 'roleRef');
  const resource = stringAt(roleRef, 'kind') === 'ClusterRole' ? 'clusterroles' : 'roles';
  const name = stringAt(roleRef, 'name');
  const group = stringAt(roleRef, 'apiGroup');
  const bind = { user, verb: 'bind', group, resource, subresource: '', namespace, name };
  if (authorize(view, bind).isAllowed) return;
  requireRights(referencedRules(binding, context), binding, context);
}

/** @throws StatusError 404, which names the binding's resource: the server looks for the role in the binding's request. */
function referencedRules(binding: ApiObject, { view, namespace, resource }: WriteContext): PolicyRule[] {
  try {
    return roleReferenceRules(view, binding, namespace);
  } catch {
    throw notFoundError(resource, stringAt(objectAt(binding, 'roleRef'), 'name'));
  }
}

function mayEscalate(role: ApiObject, context: WriteContext): boolean {
  const { verb, resource, namespace, user, view } = context;
  // The name is the one of the path, which a create has not.
  const name = verb === 'create' ? '' : (role.metadata.name ?? '');
  const { group } = resource;
  const escalate = {
    user,
    verb: 'escalate',
    group,
    resource: resource.resource,
    subresource: '',
    namespace,
    name,
  };
  return authorize(view, escalate).isAllowed;
}

function requireRights(rules: readonly PolicyRule[], object: ApiObject, context: WriteContext): void {
  const missing = findMissingRights(rules, context);
  if (missing !== undefined) throw forbiddenError(context.resource, object.metadata.name ?? '', missing);
}

/** What the user lacks, in the server's words. */
function findMissingRights(rules: readonly PolicyRule[], context: WriteContext): string | undefined {
  const { view, user, namespace } = context;
  const owned = rulesFor(view, user, namespace);
  const missing = uncoveredRules(owned.rules, rules);
  if (missing.length === 0) return undefined;
  const lines = [...new Set(compactRules(missing).map(describeRule))].sort();
  const errors = owned.errors.length === 0 ? '' : `; resolution errors: [${joinErrors(owned.errors)}]`;
  return `${describeUser(user)} is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}${errors}`;
}

function describeUser({ name, groups }: User): string {
  return `user ${goQuote(name)} (groups=${goQuoteList(groups)})`;
}

function hasAggregationRule(role: ApiObject): boolean {
  return listAt(objectAt(role, 'aggregationRule'), 'clusterRoleSelectors').length > 0;
}

/** kubernetes pkg/registry/rbac/helpers.go, IsOnlyMutatingGCFields. */
function changesOnlyGarbageCollection(object: ApiObject, old: ApiObject): boolean {
  const strip = ({ metadata, ...rest }: ApiObject) => {
    const { ownerReferences: _owners, finalizers: _finalizers, managedFields: _fields, ...kept } = metadata;
    return { ...rest, metadata: kept };
  };
  return equalJson(strip(object), strip(old));
}
