import { duplicate, invalid, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { validateConditions } from '../conditions.ts';
import { declared, each, type Faults, matches, oneOf } from '../faults.ts';
import { isSet, objectsAt, stringsAt, textAt } from '../fields.ts';
import { byteLength, isQualifiedName } from '../formats/names.ts';
import { internalForm } from '../internal-form.ts';
import { createConfigurationValidator } from './configuration.ts';
import { isBlank, validateVariables } from './expressions.ts';
import { validateBindingSpec, validatePolicyTarget } from './policy-parts.ts';
import { validateHasRules } from './rules.ts';

const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'];
const ACTIONS = ['Audit', 'Deny', 'Warn'];
const MAX_ANNOTATIONS = 20;
const MAX_EXPRESSION_BYTES = 5 * 1024;

export const validatingAdmissionPolicy = createConfigurationValidator({
  *check(object, old) {
    const spec = objectAt(object, 'spec');
    yield* validatePolicyTarget(spec, validateHasRules, old && objectAt(old, 'spec'));
    yield* validateVariables('spec.variables', objectsAt(spec, 'variables'));
    const validations = objectsAt(spec, 'validations');
    const annotations = objectsAt(spec, 'auditAnnotations');
    if (validations.length === 0 && annotations.length === 0) {
      const text = 'validations or auditAnnotations must contain at least one item';
      yield required('spec.validations', text);
      yield required('spec.auditAnnotations', text);
      return;
    }
    yield* each('spec.validations', validations, validateValidation);
    yield* validateAnnotations(object, spec, annotations);
  },
  *status(object) {
    const status = objectAt(object, 'status');
    const warnings = objectsAt(objectAt(status, 'typeChecking'), 'expressionWarnings');
    yield* each('status.typeChecking.expressionWarnings', warnings, function* (path, warning) {
      if (stringAt(warning, 'warning') === '') yield required(`${path}.warning`, '');
      if (isBlank(stringAt(warning, 'fieldRef'))) yield required(`${path}.fieldRef`, '');
    });
    yield* validateConditions('status.conditions', objectsAt(status, 'conditions'));
  },
});

export const validatingAdmissionPolicyBinding = createConfigurationValidator({
  *check(object) {
    const spec = objectAt(object, 'spec');
    yield* validateBindingSpec(spec, true);
    yield* validateActions('spec.validationActions', stringsAt(spec, 'validationActions'));
  },
});

function* validateValidation(path: string, validation: JsonObject): Faults {
  const message = stringAt(validation, 'message');
  const messageExpression = stringAt(validation, 'messageExpression');
  if (isBlank(stringAt(validation, 'expression'))) {
    yield required(`${path}.expression`, 'expression is not specified');
  }
  const text = 'must be non-empty if specified';
  if (messageExpression !== '' && isBlank(messageExpression)) {
    yield invalid(`${path}.messageExpression`, messageExpression, text);
  }
  if (message !== '' && isBlank(message)) yield invalid(`${path}.message`, message, text);
  else if (/[\n\r]/.test(message.trim())) {
    yield invalid(`${path}.message`, message, 'must not contain line breaks');
  }
  const reason = textAt(validation, 'reason');
  if (reason !== undefined) yield* oneOf(`${path}.reason`, reason, REASONS);
}

function* validateAnnotations(object: ApiObject, spec: JsonObject, annotations: JsonObject[]): Faults {
  const path = 'spec.auditAnnotations';
  if (!isSet(spec, 'auditAnnotations')) return;
  if (annotations.length > MAX_ANNOTATIONS) {
    const shown = internalForm('admissionregistration.k8s.io/ValidatingAdmissionPolicy', path, annotations);
    yield invalid(path, shown, `must not have more than ${MAX_ANNOTATIONS} auditAnnotations`);
  }
  const keys = new Set<string>();
  yield* each(path, annotations, function* (at, annotation) {
    const key = stringAt(annotation, 'key');
    const name = object.metadata.name ?? '';
    if (name === '') yield invalid(`${at}.key`, key, 'requires metadata.name be non-empty');
    else yield* matches(`${at}.key`, `${name}/${key}`, isQualifiedName);
    const expression = stringAt(annotation, 'valueExpression').trim();
    if (expression === '') yield required(`${at}.valueExpression`, 'valueExpression is not specified');
    else if (byteLength(expression) > MAX_EXPRESSION_BYTES) {
      yield required(`${at}.valueExpression`, `must not exceed ${MAX_EXPRESSION_BYTES} bytes in length`);
    }
    if (keys.has(key)) yield duplicate(`${at}.key`, key);
    keys.add(key);
  });
}

function* validateActions(path: string, actions: string[]): Faults {
  for (const [index, action] of actions.entries()) {
    yield* oneOf(`${path}[${index}]`, action, ACTIONS);
    if (actions.indexOf(action) < index) yield duplicate(`${path}[${index}]`, action);
  }
  if (actions.includes('Deny') && actions.includes('Warn')) {
    const text =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
    yield invalid(path, actions, text);
  }
  if (actions.length === 0) yield* declared([required(path, '')]);
}
