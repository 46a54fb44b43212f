import { failure, type StatusError } from '../model/status.ts';

/** What cannot be patched so: the server does not say why (NewGenericServerResponse of 422). */
export function rejected(): StatusError {
  return failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}
