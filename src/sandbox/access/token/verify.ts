import { type JsonObject, listAt, objectAt, stringAt } from '../../model/json.ts';
import type { View } from '../../model/state.ts';
import { notFoundError } from '../../model/status.ts';
import type { User } from '../../model/user.ts';
import { goQuoteList } from '../rbac/covers.ts';
import { serviceAccountGroups, serviceAccountUserName } from '../service-account.ts';
import { verifyJwt } from './jwt.ts';
import { findSigningKey } from './signing-key.ts';

/** The clocks of two machines may differ so much. */
const LEEWAY_SECONDS = 60;

/**
 * The service account that a token was issued to, if it still counts; why it does not; undefined for what is no token of
 * a service account's (kubernetes pkg/serviceaccount/jwt.go and claims.go).
 */
export function verifyServiceAccountToken(
  view: View,
  token: string,
  wanted: readonly string[],
): { user: User; audiences: string[] } | { error: string } | undefined {
  const verified = verifyJwt(token, findSigningKey(view));
  if (verified === undefined || 'error' in verified) return verified;
  const { claims } = verified;
  const own = listAt(claims, 'aud').filter((audience) => typeof audience === 'string');
  const audiences = own.filter((audience) => wanted.includes(audience));
  if (audiences.length === 0) {
    const [has, target] = [goQuoteList(own), goQuoteList(wanted)];
    return { error: `token audiences ${has} is invalid for the target audiences ${target}` };
  }
  const bound = objectAt(claims, 'kubernetes.io');
  const error = findFault(view, claims, bound);
  return error === undefined ? { user: userOf(claims, bound), audiences } : { error };
}

function findFault(view: View, claims: JsonObject, bound: JsonObject): string | undefined {
  const now = Date.now() / 1000;
  if (Number(claims.exp) < now - LEEWAY_SECONDS) return 'service account token has expired';
  if (Number(claims.nbf) > now + LEEWAY_SECONDS) return 'service account token is not valid yet';
  const namespace = stringAt(bound, 'namespace');
  const reference = objectAt(bound, 'serviceaccount');
  const name = stringAt(reference, 'name');
  const account = view.get('serviceaccounts', namespace, name);
  if (account === undefined) return notFoundError({ group: '', resource: 'serviceaccounts' }, name).message;
  const uid = stringAt(account.metadata, 'uid');
  if (uid !== stringAt(reference, 'uid'))
    return `service account UID (${uid}) does not match claim (${stringAt(reference, 'uid')})`;
  return findBoundFault(view, bound, namespace);
}

/** A token ends with the object that it is bound to. */
function findBoundFault(view: View, bound: JsonObject, namespace: string): string | undefined {
  for (const kind of ['secret', 'pod', 'node'] as const) {
    if (!Object.hasOwn(bound, kind) || (kind === 'node' && Object.hasOwn(bound, 'pod'))) continue;
    const reference = objectAt(bound, kind);
    const name = stringAt(reference, 'name');
    const found = view.get(`${kind}s`, kind === 'node' ? '' : namespace, name);
    if (found === undefined) return 'service account token has been invalidated';
    const uid = stringAt(found.metadata, 'uid');
    if (uid === stringAt(reference, 'uid')) continue;
    const what = kind === 'secret' ? 'secret' : kind === 'pod' ? 'pod' : 'node';
    return `${what} UID (${uid}) does not match service account ${what} ref claim (${stringAt(reference, 'uid')})`;
  }
  return undefined;
}

function userOf(claims: JsonObject, bound: JsonObject): User {
  const namespace = stringAt(bound, 'namespace');
  const account = objectAt(bound, 'serviceaccount');
  const pod = objectAt(bound, 'pod');
  const node = objectAt(bound, 'node');
  const extra: [string, string][] = [
    ['credential-id', `JTI=${stringAt(claims, 'jti')}`],
    ['node-name', stringAt(node, 'name')],
    ['node-uid', stringAt(node, 'uid')],
    ['pod-name', stringAt(pod, 'name')],
    ['pod-uid', stringAt(pod, 'uid')],
  ];
  const shown = extra.filter(([, value]) => value !== '');
  return {
    name: serviceAccountUserName(namespace, stringAt(account, 'name')),
    uid: stringAt(account, 'uid'),
    groups: serviceAccountGroups(namespace),
    extra: Object.fromEntries(shown.map(([key, value]) => [`authentication.kubernetes.io/${key}`, [value]])),
  };
}
