import type { RawHeader } from './exchange.ts';
import { headerValue } from './headers.ts';

/** Who sends a request, as the API server names users; no secret. */
export interface KnownUser {
  username: string;
  /** As the server would find them, `system:authenticated` included; empty where only the name is known. */
  groups: readonly string[];
}

export const AUTHENTICATED = 'system:authenticated';

/**
 * Who a bearer token is for, where it is a JWT and says so: a service account, or the server's default name for a user of
 * OpenID Connect (`ISSUER#SUBJECT`, --oidc-username-prefix). Nothing of it is verified: the server does that.
 */
export function userOfToken(headers: readonly RawHeader[]): KnownUser | undefined {
  const value = headerValue(headers, 'authorization') ?? '';
  const payload = /^\s*bearer\s+[\w-]+\.([\w-]+)\.[\w-]*\s*$/i.exec(value)?.[1];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    const { sub, iss } = Object(claims) as { sub?: unknown; iss?: unknown };
    if (typeof sub !== 'string' || sub === '') return undefined;
    const groups = groupsOfServiceAccount(sub);
    if (groups.length > 0) return { username: sub, groups: [...groups, AUTHENTICATED] };
    return { username: typeof iss === 'string' ? `${iss}#${sub}` : sub, groups: [] };
  } catch {
    return undefined;
  }
}

/** The groups that every service account is in; none for other users. */
export function groupsOfServiceAccount(username: string): string[] {
  const namespace = /^system:serviceaccount:([^:]+):[^:]+$/.exec(username)?.[1];
  return namespace === undefined ? [] : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}
