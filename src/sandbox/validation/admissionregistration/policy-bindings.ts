import { duplicate, forbidden, invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import { declared, type Faults, matches, optionalMatch } from '../faults.ts';
import { stringsAt, structAt } from '../fields.ts';
import { isDnsSubdomain, isPathSegmentName } from '../formats/names.ts';
import { validateLabelSelector } from '../label-selector.ts';
import { createConfigurationValidator } from './configuration.ts';
import { validateMatchResources, validateMutatingOperations } from './rules.ts';

const VALIDATION_ACTIONS = ['Audit', 'Deny', 'Warn'];
const NOT_FOUND_ACTIONS = ['Deny', 'Allow'];

export const validatingAdmissionPolicyBinding = createConfigurationValidator({
  *check(object) {
    const spec = objectAt(object, 'spec');
    const name = stringAt(spec, 'policyName');
    if (name === '') yield* declared([required('spec.policyName', '')]);
    yield* optionalMatch('spec.policyName', name, isDnsSubdomain);
    yield* validateParamRef('spec.paramRef', structAt(spec, 'paramRef'));
    yield* validateMatchResources('spec.matchResources', structAt(spec, 'matchResources'));
    yield* validateActions('spec.validationActions', stringsAt(spec, 'validationActions'));
  },
});

export const mutatingAdmissionPolicyBinding = createConfigurationValidator({
  *check(object) {
    const spec = objectAt(object, 'spec');
    const name = stringAt(spec, 'policyName');
    if (name === '') yield required('spec.policyName', '');
    yield* optionalMatch('spec.policyName', name, isDnsSubdomain);
    yield* validateParamRef('spec.paramRef', structAt(spec, 'paramRef'));
    const resources = structAt(spec, 'matchResources');
    yield* validateMatchResources('spec.matchResources', resources);
    if (resources !== undefined) yield* validateMutatingOperations('spec.matchResources', resources);
  },
});

function* validateParamRef(path: string, reference: JsonObject | undefined): Faults {
  if (reference === undefined) return;
  const name = stringAt(reference, 'name');
  const selector = structAt(reference, 'selector');
  const both = name !== '' && selector !== undefined;
  const text = 'name and selector are mutually exclusive';
  if (name !== '') yield* matches(`${path}.name`, name, isPathSegmentName);
  if (both) yield forbidden(`${path}.name`, text);
  yield* validateLabelSelector(`${path}.selector`, selector);
  if (both) yield forbidden(`${path}.selector`, text);
  if (name === '' && selector === undefined) {
    yield required(path, 'one of name or selector must be specified');
  }
  const action = stringAt(reference, 'parameterNotFoundAction');
  if (action === '') yield required(`${path}.parameterNotFoundAction`, '');
  else if (!NOT_FOUND_ACTIONS.includes(action)) {
    yield notSupported(`${path}.parameterNotFoundAction`, action, NOT_FOUND_ACTIONS);
  }
}

function* validateActions(path: string, actions: string[]): Faults {
  for (const [index, action] of actions.entries()) {
    const at = `${path}[${index}]`;
    if (!VALIDATION_ACTIONS.includes(action)) yield notSupported(at, action, VALIDATION_ACTIONS);
    if (actions.indexOf(action) < index) yield duplicate(at, action);
  }
  if (actions.includes('Deny') && actions.includes('Warn')) {
    const text =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
    yield invalid(path, actions, text);
  }
  if (actions.length === 0) yield* declared([required(path, '')]);
}
