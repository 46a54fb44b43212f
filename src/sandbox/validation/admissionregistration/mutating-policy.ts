import { invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import { each, type Faults, requiredOneOf } from '../faults.ts';
import { objectsAt, structAt } from '../fields.ts';
import { createConfigurationValidator } from './configuration.ts';
import { isBlank, validateVariables } from './expressions.ts';
import { validateBindingSpec, validatePolicyTarget } from './policy-parts.ts';
import { REINVOCATION_POLICIES, validateHasRules, validateMutatingOperations } from './rules.ts';

/** The key of the one that each type of patch has. */
const PATCH_KEYS: Readonly<Record<string, string>> = {
  ApplyConfiguration: 'applyConfiguration',
  JSONPatch: 'jsonPatch',
};

export const mutatingAdmissionPolicy = createConfigurationValidator({
  *check(object, old) {
    const spec = objectAt(object, 'spec');
    yield* validatePolicyTarget(spec, validateConstraints, old && objectAt(old, 'spec'));
    yield* validateVariables('spec.variables', objectsAt(spec, 'variables'));
    const mutations = objectsAt(spec, 'mutations');
    if (mutations.length === 0) yield required('spec.mutations', 'mutations must contain at least one item');
    yield* each('spec.mutations', mutations, validateMutation);
    const reinvocation = stringAt(spec, 'reinvocationPolicy');
    yield* requiredOneOf('spec.reinvocationPolicy', reinvocation, REINVOCATION_POLICIES);
  },
});

export const mutatingAdmissionPolicyBinding = createConfigurationValidator({
  *check(object) {
    const spec = objectAt(object, 'spec');
    yield* validateBindingSpec(spec, false);
    yield* validateMutatingOperations('spec.matchResources', objectAt(spec, 'matchResources'));
  },
});

function* validateConstraints(path: string, constraints: JsonObject): Faults {
  yield* validateHasRules(path, constraints);
  yield* validateMutatingOperations(path, constraints);
}

function* validateMutation(path: string, mutation: JsonObject): Faults {
  const type = stringAt(mutation, 'patchType');
  if (type === '') {
    yield required(`${path}.patchType`, '');
    return;
  }
  const key = PATCH_KEYS[type];
  if (key === undefined) {
    yield notSupported(`${path}.patchType`, type, Object.keys(PATCH_KEYS));
    return;
  }
  const patch = structAt(mutation, key);
  if (patch === undefined) yield required(`${path}.${key}`, `must be specified when patchType is ${type}`);
  else if (isBlank(stringAt(patch, 'expression'))) yield required(`${path}.${key}.expression`, '');
  for (const other of Object.values(PATCH_KEYS)) {
    if (other === key || structAt(mutation, other) === undefined) continue;
    yield invalid(`${path}.${other}`, `{${other}}`, `must not be specified when patchType is ${type}`);
  }
}
