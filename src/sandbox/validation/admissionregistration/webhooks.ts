import { duplicate, invalid, required } from '../../model/field-error.ts';
import { equalJson, type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import { each, type Faults, matches, oneOf } from '../faults.ts';
import { numberAt, objectsAt, stringsAt, structAt, textAt } from '../fields.ts';
import { isDns1035Label, isDnsSubdomain } from '../formats/names.ts';
import { validateLabelSelector } from '../label-selector.ts';
import { validateClientConfig } from '../webhook-target.ts';
import { createConfigurationValidator } from './configuration.ts';
import { validateMatchConditions } from './expressions.ts';
import {
  FAILURE_POLICIES,
  REINVOCATION_POLICIES,
  ruleWarnings,
  validateMatchPolicy,
  validateRule,
} from './rules.ts';

const REVIEW_VERSIONS = ['v1', 'v1beta1'];
const SIDE_EFFECTS = ['None', 'NoneOnDryRun', 'Some', 'Unknown'];
const NO_SIDE_EFFECTS = ['None', 'NoneOnDryRun'];
const MAX_TIMEOUT_SECONDS = 30;

/** Both kinds of configuration: a key that only one has is not there in the other. */
export const webhookConfiguration = createConfigurationValidator({
  *check(object, old) {
    const before = webhooksOf(old);
    const sideEffects = before.every(hasNoSideEffects) ? NO_SIDE_EFFECTS : SIDE_EFFECTS;
    const needsKnownVersion = before.every(hasKnownVersion);
    const names = before.map((hook) => stringAt(hook, 'name'));
    const needsUniqueName = new Set(names).size === names.length;
    const hooks = webhooksOf(object);
    const sameConditions = old !== undefined && haveSameConditions(hooks, before);
    const seen = new Set<string>();
    yield* each('webhooks', hooks, function* (at, hook) {
      yield* validateWebhook(at, hook, sideEffects);
      if (!sameConditions) yield* validateMatchConditions(`${at}.matchConditions`, hook);
      const versions = stringsAt(hook, 'admissionReviewVersions');
      yield* validateVersions(`${at}.admissionReviewVersions`, versions, needsKnownVersion);
      const name = stringAt(hook, 'name');
      if (needsUniqueName && name !== '' && seen.has(name)) yield duplicate(`${at}.name`, name);
      seen.add(name);
    });
  },
  warnings: (object) =>
    webhooksOf(object).flatMap((hook, index) =>
      ruleWarnings(`webhooks[${index}].rules`, objectsAt(hook, 'rules')),
    ),
});

const webhooksOf = (object: ApiObject | undefined) => objectsAt(object, 'webhooks');

const hasNoSideEffects = (hook: JsonObject) => NO_SIDE_EFFECTS.includes(stringAt(hook, 'sideEffects'));

function hasKnownVersion(hook: JsonObject): boolean {
  const versions = stringsAt(hook, 'admissionReviewVersions');
  return versions.length === 0 || versions.some((version) => REVIEW_VERSIONS.includes(version));
}

function haveSameConditions(hooks: JsonObject[], before: JsonObject[]): boolean {
  const conditionsOf = (hook: JsonObject | undefined) => objectsAt(hook, 'matchConditions');
  return (
    hooks.length === before.length &&
    hooks.every((hook, index) => equalJson(conditionsOf(hook), conditionsOf(before[index])))
  );
}

function* validateWebhook(path: string, hook: JsonObject, sideEffects: readonly string[]): Faults {
  yield* validateQualifiedDomain(`${path}.name`, stringAt(hook, 'name'));
  yield* each(`${path}.rules`, objectsAt(hook, 'rules'), validateRule);
  const failurePolicy = textAt(hook, 'failurePolicy');
  if (failurePolicy !== undefined) yield* oneOf(`${path}.failurePolicy`, failurePolicy, FAILURE_POLICIES);
  yield* validateMatchPolicy(`${path}.matchPolicy`, textAt(hook, 'matchPolicy'));
  const effects = textAt(hook, 'sideEffects');
  if (effects === undefined) {
    yield required(`${path}.sideEffects`, `must specify one of ${sideEffects.join(', ')}`);
  } else yield* oneOf(`${path}.sideEffects`, effects, sideEffects);
  const timeout = numberAt(hook, 'timeoutSeconds');
  if (timeout !== undefined && (timeout < 1 || timeout > MAX_TIMEOUT_SECONDS)) {
    const text = `the timeout value must be between 1 and ${MAX_TIMEOUT_SECONDS} seconds`;
    yield invalid(`${path}.timeoutSeconds`, timeout, text);
  }
  for (const key of ['namespaceSelector', 'objectSelector']) {
    yield* validateLabelSelector(`${path}.${key}`, structAt(hook, key));
  }
  const reinvocation = own(hook, 'reinvocationPolicy');
  if (typeof reinvocation === 'string') {
    yield* oneOf(`${path}.reinvocationPolicy`, reinvocation, REINVOCATION_POLICIES);
  }
  yield* validateClientConfig(`${path}.clientConfig`, objectAt(hook, 'clientConfig'));
}

/** IsFullyQualifiedName */
function* validateQualifiedDomain(path: string, name: string): Faults {
  const wrong = isDnsSubdomain(name);
  if (name === '') yield required(path, '');
  else if (wrong.length > 0) yield invalid(path, name, wrong.join(','));
  else if (name.split('.').length < 3) {
    yield invalid(path, name, 'should be a domain with at least three segments separated by dots');
  }
}

function* validateVersions(path: string, versions: string[], needsKnown: boolean): Faults {
  const known = REVIEW_VERSIONS.join(', ');
  if (versions.length === 0) {
    yield required(path, `must specify one of ${known}`);
    return;
  }
  for (const [index, version] of versions.entries()) {
    const at = `${path}[${index}]`;
    if (versions.indexOf(version) < index) yield invalid(at, version, 'duplicate version');
    else yield* matches(at, version, isDns1035Label);
  }
  if (needsKnown && !versions.some((version) => REVIEW_VERSIONS.includes(version))) {
    yield invalid(path, versions, `must include at least one of ${known}`);
  }
}
