import { goQuote } from '../model/field-error.ts';
import { forbiddenError, type StatusError } from '../model/status.ts';
import type { User } from '../model/user.ts';

/** What somebody wants to do (apiserver pkg/authorization/authorizer). */
export type Attributes = ResourceAttributes | PathAttributes;

export interface ResourceAttributes {
  user: User;
  /** RBAC's: get, list, watch, create, update, patch, delete, deletecollection, bind, escalate, impersonate, … */
  verb: string;
  /** '' is the core group. */
  group: string;
  resource: string;
  /** '' for the resource itself; likewise the namespace for what is in none, and the name of many. */
  subresource: string;
  namespace: string;
  name: string;
}

/** About a path that is no resource's, such as `/version`. */
export interface PathAttributes {
  user: User;
  /** The method in lower case. */
  verb: string;
  path: string;
}

/** The server's 403 (apiserver pkg/endpoints/handlers/responsewriters/errors.go); `reason` is the authorizer's. */
export function forbiddenTo(attributes: Attributes, reason: string): StatusError {
  const message = escapeHtml(describe(attributes));
  const why = reason === '' ? message : `${message}: ${reason}`;
  if ('path' in attributes) return forbiddenError({ group: '', resource: '' }, '', why);
  return forbiddenError(attributes, attributes.name, why);
}

function describe(attributes: Attributes): string {
  const start = `User ${goQuote(attributes.user.name)} cannot ${attributes.verb}`;
  if ('path' in attributes) return `${start} path ${goQuote(attributes.path)}`;
  const { group, resource, subresource, namespace } = attributes;
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${goQuote(namespace)}`;
  return `${start} resource ${goQuote(what)} in API group ${goQuote(group)} ${where}`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
