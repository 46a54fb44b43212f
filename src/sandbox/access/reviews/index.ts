import type { ApiObject } from '../../model/object.ts';
import { reviewAccess, reviewLocalAccess, reviewOwnAccess } from './access-review.ts';
import type { ReviewContext } from './review-context.ts';
import { reviewOwnRules } from './rules-review.ts';
import { reviewToken } from './token-review.ts';
import { userInfoOf } from './user-info.ts';

export type { ReviewContext } from './review-context.ts';

/**
 * Answers what is created and not stored. The object is the request's, canonical, with its managed fields and, for
 * a LocalSubjectAccessReview, its namespace.
 */
export type Review = (review: ApiObject, context: ReviewContext) => ApiObject;

/** By `group/Kind`. */
export const REVIEWS: ReadonlyMap<string, Review> = new Map<string, Review>([
  ['authorization.k8s.io/SelfSubjectAccessReview', reviewOwnAccess],
  ['authorization.k8s.io/SubjectAccessReview', reviewAccess],
  ['authorization.k8s.io/LocalSubjectAccessReview', reviewLocalAccess],
  ['authorization.k8s.io/SelfSubjectRulesReview', reviewOwnRules],
  ['authentication.k8s.io/TokenReview', reviewToken],
  ['authentication.k8s.io/SelfSubjectReview', reviewSelf],
]);

/** SelfSubjectReview: who am I? An object of its own. */
function reviewSelf({ kind, apiVersion }: ApiObject, { user, now }: ReviewContext): ApiObject {
  const creationTimestamp = `${now.toISOString().slice(0, 19)}Z`;
  return { kind, apiVersion, metadata: { creationTimestamp }, status: { userInfo: userInfoOf(user) } };
}
