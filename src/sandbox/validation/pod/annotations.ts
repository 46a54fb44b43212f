import { type FieldError, forbidden, goQuote, invalid } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { Faults } from '../faults.ts';
import { entriesAt, structAt, textAt } from '../fields.ts';
import { validateRelativePath } from '../paths.ts';
import { containersOf } from './pod-spec.ts';
import { MIRROR_ANNOTATION } from './resource-claims.ts';

// Annotations of pods that mean something: ValidatePodSpecificAnnotations of pkg/apis/core/validation.

export const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
export const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
export const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

export function* validatePodAnnotations(path: string, annotations: JsonObject, spec: JsonObject): Faults {
  const entries = entriesAt({ annotations }, 'annotations');
  const mirror = textAt(annotations, MIRROR_ANNOTATION);
  if (mirror !== undefined && stringAt(spec, 'nodeName') === '') {
    const text = 'must set spec.nodeName if mirror pod annotation is set';
    yield invalid(`${path}[${MIRROR_ANNOTATION}]`, mirror, text);
  }
  const cost = textAt(annotations, DELETION_COST);
  if (cost !== undefined && !isInt32(cost)) {
    yield invalid(`${path}[${DELETION_COST}]`, cost, 'must be a 32bit integer');
  }
  const seccomp = textAt(annotations, SECCOMP_POD);
  if (seccomp !== undefined) yield* validateSeccompText(`${path}.${SECCOMP_POD}`, seccomp);
  for (const [key, value] of entries) {
    if (key.startsWith(SECCOMP_CONTAINER)) yield* validateSeccompText(`${path}.${key}`, value);
  }
  const names = containersOf('', spec).map(([, container]) => stringAt(container, 'name'));
  for (const [key, value] of entries) {
    if (!key.startsWith(APP_ARMOR)) continue;
    const name = key.slice(APP_ARMOR.length);
    if (!names.includes(name)) yield invalid(`${path}[${key}]`, name, 'container not found');
    if (!/^$|^runtime\/default$|^unconfined$|^localhost\//.test(value)) {
      yield invalid(`${path}[${key}]`, value, `invalid AppArmor profile name: ${goQuote(value)}`);
    }
  }
}

/** The deletion cost as helper.GetDeletionCostFromPodAnnotations reads it: without zeros or a plus in front. */
function isInt32(text: string): boolean {
  return /^(0|-?[1-9]\d*)$/.test(text) && Math.abs(Number(text) + 0.5) < 2 ** 31;
}

function* validateSeccompText(path: string, profile: string): Faults {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return;
  if (profile.startsWith('localhost/')) yield* validateRelativePath(path, profile.slice('localhost/'.length));
  else yield invalid(path, profile, 'must be a valid seccomp profile');
}

/** ValidatePodSpecificAnnotationUpdates */
export function* validateAnnotationUpdates(
  path: string,
  annotations: JsonObject,
  old: JsonObject,
  spec: JsonObject,
): Faults {
  for (const [key, value] of entriesAt({ old }, 'old')) {
    if (annotations[key] !== value) yield* forbidChange(path, key, 'may not remove or update');
  }
  for (const [key] of entriesAt({ annotations }, 'annotations')) {
    if (!Object.hasOwn(old, key)) yield* forbidChange(path, key, 'may not add');
  }
  yield* validatePodAnnotations(path, annotations, spec);
}

function* forbidChange(path: string, key: string, what: string): Faults {
  if (key.startsWith(APP_ARMOR)) yield forbidden(`${path}[${key}]`, `${what} AppArmor annotations`);
  if (key === MIRROR_ANNOTATION) yield forbidden(`${path}[${key}]`, `${what} mirror pod annotation`);
}

/** Annotations and fields for one thing have to say the same. @param path of the spec */
export function* validateProfileAnnotations(path: string, annotations: JsonObject, spec: JsonObject): Faults {
  const ofPod = objectAt(spec, 'securityContext');
  const containers = containersOf(path, spec);
  yield* seccompMatch(`${path}.securityContext`, textAt(annotations, SECCOMP_POD), ofPod);
  for (const [at, container] of containers) {
    const annotation = textAt(annotations, SECCOMP_CONTAINER + stringAt(container, 'name'));
    yield* seccompMatch(`${at}.securityContext`, annotation, objectAt(container, 'securityContext'));
  }
  if (objectAt(spec, 'os').name === 'windows') return;
  for (const [at, container] of containers) {
    const profile = structAt(objectAt(container, 'securityContext'), 'appArmorProfile');
    const effective = profile ?? structAt(ofPod, 'appArmorProfile');
    const annotation = textAt(annotations, APP_ARMOR + stringAt(container, 'name'));
    const fault = profileMatch(`${at}.securityContext.appArmorProfile`, 'apparmor', annotation, effective);
    if (fault !== undefined) yield fault;
  }
}

function* seccompMatch(path: string, annotation: string | undefined, context: JsonObject): Faults {
  const profile = structAt(context, 'seccompProfile');
  const text = annotation === 'docker/default' ? 'runtime/default' : annotation;
  const fault = profileMatch(`${path}.seccompProfile`, 'seccomp', text, profile);
  if (fault !== undefined) yield fault;
}

function profileMatch(
  path: string,
  what: string,
  annotation: string | undefined,
  profile: JsonObject | undefined,
): FieldError | undefined {
  if (annotation === undefined || profile === undefined) return undefined;
  const wrongType = forbidden(`${path}.type`, `${what} type in annotation and field must match`);
  switch (profile.type) {
    case 'Unconfined':
      return annotation === 'unconfined' ? undefined : wrongType;
    case 'RuntimeDefault':
      return annotation === 'runtime/default' ? undefined : wrongType;
    case 'Localhost':
      if (!annotation.startsWith('localhost/')) return wrongType;
      if (annotation === `localhost/${textAt(profile, 'localhostProfile')}`) return undefined;
      return forbidden(`${path}.localhostProfile`, `${what} profile in annotation and field must match`);
    default:
      return undefined;
  }
}
