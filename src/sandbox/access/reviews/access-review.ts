import { type FieldError, invalid, required } from '../../model/field-error.ts';
import { isObject, type JsonObject, listAt, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { badRequest, invalidError } from '../../model/status.ts';
import type { User } from '../../model/user.ts';
import type { Attributes } from '../attributes.ts';
import { authorize } from '../authorize.ts';
import type { ReviewContext } from './review-context.ts';
import { selectorFaults } from './selector-faults.ts';

/** SelfSubjectAccessReview: may I? (kubernetes pkg/registry/authorization) */
export function reviewOwnAccess(review: ApiObject, context: ReviewContext): ApiObject {
  validate([...specErrors(review), ...metadataErrors(review)]);
  return answer(review, context.user, context);
}

/** SubjectAccessReview: may they? */
export function reviewAccess(review: ApiObject, context: ReviewContext): ApiObject {
  validate([...specErrors(review), ...subjectErrors(review), ...metadataErrors(review)]);
  return answer(review, subjectOf(review), context);
}

/** LocalSubjectAccessReview: the same within a namespace. */
export function reviewLocalAccess(review: ApiObject, context: ReviewContext): ApiObject {
  validate([...specErrors(review), ...subjectErrors(review), ...localErrors(review)]);
  if (context.namespace === '') throw badRequest('namespace is required on this type: ');
  return answer(review, subjectOf(review), context);
}

function answer(review: ApiObject, user: User, { view }: ReviewContext): ApiObject {
  const spec = objectAt(review, 'spec');
  const { isAllowed, reason } = authorize(view, attributesOf(spec, user));
  const faults = selectorFaults(objectAt(spec, 'resourceAttributes'));
  const status = {
    allowed: isAllowed,
    ...(reason === '' ? {} : { reason }),
    ...(faults.length === 0 ? {} : { evaluationError: faults.join('; ') }),
  };
  return { ...review, status };
}

function attributesOf(spec: JsonObject, user: User): Attributes {
  const path = own(spec, 'nonResourceAttributes');
  if (isObject(path)) return { user, verb: stringAt(path, 'verb'), path: stringAt(path, 'path') };
  const resource = objectAt(spec, 'resourceAttributes');
  return {
    user,
    verb: stringAt(resource, 'verb'),
    group: stringAt(resource, 'group'),
    resource: stringAt(resource, 'resource'),
    subresource: stringAt(resource, 'subresource'),
    namespace: stringAt(resource, 'namespace'),
    name: stringAt(resource, 'name'),
  };
}

function subjectOf(review: ApiObject): User {
  const spec = objectAt(review, 'spec');
  const strings = (list: ReturnType<typeof listAt>) => list.filter((item) => typeof item === 'string');
  const extra = objectAt(spec, 'extra');
  return {
    name: stringAt(spec, 'user'),
    uid: stringAt(spec, 'uid'),
    groups: strings(listAt(spec, 'groups')),
    extra: Object.fromEntries(Object.keys(extra).map((key) => [key, strings(listAt(extra, key))])),
  };
}

function validate(errors: readonly FieldError[]): void {
  // The server names no kind here: the object that it has decoded knows none.
  if (errors.length > 0) throw invalidError({ group: 'authorization.k8s.io', kind: '' }, '', errors);
}

function specErrors(review: ApiObject): FieldError[] {
  const spec = objectAt(review, 'spec');
  const resource = own(spec, 'resourceAttributes');
  const path = own(spec, 'nonResourceAttributes');
  const errors: FieldError[] = [];
  if (isObject(resource) === isObject(path)) {
    // Told as the server's internal type, whose JSON has no names of its own.
    const shown = isObject(path) ? { Path: stringAt(path, 'path'), Verb: stringAt(path, 'verb') } : null;
    const words = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    errors.push(invalid('spec', shown, words));
  }
  return errors;
}

function subjectErrors(review: ApiObject): FieldError[] {
  const spec = objectAt(review, 'spec');
  const errors: FieldError[] = [];
  if (stringAt(spec, 'user') === '' && listAt(spec, 'groups').length === 0)
    errors.push(invalid('spec.user', '', 'at least one of user or group must be specified'));
  return [...errors];
}

function metadataErrors(review: ApiObject): FieldError[] {
  return [...attributeErrors(review), ...emptyMetadataErrors(review, [], 'must be empty')];
}

function localErrors(review: ApiObject): FieldError[] {
  const errors = attributeErrors(review);
  errors.push(...emptyMetadataErrors(review, ['namespace'], 'must be empty except for namespace'));
  const spec = objectAt(review, 'spec');
  const namespace = stringAt(objectAt(spec, 'resourceAttributes'), 'namespace');
  if (isObject(own(spec, 'resourceAttributes')) && namespace !== stringAt(review.metadata, 'namespace')) {
    const field = 'spec.resourceAttributes.namespace';
    errors.push(invalid(field, namespace, 'must match metadata.namespace'));
  }
  const path = own(spec, 'nonResourceAttributes');
  if (isObject(path)) {
    const shown = { Path: stringAt(path, 'path'), Verb: stringAt(path, 'verb') };
    errors.push(invalid('spec.nonResourceAttributes', shown, 'disallowed on this kind of request'));
  }
  return errors;
}

function emptyMetadataErrors(review: ApiObject, allowed: readonly string[], words: string): FieldError[] {
  const { metadata } = review;
  const isEmpty = Object.keys(metadata).every(
    (key) => key === 'managedFields' || allowed.includes(key) || metadata[key] === null,
  );
  return isEmpty ? [] : [invalid('metadata', metadata, words)];
}

function attributeErrors(review: ApiObject): FieldError[] {
  const attributes = objectAt(objectAt(review, 'spec'), 'resourceAttributes');
  return (['fieldSelector', 'labelSelector'] as const).flatMap((key) => {
    const selector = own(attributes, key);
    if (!isObject(selector)) return [];
    const path = `spec.resourceAttributes.${key}`;
    const raw = stringAt(selector, 'rawSelector');
    const hasRequirements = listAt(selector, 'requirements').length > 0;
    if (raw !== '' && hasRequirements)
      return [invalid(`${path}.rawSelector`, raw, 'may not specified at the same time as requirements')];
    if (raw !== '' || hasRequirements) return [];
    return [
      required(`${path}.requirements`, `when ${path} is specified, requirements or rawSelector is required`),
    ];
  });
}
