import type { Exchange } from '../exchange/exchange.ts';
import { headerValues } from '../exchange/headers.ts';
import { AUTHENTICATED, groupsOfServiceAccount, type KnownUser } from '../exchange/known-user.ts';

/** A user as audit events have it (authentication/v1 UserInfo); empty where nobody is known. */
export interface AuditUser {
  username?: string;
  uid?: string;
  groups?: readonly string[];
  extra?: Readonly<Record<string, readonly string[]>>;
}

/** What the answer to a SelfSubjectReview says of who asked: the server's own word. */
export function userOfReview({ request, response }: Exchange): AuditUser | undefined {
  if (request.info.resource !== 'selfsubjectreviews' || response?.body.text === undefined) return undefined;
  // An impersonator is answered with who he plays.
  if (userOfImpersonation(request.headers) !== undefined) return undefined;
  try {
    const { status } = Object(JSON.parse(response.body.text)) as { status?: unknown };
    const { userInfo } = Object(status) as { userInfo?: unknown };
    const { username, uid, groups, extra } = Object(userInfo) as AuditUser;
    return typeof username === 'string'
      ? { username, ...(uid && { uid }), ...(groups && { groups }), ...(extra && { extra }) }
      : undefined;
  } catch {
    return undefined;
  }
}

export function toAuditUser({ username, groups }: KnownUser): AuditUser {
  return { username, ...(groups.length > 0 && { groups }) };
}

/**
 * Whom a request plays by its headers, with the groups that the server adds.
 * Source: kubernetes/apiserver pkg/endpoints/filters/impersonation.
 */
export function userOfImpersonation(headers: Exchange['request']['headers']): AuditUser | undefined {
  const values = (name: string): string[] => headerValues(headers, name);
  const [username] = values('impersonate-user');
  if (username === undefined) return undefined;
  const asked = values('impersonate-group');
  const groups = asked.length > 0 ? asked : groupsOfServiceAccount(username);
  const known = username === 'system:anonymous' ? 'system:unauthenticated' : AUTHENTICATED;
  const hasOne = groups.includes(AUTHENTICATED) || groups.includes('system:unauthenticated');
  const [uid] = values('impersonate-uid');
  const extra: Record<string, string[]> = {};
  for (const [name, value] of headers) {
    const key = /^impersonate-extra-(.+)$/i.exec(name)?.[1]?.toLowerCase();
    if (key !== undefined) extra[unescapeKey(key)] = [...(extra[unescapeKey(key)] ?? []), value];
  }
  return {
    username,
    ...(uid !== undefined && { uid }),
    groups: hasOne ? groups : [...groups, known],
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

function unescapeKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
