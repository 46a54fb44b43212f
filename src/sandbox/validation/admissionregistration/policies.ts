import { duplicate, invalid, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import { validateConditions } from '../conditions.ts';
import { each, type Faults, matches, oneOf, present, requiredOneOf } from '../faults.ts';
import { isSet, objectsAt, structAt, textAt } from '../fields.ts';
import { isDns1035Label, isDnsSubdomain, isQualifiedName } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { createConfigurationValidator } from './configuration.ts';
import { isBlank, validateMatchConditions, validateVariables } from './expressions.ts';
import {
  FAILURE_POLICIES,
  REINVOCATION_POLICIES,
  validateMatchResources,
  validateMutatingOperations,
} from './rules.ts';

const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const MAX_AUDIT_ANNOTATIONS = 20;
const MAX_EXPRESSION_BYTES = 5 * 1024;

export const validatingAdmissionPolicy = createConfigurationValidator({
  *check(object) {
    const spec = objectAt(object, 'spec');
    yield* validateCommonSpec(spec);
    const validations = objectsAt(spec, 'validations');
    const annotations = objectsAt(spec, 'auditAnnotations');
    if (validations.length === 0 && annotations.length === 0) {
      const text = 'validations or auditAnnotations must contain at least one item';
      yield required('spec.validations', text);
      yield required('spec.auditAnnotations', text);
      return;
    }
    yield* each('spec.validations', validations, validateValidation);
    yield* validateAuditAnnotations(annotations, object.metadata.name ?? '');
  },
  *status(object) {
    const status = objectAt(object, 'status');
    yield* each(
      'status.typeChecking.expressionWarnings',
      objectsAt(objectAt(status, 'typeChecking'), 'expressionWarnings'),
      function* (at, warning) {
        yield* present(`${at}.warning`, stringAt(warning, 'warning'));
        yield* present(`${at}.fieldRef`, stringAt(warning, 'fieldRef').trim());
      },
    );
    yield* validateConditions('status.conditions', objectsAt(status, 'conditions'));
  },
});

export const mutatingAdmissionPolicy = createConfigurationValidator({
  *check(object) {
    const spec = objectAt(object, 'spec');
    yield* validateCommonSpec(spec, 'spec.matchConstraints');
    const mutations = objectsAt(spec, 'mutations');
    if (mutations.length === 0) yield required('spec.mutations', 'mutations must contain at least one item');
    yield* each('spec.mutations', mutations, validateMutation);
    const policy = stringAt(spec, 'reinvocationPolicy');
    yield* requiredOneOf('spec.reinvocationPolicy', policy, REINVOCATION_POLICIES);
  },
});

/** @param mutatingPath where the operations are told that nothing can be changed in */
function* validateCommonSpec(spec: JsonObject, mutatingPath?: string): Faults {
  const failurePolicy = textAt(spec, 'failurePolicy');
  if (failurePolicy === undefined) yield required('spec.failurePolicy', '');
  else yield* oneOf('spec.failurePolicy', failurePolicy, FAILURE_POLICIES);
  yield* validateParamKind('spec.paramKind', structAt(spec, 'paramKind'));
  const constraints = structAt(spec, 'matchConstraints');
  if (constraints === undefined) yield required('spec.matchConstraints', '');
  else {
    yield* validateMatchResources('spec.matchConstraints', constraints);
    if (objectsAt(constraints, 'resourceRules').length === 0) {
      yield required('spec.matchConstraints.resourceRules', '');
    }
    if (mutatingPath !== undefined) yield* validateMutatingOperations(mutatingPath, constraints);
  }
  yield* validateMatchConditions('spec.matchConditions', spec);
  yield* validateVariables('spec.variables', objectsAt(spec, 'variables'));
}

function* validateParamKind(path: string, paramKind: JsonObject | undefined): Faults {
  if (paramKind === undefined) return;
  const kind = stringAt(paramKind, 'kind');
  yield* validateApiVersion(`${path}.apiVersion`, stringAt(paramKind, 'apiVersion'));
  const wrong = isDns1035Label(kind.toLowerCase());
  if (kind === '') yield required(`${path}.kind`, '');
  else if (wrong.length > 0) {
    const text = `may have mixed case, but should otherwise match: ${wrong.join(',')}`;
    yield invalid(`${path}.kind`, kind, text);
  }
}

function* validateApiVersion(path: string, apiVersion: string): Faults {
  if (apiVersion === '') yield required(path, '');
  const parts = apiVersion === '/' ? [''] : apiVersion.split('/');
  if (parts.length > 2) yield invalid(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`);
  if (apiVersion === '' || parts.length > 2) return;
  const [version = '', group = ''] = [...parts].reverse();
  const wrongGroup = group === '' ? [] : isDnsSubdomain(group);
  if (wrongGroup.length > 0) yield invalid(path, group, wrongGroup.join(','));
  const wrongVersion = isDns1035Label(version);
  if (version === '') yield invalid(path, apiVersion, 'version must be specified');
  else if (wrongVersion.length > 0) yield invalid(path, version, wrongVersion.join(','));
}

function* validateValidation(path: string, validation: JsonObject): Faults {
  const message = stringAt(validation, 'message');
  const messageExpression = stringAt(validation, 'messageExpression');
  if (isBlank(stringAt(validation, 'expression'))) {
    yield required(`${path}.expression`, 'expression is not specified');
  }
  if (messageExpression !== '' && isBlank(messageExpression)) {
    yield invalid(`${path}.messageExpression`, messageExpression, 'must be non-empty if specified');
  }
  if (message !== '' && isBlank(message)) {
    yield invalid(`${path}.message`, message, 'must be non-empty if specified');
  } else if (/[\n\r]/.test(message.trim())) {
    yield invalid(`${path}.message`, message, 'must not contain line breaks');
  }
  const reason = textAt(validation, 'reason');
  if (reason !== undefined) yield* oneOf(`${path}.reason`, reason, REASONS);
}

function* validateAuditAnnotations(annotations: readonly JsonObject[], policyName: string): Faults {
  const path = 'spec.auditAnnotations';
  if (annotations.length > MAX_AUDIT_ANNOTATIONS) {
    const kind = 'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy';
    const shown = internalForm(kind, path, [...annotations]);
    yield invalid(path, shown, `must not have more than ${MAX_AUDIT_ANNOTATIONS} auditAnnotations`);
  }
  const keys = new Set<string>();
  yield* each(path, annotations, function* (at, annotation) {
    const key = stringAt(annotation, 'key');
    const expression = stringAt(annotation, 'valueExpression').trim();
    if (policyName === '') yield invalid(`${at}.key`, key, 'requires metadata.name be non-empty');
    else yield* matches(`${at}.key`, `${policyName}/${key}`, isQualifiedName);
    if (expression === '') yield required(`${at}.valueExpression`, 'valueExpression is not specified');
    else if (Buffer.byteLength(expression) > MAX_EXPRESSION_BYTES) {
      yield required(`${at}.valueExpression`, `must not exceed ${MAX_EXPRESSION_BYTES} bytes in length`);
    }
    if (keys.has(key)) yield duplicate(`${at}.key`, key);
    keys.add(key);
  });
}

/** The types of patches, with the key of each. */
const PATCHES = new Map([
  ['ApplyConfiguration', 'applyConfiguration'],
  ['JSONPatch', 'jsonPatch'],
]);

function* validateMutation(path: string, mutation: JsonObject): Faults {
  const type = stringAt(mutation, 'patchType');
  const key = PATCHES.get(type);
  yield* requiredOneOf(`${path}.patchType`, type, [...PATCHES.keys()]);
  if (key === undefined) return;
  const patch = structAt(mutation, key);
  if (patch === undefined) yield required(`${path}.${key}`, `must be specified when patchType is ${type}`);
  else if (isBlank(stringAt(patch, 'expression'))) yield required(`${path}.${key}.expression`, '');
  for (const other of PATCHES.values()) {
    if (other === key || !isSet(mutation, other)) continue;
    yield invalid(`${path}.${other}`, `{${other}}`, `must not be specified when patchType is ${type}`);
  }
}
