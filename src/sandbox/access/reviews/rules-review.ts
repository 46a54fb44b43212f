import { objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { badRequest } from '../../model/status.ts';
import { joinErrors, rulesFor } from '../rbac/resolve-rules.ts';
import type { ReviewContext } from './review-context.ts';

/** SelfSubjectRulesReview: what may I? An object of its own, without what the request held. */
export function reviewOwnRules(review: ApiObject, { view, user }: ReviewContext): ApiObject {
  const namespace = stringAt(objectAt(review, 'spec'), 'namespace');
  if (namespace === '') throw badRequest('no namespace on request');
  const { rules, errors } = rulesFor(view, user, namespace);
  const resourceRules = rules
    .filter(({ resources }) => resources.length > 0)
    .map(({ verbs, apiGroups, resources, resourceNames }) => ({
      verbs: [...verbs],
      ...(apiGroups.length === 0 ? {} : { apiGroups: [...apiGroups] }),
      resources: [...resources],
      ...(resourceNames.length === 0 ? {} : { resourceNames: [...resourceNames] }),
    }));
  const nonResourceRules = rules
    .filter(({ nonResourceURLs }) => nonResourceURLs.length > 0)
    .map(({ verbs, nonResourceURLs }) => ({ verbs: [...verbs], nonResourceURLs: [...nonResourceURLs] }));
  const evaluationError = errors.length === 0 ? {} : { evaluationError: joinErrors(errors) };
  const { kind, apiVersion } = review;
  const status = { resourceRules, nonResourceRules, incomplete: false, ...evaluationError };
  return { kind, apiVersion, metadata: {}, spec: {}, status };
}
