import { failure } from '../model/status.ts';
import { acceptsAny } from '../server/media-types.ts';

/**
 * What go-restful asks of a request before a handler gets it: the documents are read only, and in one of these types.
 * @throws StatusError 405 and 406, in the words of the API server's handler of such errors
 */
export function requireRoute(
  { method, accept }: { method: string; accept: string },
  types: readonly string[],
): void {
  if (method !== 'GET') {
    const message = 'the server does not allow this method on the requested resource';
    throw failure(405, 'MethodNotAllowed', message, {});
  }
  if (acceptsAny(accept, types)) return;
  const message = `406: Not Acceptable\n\nAvailable representations: ${types.join(', ')}`;
  throw failure(406, 'NotAcceptable', message, {});
}
