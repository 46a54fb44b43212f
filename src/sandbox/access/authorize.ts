import type { View } from '../model/state.ts';
import { type Attributes, forbiddenTo } from './attributes.ts';
import { authorizeByRules } from './rbac/authorize-by-rules.ts';

export interface Decision {
  isAllowed: boolean;
  /** By what it is allowed, or what stood in the way; '' for most refusals. */
  reason: string;
}

/** Whoever is in it may do everything, whatever the roles say. */
export const PRIVILEGED_GROUP = 'system:masters';

/** Whether a user may do something, by the roles and bindings of that moment. */
export function authorize(view: View, attributes: Attributes): Decision {
  if (attributes.user.groups.includes(PRIVILEGED_GROUP)) return { isAllowed: true, reason: '' };
  return authorizeByRules(view, attributes);
}

/** @throws StatusError 403 in the server's words. */
export function requireAuthorized(view: View, attributes: Attributes): void {
  const { isAllowed, reason } = authorize(view, attributes);
  if (!isAllowed) throw forbiddenTo(attributes, reason);
}
