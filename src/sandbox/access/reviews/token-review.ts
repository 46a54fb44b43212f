import { listAt, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { badRequest } from '../../model/status.ts';
import { API_AUDIENCE, authenticateToken } from '../authenticate.ts';
import type { ReviewContext } from './review-context.ts';
import { userInfoOf } from './user-info.ts';

/** TokenReview: whose token is it? */
export function reviewToken(review: ApiObject, { view, users }: ReviewContext): ApiObject {
  const spec = objectAt(review, 'spec');
  const token = stringAt(spec, 'token');
  if (token === '') throw badRequest('token is required for TokenReview in authentication');
  const asked = listAt(spec, 'audiences').filter((audience) => typeof audience === 'string');
  const outcome = authenticateToken(view, users, token, asked.length === 0 ? [API_AUDIENCE] : asked);
  const status =
    'error' in outcome
      ? { user: {}, error: outcome.error }
      : { authenticated: true, user: userInfoOf(outcome.user), audiences: [...outcome.audiences] };
  return { ...review, status };
}
