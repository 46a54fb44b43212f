import type { View } from '../../model/state.ts';
import type { StatusError } from '../../model/status.ts';
import type { Attributes } from '../attributes.ts';
import type { Decision } from '../authorize.ts';
import { joinErrors, resolveRules } from './resolve-rules.ts';
import { ruleAllows } from './rules.ts';

/** kubernetes plugin/pkg/auth/authorizer/rbac/rbac.go. */
export function authorizeByRules(view: View, attributes: Attributes): Decision {
  const namespace = 'path' in attributes ? '' : attributes.namespace;
  const errors: StatusError[] = [];
  for (const resolved of resolveRules(view, attributes.user, namespace)) {
    if (resolved.rule === undefined) errors.push(resolved.error);
    else if (ruleAllows(resolved.rule, attributes))
      return { isAllowed: true, reason: `RBAC: allowed by ${resolved.source()}` };
  }
  return { isAllowed: false, reason: errors.length === 0 ? '' : `rbac: RBAC: ${joinErrors(errors)}` };
}
