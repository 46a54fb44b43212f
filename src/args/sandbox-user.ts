import { UserError } from '../errors.ts';

/** A user of the sandbox, as the API server names users. */
export interface SandboxUser {
  name: string;
  groups: string[];
}

/**
 * Parses `jane` and `jane:dev,ops`; a name that begins with `system:` has colons of its own and no groups behind it.
 * @throws UserError
 */
export function parseSandboxUser(text: string): SandboxUser {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(text) ?? [];
  if (namespace !== undefined && name !== undefined)
    return { name: text, groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`] };
  const colon = text.startsWith('system:') ? -1 : text.indexOf(':');
  if (colon < 0) return { name: text, groups: [] };
  const groups = text
    .slice(colon + 1)
    .split(',')
    .filter((group) => group !== '');
  if (colon === 0 || groups.length === 0) {
    throw new UserError(`--sandbox-user takes USER or USER:GROUP,GROUP, not '${text}'`, {
      hint: "see 'kubectl trace --help'",
    });
  }
  return { name: text.slice(0, colon), groups };
}
