import { goQuote } from '../model/field-error.ts';
import type { View } from '../model/state.ts';
import { badRequest, StatusError } from '../model/status.ts';
import type { User } from '../model/user.ts';
import { type Attributes, forbiddenTo, type ResourceAttributes } from './attributes.ts';
import {
  ANONYMOUS_USER,
  AUTHENTICATED_GROUP,
  type RequestHeaders,
  UNAUTHENTICATED_GROUP,
} from './authenticate.ts';
import { PRIVILEGED_GROUP, requireAuthorized } from './authorize.ts';
import { parseNodeUser, parseServiceAccount, serviceAccountGroups } from './service-account.ts';

/**
 * The user that the request's Impersonate headers ask for, if its own may be that one; else its own. `attributes` is
 * what is asked for: some may impersonate only to do certain things (apiserver pkg/endpoints/filters/impersonation).
 *
 * @throws StatusError 400 for headers without a user's name, 403.
 */
export function impersonate(view: View, attributes: Attributes, headers: RequestHeaders): User {
  const wanted = readHeaders(headers);
  if (wanted === undefined) return attributes.user;
  let first: unknown;
  for (const mode of MODES) {
    if (!mode.applies(wanted, attributes.user)) continue;
    try {
      return mode.check(view, wanted, attributes);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      first ??= error;
    }
  }
  throw first;
}

interface Mode {
  applies(wanted: User, requestor: User): boolean;
  check(view: View, wanted: User, attributes: Attributes): User;
}

const MODES: readonly Mode[] = [
  constrainedMode('associated-node', (wanted, requestor) => {
    const node = parseNodeUser(wanted.name);
    const own = requestor.extra['authentication.kubernetes.io/node-name'];
    return hasOnlyName(wanted) && node !== undefined && own?.length === 1 && own[0] === node;
  }),
  constrainedMode(
    'arbitrary-node',
    (wanted) => hasOnlyName(wanted) && parseNodeUser(wanted.name) !== undefined,
  ),
  constrainedMode(
    'serviceaccount',
    (wanted) => hasOnlyName(wanted) && parseServiceAccount(wanted.name) !== undefined,
  ),
  constrainedMode(
    'user-info',
    ({ name }) => parseNodeUser(name) === undefined && parseServiceAccount(name) === undefined,
  ),
  {
    applies: () => true,
    check: (view, wanted, { user }) => checkWanted(view, user, wanted, 'impersonate', undefined),
  },
];

/** A mode that asks first whether the request itself may be sent in it. */
function constrainedMode(mode: string, applies: Mode['applies']): Mode {
  return {
    applies,
    check(view, wanted, attributes) {
      requireAuthorized(view, { ...attributes, verb: `impersonate-on:${mode}:${attributes.verb}` });
      return checkWanted(view, attributes.user, wanted, `impersonate:${mode}`, mode);
    },
  };
}

const AUTHENTICATION_GROUP = 'authentication.k8s.io';

function checkWanted(
  view: View,
  requestor: User,
  wanted: User,
  verb: string,
  mode: string | undefined,
): User {
  const userGroup = mode === undefined ? '' : AUTHENTICATION_GROUP;
  const about = (resource: string, name: string, group = AUTHENTICATION_GROUP): ResourceAttributes => ({
    user: requestor,
    verb,
    group,
    resource,
    subresource: '',
    namespace: '',
    name,
  });
  let { groups } = wanted;
  const account = parseServiceAccount(wanted.name);
  const node = mode === undefined ? undefined : parseNodeUser(wanted.name);
  if (account !== undefined) {
    if (groups.length === 0) groups = serviceAccountGroups(account.namespace);
    requireAuthorized(view, {
      ...about('serviceaccounts', account.name, userGroup),
      namespace: account.namespace,
    });
  } else if (node !== undefined) {
    groups = ['system:nodes'];
    requireAuthorized(view, about('nodes', mode === 'associated-node' ? '*' : node, userGroup));
  } else requireAuthorized(view, about('users', wanted.name, userGroup));
  if (wanted.uid !== '') requireAuthorized(view, about('uids', wanted.uid));
  if (mode !== undefined) refuseGroups(wanted.groups, about('groups', '', userGroup));
  for (const group of wanted.groups) requireAuthorized(view, about('groups', group, userGroup));
  for (const [key, values] of Object.entries(wanted.extra)) {
    for (const value of values) requireAuthorized(view, { ...about('userextras', value), subresource: key });
  }
  return { ...wanted, groups: withStandingGroup(wanted.name, groups) };
}

/** What only the oldest way of impersonating allows. */
function refuseGroups(groups: readonly string[], attributes: ResourceAttributes): void {
  if (groups.includes(''))
    throw forbiddenTo(attributes, 'impersonating the empty string group is not allowed');
  if (!groups.includes(PRIVILEGED_GROUP)) return;
  const named = { ...attributes, name: PRIVILEGED_GROUP };
  throw forbiddenTo(named, `impersonating the ${PRIVILEGED_GROUP} group is not allowed`);
}

function withStandingGroup(name: string, groups: readonly string[]): readonly string[] {
  if (name !== ANONYMOUS_USER && groups.includes(UNAUTHENTICATED_GROUP)) return groups;
  const standing = name === ANONYMOUS_USER ? UNAUTHENTICATED_GROUP : AUTHENTICATED_GROUP;
  return groups.includes(standing) ? groups : [...groups, standing];
}

const EXTRA_PREFIX = 'impersonate-extra-';

function readHeaders(headers: RequestHeaders): User | undefined {
  const extra: [string, string[]][] = [];
  for (const name of Object.keys(headers)) {
    if (!name.startsWith(EXTRA_PREFIX)) continue;
    extra.push([unescapeKey(name.slice(EXTRA_PREFIX.length)), [...(headers[name] ?? [])]]);
  }
  const wanted: User = {
    name: headers['impersonate-user']?.[0] ?? '',
    uid: headers['impersonate-uid']?.[0] ?? '',
    groups: headers['impersonate-group'] ?? [],
    extra: Object.fromEntries(extra),
  };
  if (wanted.name !== '') return wanted;
  if (hasOnlyName(wanted)) return undefined;
  throw badRequest(`requested ${goSyntaxOf(wanted)} without impersonating a user name`);
}

function unescapeKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

function hasOnlyName({ uid, groups, extra }: User): boolean {
  return uid === '' && groups.length === 0 && Object.keys(extra).length === 0;
}

/** fmt's %#v of a *user.DefaultInfo. */
function goSyntaxOf({ name, uid, groups, extra }: User): string {
  const strings = (list: readonly string[]) => `[]string{${list.map(goQuote).join(', ')}}`;
  const keys = Object.keys(extra).sort();
  const entries = keys.map((key) => `${goQuote(key)}:${strings(extra[key] ?? [])}`).join(', ');
  const shown = [
    `Name:${goQuote(name)}`,
    `UID:${goQuote(uid)}`,
    `Groups:${groups.length === 0 ? '[]string(nil)' : strings(groups)}`,
    `Extra:map[string][]string${keys.length === 0 ? '(nil)' : `{${entries}}`}`,
  ];
  return `&user.DefaultInfo{${shown.join(', ')}}`;
}
