/** apiserver pkg/authentication/serviceaccount/util.go. */
const PREFIX = 'system:serviceaccount:';

export function serviceAccountUserName(namespace: string, name: string): string {
  return `${PREFIX}${namespace}:${name}`;
}

export function serviceAccountGroups(namespace: string): string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}

/** The namespace and name in a user's name; undefined where it is no service account's. */
export function parseServiceAccount(userName: string): { namespace: string; name: string } | undefined {
  if (!userName.startsWith(PREFIX)) return undefined;
  const [namespace = '', name = '', ...rest] = userName.slice(PREFIX.length).split(':');
  if (rest.length > 0 || !isLabel(namespace) || !isSubdomain(name)) return undefined;
  return { namespace, name };
}

/** The node of a user's name `system:node:<name>`; undefined for others. */
export function parseNodeUser(userName: string): string | undefined {
  const name = userName.startsWith('system:node:') ? userName.slice('system:node:'.length) : '';
  return isSubdomain(name) ? name : undefined;
}

const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;

function isLabel(text: string): boolean {
  return text.length <= 63 && LABEL.test(text);
}

function isSubdomain(text: string): boolean {
  return text.length <= 253 && text.split('.').every((label) => LABEL.test(label));
}
