import { type FieldError, goQuote, invalid, required } from '../model/field-error.ts';
import { objectAt, stringAt } from '../model/json.ts';
import type { ApiObject } from '../model/object.ts';

const ANNOTATION = 'api-approved.kubernetes.io';
const PATH = `metadata.annotations[${ANNOTATION}]`;
const SEE = 'see https://github.com/kubernetes/enhancements/pull/1111';

/** Groups of the Kubernetes community need the mark of a review (validateAPIApproval, apihelpers/helpers.go). */
export function validateApproval(object: ApiObject, old: ApiObject | undefined): FieldError[] {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(stringAt(objectAt(object, 'spec'), 'group'))) return [];
  const state = approvalOf(object);
  if (old !== undefined && approvalOf(old) === state) return [];
  if (state === 'missing') {
    return [required(PATH, `protected groups must have approval annotation ${goQuote(ANNOTATION)}, ${SEE}`)];
  }
  if (state !== 'invalid') return [];
  const detail = `protected groups must have approval annotation ${goQuote(ANNOTATION)} with either a URL or a reason starting with "unapproved", ${SEE}`;
  return [invalid(PATH, annotationOf(object), detail)];
}

function approvalOf(object: ApiObject): 'missing' | 'bypassed' | 'approved' | 'invalid' {
  const annotation = annotationOf(object);
  if (annotation === '') return 'missing';
  if (annotation.startsWith('unapproved')) return 'bypassed';
  return /^[a-zA-Z][-+.a-zA-Z0-9]*:\/\/[^/\s]+\S*$/.test(annotation) ? 'approved' : 'invalid';
}

function annotationOf({ metadata }: ApiObject): string {
  return stringAt(objectAt(metadata, 'annotations'), ANNOTATION);
}
