import { forbidden, invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, stringAt } from '../../model/json.ts';
import { declared, type Faults, matches, oneOf } from '../faults.ts';
import { structAt, textAt } from '../fields.ts';
import { isDns1035Label, isDnsSubdomain, isPathSegmentName } from '../formats/names.ts';
import { validateLabelSelector } from '../label-selector.ts';
import { validateMatchConditions } from './expressions.ts';
import { FAILURE_POLICIES, matchConditionsChanged, validateMatchResources } from './rules.ts';

// What validating and mutating policies have in common, and so their bindings.

/** The part of a policy's spec that stands in front of what it does. */
export function* validatePolicyTarget(
  spec: JsonObject,
  checkConstraints: (path: string, constraints: JsonObject) => Faults,
  old: JsonObject | undefined,
): Faults {
  const failurePolicy = textAt(spec, 'failurePolicy');
  if (failurePolicy === undefined) yield required('spec.failurePolicy', '');
  else yield* oneOf('spec.failurePolicy', failurePolicy, FAILURE_POLICIES);
  const paramKind = structAt(spec, 'paramKind');
  if (paramKind !== undefined) yield* validateParamKind('spec.paramKind', paramKind);
  const constraints = structAt(spec, 'matchConstraints');
  if (constraints === undefined) yield required('spec.matchConstraints', '');
  else {
    yield* validateMatchResources('spec.matchConstraints', constraints);
    yield* checkConstraints('spec.matchConstraints', constraints);
  }
  if (old === undefined || matchConditionsChanged([spec], [old])) {
    yield* validateMatchConditions('spec.matchConditions', spec);
  }
}

function* validateParamKind(path: string, { apiVersion, kind }: JsonObject): Faults {
  yield* validateApiVersion(`${path}.apiVersion`, String(apiVersion ?? ''));
  const name = String(kind ?? '');
  const wrong = isDns1035Label(name.toLowerCase());
  if (name === '') yield required(`${path}.kind`, '');
  else if (wrong.length > 0) {
    yield invalid(`${path}.kind`, name, `may have mixed case, but should otherwise match: ${wrong.join(',')}`);
  }
}

function* validateApiVersion(path: string, text: string): Faults {
  if (text === '') {
    yield required(path, '');
    return;
  }
  const parts = text.split('/');
  if (parts.length > 2) {
    yield invalid(path, text, `unexpected GroupVersion string: ${text}`);
    return;
  }
  const version = parts.at(-1) ?? '';
  const group = parts.length === 2 ? (parts[0] ?? '') : '';
  const groupFaults = group === '' ? [] : isDnsSubdomain(group);
  if (groupFaults.length > 0) yield invalid(path, group, groupFaults.join(','));
  const versionFaults = isDns1035Label(version);
  if (version === '') yield invalid(path, text, 'version must be specified');
  else if (versionFaults.length > 0) yield invalid(path, version, versionFaults.join(','));
}

/** The spec of a binding. @param hasMarkers whether the type's markers ask for the policy's name */
export function* validateBindingSpec(spec: JsonObject, hasMarkers: boolean): Faults {
  const policyName = stringAt(spec, 'policyName');
  const missing = required('spec.policyName', '');
  if (policyName === '') yield* hasMarkers ? declared([missing]) : [missing];
  else yield* matches('spec.policyName', policyName, isDnsSubdomain);
  const reference = structAt(spec, 'paramRef');
  if (reference !== undefined) yield* validateParamRef('spec.paramRef', reference);
  yield* validateMatchResources('spec.matchResources', structAt(spec, 'matchResources'));
}

function* validateParamRef(path: string, reference: JsonObject): Faults {
  const name = stringAt(reference, 'name');
  const selector = structAt(reference, 'selector');
  const both = 'name and selector are mutually exclusive';
  if (name !== '') {
    yield* matches(`${path}.name`, name, isPathSegmentName);
    if (selector !== undefined) yield forbidden(`${path}.name`, both);
  }
  if (selector !== undefined) {
    yield* validateLabelSelector(`${path}.selector`, selector);
    if (name !== '') yield forbidden(`${path}.selector`, both);
  } else if (name === '') yield required(path, 'one of name or selector must be specified');
  const action = stringAt(reference, 'parameterNotFoundAction');
  const actionPath = `${path}.parameterNotFoundAction`;
  if (action === '') yield required(actionPath, '');
  else if (action !== 'Deny' && action !== 'Allow') yield notSupported(actionPath, action, ['Deny', 'Allow']);
}
