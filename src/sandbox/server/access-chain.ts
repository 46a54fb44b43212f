import type { IncomingMessage } from 'node:http';
import { type Attributes, authenticate, impersonate, requireAuthorized } from '../access/index.ts';
import type { View } from '../model/state.ts';
import type { User } from '../model/user.ts';
import type { RequestInfo } from './request-info.ts';
import type { SandboxServer } from './sandbox-server.ts';
import type { Exchange } from './writer.ts';

/** Who sends the request, before anybody is impersonated. @throws StatusError 401 */
export function authenticateRequest({ users }: SandboxServer, view: View, request: IncomingMessage): User {
  return authenticate(view, users, request.headersDistinct);
}

/**
 * The user for whom the request is served: whom it impersonates, if it may, and if that one may do what it asks for.
 * @throws StatusError 400, 403
 */
export function authorizeRequest(
  view: View,
  user: User,
  info: RequestInfo,
  { request, response }: Pick<Exchange, 'request' | 'response'>,
): User {
  try {
    const acting = impersonate(view, attributesOf(user, info), request.headersDistinct);
    requireAuthorized(view, attributesOf(acting, info));
    return acting;
  } catch (error) {
    // The user's name may look like HTML.
    response.setHeader('X-Content-Type-Options', 'nosniff');
    throw error;
  }
}

/** What a request asks for; with another verb where it turns out to do more. */
export function attributesOf(user: User, info: RequestInfo, verb = info.verb): Attributes {
  if (!info.isResourceRequest) return { user, verb, path: info.path };
  const { apiGroup: group, resource, subresource, namespace, name } = info;
  return { user, verb, group, resource, subresource, namespace, name };
}
