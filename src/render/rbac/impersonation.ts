import type { Exchange } from '../../exchange/exchange.ts';
import { headerValues } from '../../exchange/headers.ts';
import type { Permission } from './permissions.ts';

/** A Subject of rbac.authorization.k8s.io/v1. */
export interface Subject {
  kind: 'User' | 'ServiceAccount';
  name: string;
  /** Empty for a user. */
  namespace: string;
}

/** Who a request is made as by `--as`; undefined where it is made as the user himself. */
export function impersonatedBy({ request }: Exchange): Subject | undefined {
  const user = headerValues(request.headers, 'impersonate-user')[0] ?? '';
  return user === '' ? undefined : subjectOf(user);
}

/** What the real user of a request must be allowed: apiserver pkg/endpoints/filters/impersonation/impersonation.go. */
export function impersonationsOf({ id, request }: Exchange): Permission[] {
  const { headers } = request;
  const allow = (resource: string, name: string, apiGroup = '', namespace = ''): Permission => ({
    verb: 'impersonate',
    apiGroup,
    resource,
    namespace,
    name,
    path: '',
    need: { id, text: `impersonate ${resource} ${namespace === '' ? '' : `${namespace}/`}${name}` },
  });
  const extras = headers.flatMap(([header, value]) => {
    const key = /^impersonate-extra-(.+)$/i.exec(header)?.[1]?.toLowerCase();
    return key === undefined ? [] : [allow(`userextras/${unescapeKey(key)}`, value, 'authentication.k8s.io')];
  });
  return [
    ...headerValues(headers, 'impersonate-user').map((user) => {
      const { kind, name, namespace } = subjectOf(user);
      return kind === 'User' ? allow('users', name) : allow('serviceaccounts', name, '', namespace);
    }),
    ...headerValues(headers, 'impersonate-group').map((group) => allow('groups', group)),
    ...headerValues(headers, 'impersonate-uid').map((uid) => allow('uids', uid, 'authentication.k8s.io')),
    ...extras,
  ];
}

function subjectOf(user: string): Subject {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? [];
  return namespace === undefined || name === undefined
    ? { kind: 'User', name: user, namespace: '' }
    : { kind: 'ServiceAccount', name, namespace };
}

function unescapeKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
