import { failure } from '../model/status.ts';

/** @throws StatusError 405, in the words of go-restful's error handler in the API server. */
export function requireGet(method: string): void {
  if (method === 'GET') return;
  throw failure(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}
