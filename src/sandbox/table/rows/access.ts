import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Cell } from '../../model/rules.ts';
import { humanDuration } from '../human-duration.ts';
import { printersOf } from '../printer.ts';
import { ageOf, has, nameOf, numberAt, objectsAt, specOf, statusOf, textAt } from './read.ts';
import { formatLabels } from './selectors.ts';

/** Who may do what, and who vouches for whom. */
export const accessPrinters = printersOf({
  'rbac.authorization.k8s.io/RoleBinding': printBinding,
  'rbac.authorization.k8s.io/ClusterRoleBinding': printBinding,
  'certificates.k8s.io/CertificateSigningRequest': printSigningRequest,
  'certificates.k8s.io/ClusterTrustBundle': printTrustBundle,
  'certificates.k8s.io/PodCertificateRequest': printPodCertificateRequest,
});

function printBinding(object: ApiObject, now: Date): Cell[] {
  const role = objectAt(object, 'roleRef');
  const subjects = objectsAt(object, 'subjects');
  const named = (kind: string, format: (subject: JsonObject) => string) =>
    subjects
      .filter((subject) => subject.kind === kind)
      .map(format)
      .join(', ');
  return [
    nameOf(object),
    `${stringAt(role, 'kind')}/${stringAt(role, 'name')}`,
    ageOf(object, now),
    named('User', (subject) => stringAt(subject, 'name')),
    named('Group', (subject) => stringAt(subject, 'name')),
    named('ServiceAccount', (subject) => `${stringAt(subject, 'namespace')}/${stringAt(subject, 'name')}`),
  ];
}

function printSigningRequest(object: ApiObject, now: Date): Cell[] {
  const spec = specOf(object);
  const duration = has(spec, 'expirationSeconds')
    ? humanDuration(numberAt(spec, 'expirationSeconds') * 1000)
    : '<none>';
  return [
    nameOf(object),
    ageOf(object, now),
    textAt(spec, 'signerName', '<none>'),
    stringAt(spec, 'username'),
    duration,
    signingStatus(statusOf(object)),
  ];
}

function signingStatus(status: JsonObject): string {
  const types = new Set(objectsAt(status, 'conditions').map(({ type }) => type));
  const decision = types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending';
  const failed = types.has('Failed') ? ',Failed' : '';
  return `${decision}${failed}${stringAt(status, 'certificate') === '' ? '' : ',Issued'}`;
}

function printTrustBundle(object: ApiObject): Cell[] {
  return [nameOf(object), textAt(specOf(object), 'signerName', '<none>')];
}

function printPodCertificateRequest(object: ApiObject): Cell[] {
  const spec = specOf(object);
  const states = ['Issued', 'Denied', 'Failed'];
  const state = objectsAt(statusOf(object), 'conditions').findLast(({ type }) =>
    states.includes(String(type)),
  );
  return [
    nameOf(object),
    stringAt(spec, 'podName'),
    stringAt(spec, 'serviceAccountName'),
    stringAt(spec, 'nodeName'),
    stringAt(spec, 'signerName'),
    stringAt(state, 'type') || 'Pending',
    formatLabels(objectAt(spec, 'unverifiedUserAnnotations')),
  ];
}
