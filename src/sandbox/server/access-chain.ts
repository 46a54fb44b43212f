import type { IncomingMessage, ServerResponse } from 'node:http';
import { unauthorized } from '../model/status.ts';
import type { User } from '../model/user.ts';
import type { Context } from './handler.ts';
import type { SandboxServer } from './sandbox-server.ts';

/** Who sends the request, before anybody is impersonated. @throws StatusError 401 */
export function authenticateRequest(
  server: SandboxServer,
  request: IncomingMessage,
  _response: ServerResponse,
): User {
  const [, token = ''] = (request.headers.authorization ?? '').split(' ');
  const user = server.users.get(token);
  if (user === undefined) throw unauthorized();
  return user;
}

/** @throws StatusError 403 */
export function authorizeRequest(_context: Context): void {}
