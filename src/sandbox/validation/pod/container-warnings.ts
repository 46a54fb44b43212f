import { goQuote } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import { isSet, objectsAt, structAt, textAt } from '../fields.ts';
import { isFraction } from '../resource-names.ts';
import { APP_ARMOR, SECCOMP_CONTAINER, SECCOMP_POD } from './annotations.ts';
import { containersOf } from './pod-spec.ts';

/** @param root as for podWarnings */
export function containerWarnings(root: string, spec: JsonObject, annotations: JsonObject): string[] {
  const at = `${root}metadata.annotations`;
  const ofPod = objectAt(spec, 'securityContext');
  const seccomp = (key: string) =>
    `${at}[${key}]: non-functional in v1.27+; use the "seccompProfile" field instead`;
  const warnings: string[] = [];
  if (!isSet(ofPod, 'seccompProfile') && Object.hasOwn(annotations, SECCOMP_POD)) {
    warnings.push(seccomp(SECCOMP_POD));
  }
  for (const [path, container] of containersOf(`${root}spec`, spec)) {
    const context = objectAt(container, 'securityContext');
    const name = stringAt(container, 'name');
    const seccompKey = SECCOMP_CONTAINER + name;
    if (!isSet(context, 'seccompProfile') && Object.hasOwn(annotations, seccompKey)) {
      warnings.push(seccomp(seccompKey));
    }
    const profile = textAt(annotations, APP_ARMOR + name);
    if (
      root !== '' &&
      profile !== undefined &&
      !isSet(context, 'appArmorProfile') &&
      !isSameProfile(ofPod, profile)
    ) {
      const text = 'deprecated since v1.30; use the "appArmorProfile" field instead';
      warnings.push(`${at}[${APP_ARMOR}${name}]: ${text}`);
    }
    const resources = objectAt(container, 'resources');
    for (const resource of ['memory', 'ephemeral-storage']) {
      for (const kind of ['limits', 'requests']) {
        warnings.push(
          ...fractionWarnings(`${path}.resources.${kind}`, objectAt(resources, kind), [resource]),
        );
      }
    }
    warnings.push(...hiddenVariableWarnings(`${path}.env`, container));
  }
  return warnings;
}

function isSameProfile(context: JsonObject, annotation: string): boolean {
  const profile = structAt(context, 'appArmorProfile');
  if (profile === undefined) return false;
  if (profile.type === 'Localhost')
    return annotation === `localhost/${stringAt(profile, 'localhostProfile')}`;
  const texts: Record<string, string> = { RuntimeDefault: 'runtime/default', Unconfined: 'unconfined' };
  return own(texts, stringAt(profile, 'type')) === annotation;
}

function hiddenVariableWarnings(path: string, container: JsonObject): string[] {
  const seen = new Set<string>();
  return objectsAt(container, 'env').flatMap((variable, index) => {
    const name = stringAt(variable, 'name');
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const reference = `$(${name})`;
    const value = stringAt(variable, 'value');
    const usesIt = !isSet(variable, 'valueFrom') && value !== reference && value.includes(reference);
    if (usesIt) return [];
    const text = `hides previous definition of ${goQuote(name)}, which may be dropped when using apply`;
    return [`${path}[${index}]: ${text}`];
  });
}

/** Amounts of memory that are no whole bytes. */
export function fractionWarnings(
  path: string,
  amounts: JsonObject,
  names = ['memory', 'ephemeral-storage'],
): string[] {
  return names.flatMap((name) => {
    const amount = own(amounts, name);
    if (typeof amount !== 'string' || !isFraction(amount)) return [];
    return [`${path}[${name}]: fractional byte value ${goQuote(amount)} is invalid, must be an integer`];
  });
}
