import { duplicate, forbidden, invalid, notSupported, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import { each, type Faults, matches, oneOf, positive } from '../faults.ts';
import { isSet, numberAt, objectsAt, stringsAt, structAt, textAt } from '../fields.ts';
import { isDnsLabel, isDnsSubdomain, isLabelValue, isQualifiedName } from '../formats/names.ts';
import { validateLabelSelector } from '../label-selector.ts';

// Where pods may run: affinity, tolerations, spreading. pkg/apis/core/validation.

export function* validateAffinity(path: string, affinity: JsonObject | undefined): Faults {
  if (affinity === undefined) return;
  const node = structAt(affinity, 'nodeAffinity');
  if (node !== undefined) {
    const at = `${path}.nodeAffinity`;
    const selector = structAt(node, REQUIRED);
    if (selector !== undefined) yield* validateNodeSelector(`${at}.${REQUIRED}`, selector);
    yield* each(`${at}.${PREFERRED}`, objectsAt(node, PREFERRED), validatePreferredNode);
  }
  for (const key of ['podAffinity', 'podAntiAffinity']) {
    const pods = objectAt(affinity, key);
    yield* each(`${path}.${key}.${REQUIRED}`, objectsAt(pods, REQUIRED), validatePodTerm);
    yield* each(`${path}.${key}.${PREFERRED}`, objectsAt(pods, PREFERRED), function* (at, weighted) {
      yield* validateWeight(`${at}.weight`, weighted);
      yield* validatePodTerm(`${at}.podAffinityTerm`, objectAt(weighted, 'podAffinityTerm'));
    });
  }
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

function* validateWeight(path: string, term: JsonObject): Faults {
  const weight = numberAt(term, 'weight') ?? 0;
  if (weight <= 0 || weight > 100) yield invalid(path, weight, 'must be in the range 1-100');
}

function* validatePreferredNode(path: string, term: JsonObject): Faults {
  yield* validateWeight(`${path}.weight`, term);
  yield* validateNodeTerm(`${path}.preference`, objectAt(term, 'preference'), false);
}

/** ValidateNodeSelector */
export function* validateNodeSelector(path: string, selector: JsonObject): Faults {
  const terms = objectsAt(selector, 'nodeSelectorTerms');
  const at = `${path}.nodeSelectorTerms`;
  if (terms.length === 0) yield required(at, 'must have at least one node selector term');
  yield* each(at, terms, (place, term) => validateNodeTerm(place, term, true));
}

function* validateNodeTerm(path: string, term: JsonObject, withValues: boolean): Faults {
  yield* each(`${path}.matchExpressions`, objectsAt(term, 'matchExpressions'), (at, requirement) =>
    validateNodeRequirement(at, requirement, withValues),
  );
  yield* each(`${path}.matchFields`, objectsAt(term, 'matchFields'), validateNodeField);
}

function* validateNodeRequirement(path: string, requirement: JsonObject, withValues: boolean): Faults {
  const operator = stringAt(requirement, 'operator');
  const values = stringsAt(requirement, 'values');
  const at = `${path}.values`;
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) yield required(at, "must be specified when `operator` is 'In' or 'NotIn'");
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        yield forbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
      }
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) {
        yield required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'");
      }
      break;
    default:
      yield invalid(`${path}.operator`, operator, 'not a valid selector operator');
  }
  yield* matches(`${path}.key`, stringAt(requirement, 'key'), isQualifiedName);
  if (withValues) yield* each(at, values, (place, value) => matches(place, value, isLabelValue));
}

function* validateNodeField(path: string, requirement: JsonObject): Faults {
  const operator = stringAt(requirement, 'operator');
  const key = stringAt(requirement, 'key');
  const values = stringsAt(requirement, 'values');
  if (operator !== 'In' && operator !== 'NotIn') {
    yield invalid(`${path}.operator`, operator, 'not a valid selector operator');
  } else if (values.length !== 1) {
    const text = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    yield required(`${path}.values`, text);
  }
  if (key !== 'metadata.name') yield invalid(`${path}.key`, key, 'not a valid field selector key');
  else yield* each(`${path}.values`, values, (at, value) => matches(at, value, isDnsSubdomain));
}

function* validatePodTerm(path: string, term: JsonObject): Faults {
  const selector = structAt(term, 'labelSelector');
  yield* validateLabelSelector(`${path}.labelSelector`, selector);
  yield* validateLabelSelector(`${path}.namespaceSelector`, structAt(term, 'namespaceSelector'));
  for (const name of stringsAt(term, 'namespaces')) yield* matches(`${path}.namespace`, name, isDnsLabel);
  yield* validateLabelKeys(path, term, selector);
  const key = stringAt(term, 'topologyKey');
  if (key === '') yield required(`${path}.topologyKey`, 'can not be empty');
  yield* matches(`${path}.topologyKey`, key, isQualifiedName);
}

/** ValidateMatchLabelKeysAndMismatchLabelKeys */
function* validateLabelKeys(path: string, term: JsonObject, selector: JsonObject | undefined): Faults {
  const matched = stringsAt(term, 'matchLabelKeys');
  const mismatched = stringsAt(term, 'mismatchLabelKeys');
  for (const [name, keys] of [
    ['matchLabelKeys', matched] as const,
    ['mismatchLabelKeys', mismatched] as const,
  ]) {
    if (keys.length > 0 && selector === undefined) {
      yield forbidden(`${path}.${name}`, 'must not be specified when labelSelector is not set');
    } else yield* each(`${path}.${name}`, keys, (at, key) => matches(at, key, isQualifiedName));
  }
  const known = new Set(Object.keys(objectAt(selector, 'matchLabels')));
  for (const expression of objectsAt(selector, 'matchExpressions')) {
    const key = stringAt(expression, 'key');
    const index = matched.lastIndexOf(key);
    if (index >= 0 && known.has(key)) {
      yield invalid(`${path}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector');
    }
    known.add(key);
  }
  for (const [index, key] of matched.entries()) {
    if (!mismatched.includes(key)) continue;
    const text = 'exists in both matchLabelKeys and mismatchLabelKeys';
    yield invalid(`${path}.matchLabelKeys[${index}]`, key, text);
  }
}

export const TAINT_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** ValidateTolerations */
export function* validateTolerations(path: string, tolerations: readonly JsonObject[]): Faults {
  yield* each(path, tolerations, function* (at, toleration) {
    const key = stringAt(toleration, 'key');
    const operator = stringAt(toleration, 'operator');
    const value = stringAt(toleration, 'value');
    const effect = stringAt(toleration, 'effect');
    if (key !== '') yield* matches(`${at}.key`, key, isQualifiedName);
    else if (operator !== 'Exists') {
      const text = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      yield invalid(`${at}.operator`, operator, text);
    }
    if (isSet(toleration, 'tolerationSeconds') && effect !== 'NoExecute') {
      yield invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
    }
    yield* validateOperator(`${at}.operator`, operator, value);
    if (effect !== '') yield* oneOf(`${at}.effect`, effect, TAINT_EFFECTS);
  });
}

function* validateOperator(path: string, operator: string, value: string): Faults {
  if (operator === '' || operator === 'Equal') {
    const wrong = isLabelValue(value);
    if (wrong.length > 0) yield invalid(path, value, wrong.join(';'));
  } else if (operator === 'Exists') {
    if (value !== '') yield invalid(path, value, "value must be empty when `operator` is 'Exists'");
  } else {
    // The gate TaintTolerationComparisonOperators is off.
    const comparing = operator === 'Lt' || operator === 'Gt' ? ['Lt', 'Gt'] : [];
    yield notSupported(path, operator, ['Equal', 'Exists', ...comparing]);
  }
}

const POLICIES = ['Honor', 'Ignore'];

/** validateTopologySpreadConstraints */
export function* validateSpreading(path: string, constraints: readonly JsonObject[]): Faults {
  for (const [index, constraint] of constraints.entries()) {
    const at = `${path}[${index}]`;
    const key = stringAt(constraint, 'topologyKey');
    const action = stringAt(constraint, 'whenUnsatisfiable');
    yield* positive(`${at}.maxSkew`, numberAt(constraint, 'maxSkew') ?? 0);
    if (key === '') yield required(`${at}.topologyKey`, 'can not be empty');
    yield* oneOf(`${at}.whenUnsatisfiable`, action, ['DoNotSchedule', 'ScheduleAnyway']);
    const isRepeated = constraints
      .slice(index + 1)
      .some((other) => stringAt(other, 'topologyKey') === key && other.whenUnsatisfiable === action);
    if (isRepeated) yield duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${key}, ${action}}`);
    const domains = numberAt(constraint, 'minDomains');
    if (domains !== undefined) {
      yield* positive(`${at}.minDomains`, domains);
      if (action !== 'DoNotSchedule') {
        const text = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`;
        yield invalid(`${at}.minDomains`, domains, text);
      }
    }
    for (const name of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) {
      const policy = textAt(constraint, name);
      if (policy !== undefined) yield* oneOf(`${at}.${name}`, policy, POLICIES);
    }
    const selector = structAt(constraint, 'labelSelector');
    yield* validateLabelKeys(at, constraint, selector);
    yield* validateLabelSelector(`${at}.labelSelector`, selector);
  }
}
