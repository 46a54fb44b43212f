import { type JsonObject, objectAt } from '../../../model/json.ts';
import type { ApiObject } from '../../../model/object.ts';
import { forbiddenError, invalidError } from '../../../model/status.ts';
import { findObject, objectsAt } from '../../defaults/set-default.ts';
import { semanticEqual } from '../../strategies/semantic-equal.ts';
import type { Plugin, Request } from '../plugin.ts';
import { BASELINE_CHECKS } from './baseline-checks.ts';
import type { Finding } from './findings.ts';
import { LEVELS, type LevelVersion, levelText, policyOf } from './policy.ts';
import { RESTRICTED_CHECKS } from './restricted-checks.ts';

/** The newest minor version that brought a check. */
const NEWEST = 37;
const MAX_PODS = 3000;

/** PodSecurity (pod-security-admission): what the labels of a namespace say of its pods. Its audit is not kept. */
export const POD_SECURITY: Plugin = {
  validate(request) {
    if (request.operation === 'delete') return;
    if (request.resource === 'namespaces') validateNamespace(request);
    else if (request.resource === 'pods') validatePod(request);
    else validateController(request);
  },
};

/** Where the other kinds that make pods have their template. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  'cronjobs.batch': ['spec', 'jobTemplate', 'spec', 'template'],
  'daemonsets.apps': ['spec', 'template'],
  'deployments.apps': ['spec', 'template'],
  'jobs.batch': ['spec', 'template'],
  podtemplates: ['template'],
  'replicasets.apps': ['spec', 'template'],
  replicationcontrollers: ['spec', 'template'],
  'statefulsets.apps': ['spec', 'template'],
};

function validatePod(request: Request): void {
  const { object, old, operation, context } = request;
  if (object === undefined || !['', 'ephemeralcontainers', 'resize'].includes(context.subresource)) return;
  if (operation === 'update' && old !== undefined && !hasOtherImages(object, old)) return;
  const { enforce, warn } = policyFor(request);
  const findings = evaluate(enforce, object);
  if (findings.length > 0) {
    const why = `violates PodSecurity "${levelText(enforce)}": ${detailsOf(findings)}`;
    throw forbiddenError(context.resource, object.metadata.name ?? '', why);
  }
  warnOf(request, warn, object);
}

function validateController(request: Request): void {
  const { object, resource, context } = request;
  const path = Object.hasOwn(TEMPLATES, resource) ? TEMPLATES[resource] : undefined;
  if (path === undefined || context.subresource !== '' || object === undefined) return;
  const template = findObject(object, ...path);
  if (template !== undefined) warnOf(request, policyFor(request).warn, template);
}

function validateNamespace(request: Request): void {
  const { object, old, context } = request;
  if (object === undefined || context.subresource !== '') return;
  const { policy, errors } = policyOf(labelsOf(object));
  const before = old === undefined ? undefined : policyOf(labelsOf(old));
  if (errors.length > 0 && !semanticEqual(toJson(errors), toJson(before?.errors ?? []))) {
    throw invalidError({ group: '', kind: 'Namespace' }, object.metadata.name ?? '', errors);
  }
  if (before === undefined) return;
  const [wanted, was] = [policy.enforce, before.policy.enforce];
  const isRelaxed = wanted.minor === was.minor && LEVELS.indexOf(wanted.level) <= LEVELS.indexOf(was.level);
  if (wanted.level === 'privileged' || isRelaxed) return;
  warnOfPods(request, object.metadata.name ?? '', wanted);
}

function warnOfPods({ context }: Request, namespace: string, level: LevelVersion): void {
  const pods = context.view.list('pods', namespace);
  const byReason = new Map<string, string[]>();
  for (const pod of pods.slice(0, MAX_PODS)) {
    const reason = evaluate(level, pod)
      .map((finding) => finding.reason)
      .join(', ');
    if (reason !== '') byReason.set(reason, [...(byReason.get(reason) ?? []), pod.metadata.name ?? '']);
  }
  if (pods.length > MAX_PODS) {
    context.warn(
      `new PodSecurity enforce level only checked against the first ${MAX_PODS} of ${pods.length} existing pods`,
    );
  }
  if (byReason.size === 0) return;
  context.warn(
    `existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "${levelText(level)}"`,
  );
  const texts = [...byReason].map(([reason, names]) => `${podsText(names.sort())}: ${reason}`);
  for (const text of texts.sort()) context.warn(text);
}

function podsText([first = '', ...others]: readonly string[]): string {
  if (others.length === 0) return first;
  return `${first} (and ${others.length} other ${others.length === 1 ? 'pod' : 'pods'})`;
}

function warnOf({ context }: Request, level: LevelVersion, pod: JsonObject): void {
  const findings = evaluate(level, pod);
  if (findings.length === 0) return;
  context.warn(`would violate PodSecurity "${levelText(level)}": ${detailsOf(findings)}`);
}

function evaluate({ level, minor }: LevelVersion, pod: JsonObject): Finding[] {
  if (level === 'privileged') return [];
  const effective = Math.min(minor, NEWEST);
  const inForce = [...BASELINE_CHECKS, ...(level === 'restricted' ? RESTRICTED_CHECKS : [])].filter(
    ({ since }) => since <= effective,
  );
  const overridden = inForce.map(({ overrides }) => overrides);
  const subject = { metadata: objectAt(pod, 'metadata'), spec: objectAt(pod, 'spec'), minor: effective };
  return inForce.filter(({ id }) => !overridden.includes(id)).flatMap(({ find }) => find(subject) ?? []);
}

function detailsOf(findings: readonly Finding[]): string {
  return findings.map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`)).join(', ');
}

function policyFor({ context }: Request): ReturnType<typeof policyOf>['policy'] {
  const namespace = context.view.get('namespaces', '', context.namespace);
  return policyOf(namespace === undefined ? {} : labelsOf(namespace)).policy;
}

function labelsOf({ metadata }: ApiObject): JsonObject {
  return objectAt(metadata, 'labels');
}

/** Of what can be changed in a pod, only its images and new ephemeral containers matter. */
function hasOtherImages(pod: ApiObject, old: ApiObject): boolean {
  const imagesOf = (object: ApiObject, list: string): JsonObject[] =>
    objectsAt(objectAt(object, 'spec'), list).map(({ name, image }) => ({
      name: name ?? '',
      image: image ?? '',
    }));
  const isOther = ['containers', 'initContainers'].some((list) => {
    const [images, before] = [imagesOf(pod, list), imagesOf(old, list)];
    return (
      images.length !== before.length || images.some(({ image }, index) => image !== before[index]?.image)
    );
  });
  const before = imagesOf(old, 'ephemeralContainers');
  return (
    isOther ||
    imagesOf(pod, 'ephemeralContainers').some(
      ({ name, image }) => before.find((other) => other.name === name)?.image !== image,
    )
  );
}

function toJson(errors: ReturnType<typeof policyOf>['errors']): JsonObject[] {
  return errors.map(({ field, detail, badValue = null }) => ({ field, detail, badValue }));
}
