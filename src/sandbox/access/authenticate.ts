import type { View } from '../model/state.ts';
import { unauthorized } from '../model/status.ts';
import type { User } from '../model/user.ts';
import { verifyServiceAccountToken } from './token/verify.ts';

/** The headers of a request by their names in lower case, each with all its lines (`IncomingMessage.headersDistinct`). */
export type RequestHeaders = Readonly<Record<string, readonly string[] | undefined>>;

/** The users that a sandbox is started with, by their tokens. */
export type TokenUsers = ReadonlyMap<string, User>;

export const AUTHENTICATED_GROUP = 'system:authenticated';
export const UNAUTHENTICATED_GROUP = 'system:unauthenticated';
export const ANONYMOUS_USER = 'system:anonymous';

/** The audience of a token for the API server itself. */
export const API_AUDIENCE = 'https://kubernetes.default.svc';

/**
 * Who sends a request: whoever the bearer token is for, and without one the anonymous user.
 * @throws StatusError 401 for a token that is nobody's.
 */
export function authenticate(view: View, users: TokenUsers, headers: RequestHeaders): User {
  const [scheme = '', token = ''] = (headers.authorization?.[0] ?? '').trim().split(' ');
  if (scheme.toLowerCase() !== 'bearer' || token === '') return ANONYMOUS;
  const found = authenticateToken(view, users, token, [API_AUDIENCE]);
  if ('error' in found) throw unauthorized();
  return found.user;
}

export type TokenOutcome = { user: User; audiences: readonly string[] } | { error: string };

/** Whose token it is, for one of these audiences; or why it is nobody's, as a TokenReview says it. */
export function authenticateToken(
  view: View,
  users: TokenUsers,
  token: string,
  audiences: readonly string[],
): TokenOutcome {
  const known = users.get(token);
  if (known !== undefined)
    return {
      user: withAuthenticatedGroup(known),
      audiences: audiences.filter((name) => name === API_AUDIENCE),
    };
  const verified = verifyServiceAccountToken(view, token, audiences);
  if (verified === undefined) return { error: INVALID_TOKEN };
  if ('error' in verified) return { error: `[${INVALID_TOKEN}, ${verified.error}]` };
  return { ...verified, user: withAuthenticatedGroup(verified.user) };
}

const INVALID_TOKEN = 'invalid bearer token';

const ANONYMOUS: User = { name: ANONYMOUS_USER, uid: '', groups: [UNAUTHENTICATED_GROUP], extra: {} };

function withAuthenticatedGroup(user: User): User {
  if (user.name === ANONYMOUS_USER) return user;
  if (user.groups.includes(AUTHENTICATED_GROUP) || user.groups.includes(UNAUTHENTICATED_GROUP)) return user;
  return { ...user, groups: [...user.groups, AUTHENTICATED_GROUP] };
}
