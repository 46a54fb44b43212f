import type { Exchange } from '../exchange/exchange.ts';
import { headerValue } from '../exchange/headers.ts';
import { count } from './amounts.ts';
import { expandPermissions } from './rbac/expand.ts';
import { impersonatedBy, impersonationsOf, type Subject } from './rbac/impersonation.ts';
import { formatRole } from './rbac/manifest.ts';
import { createNamespaceCheckTest } from './rbac/namespace-check.ts';
import { type Permission, permissionsOf } from './rbac/permissions.ts';
import { createRoles } from './rbac/roles.ts';
import type { CreateRenderer } from './renderer.ts';

/**
 * `rbac`: the least that a user must be allowed to run this command, as Roles, ClusterRoles and their bindings. All
 * of it comes after the last exchange. With `settings.rbacExpand` in the wider form of audit2rbac.
 */
export const createRenderer: CreateRenderer = (settings) => {
  const needed: Permission[] = [];
  const impersonated: Permission[] = [];
  let subject: Subject | undefined;
  let command = '';
  let refused = 0;
  const isNamespaceCheck = createNamespaceCheckTest();
  return {
    head: () => '',
    exchange(exchange) {
      if (!isNamespaceCheck(exchange)) needed.push(...permissionsOf(exchange));
      impersonated.push(...impersonationsOf(exchange));
      subject ??= impersonatedBy(exchange);
      command ||= commandOf(exchange);
      if (exchange.response?.status === 403) refused += 1;
      return '';
    },
    summary(exchanges) {
      const name = nameOf(command);
      const roles = createRoles(settings.rbacExpand === true ? expandPermissions(needed) : needed);
      const impersonators = createRoles(impersonated);
      const head = [
        `The least that ${command || 'this command'} needs, from ${count(exchanges.length, 'request')}.`,
        'Left out: discovery and self-reviews, which every user may do, and looking for the namespace of what was',
        'not found, which kubectl can do without.',
      ];
      if (settings.rbacExpand === true) head[0] = head[0]?.replace('The least that', 'What') ?? '';
      if (roles.length === 0) head.push('Nothing else was asked for.');
      if (refused > 0) {
        head.push(
          `Refused: ${count(refused, 'request')}. What would have been sent after that is not known.`,
        );
      }
      if (settings.filtered === true)
        head.push('Filtered by --only or --hide: what was not shown is not in it.');
      return [
        ...head.map((line) => `# ${line}\n`),
        ...roles.map((role) => formatRole(role, name, subject)),
        ...impersonators.map((role) => formatRole(role, `${name}-impersonator`, undefined)),
      ].join('');
    },
  };
};

/** kubectl names its command in a header, without its arguments: `kubectl rollout status`. */
function commandOf({ request }: Exchange): string {
  const value = headerValue(request.headers, 'kubectl-command') ?? '';
  return /^kubectl(?: [a-z-]{1,40}){1,4}$/.test(value) ? value : '';
}

function nameOf(command: string): string {
  return command === '' ? 'kubectl-trace' : command.replaceAll(' ', '-');
}
