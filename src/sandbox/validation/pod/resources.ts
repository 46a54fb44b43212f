import { compareQuantities, parseQuantity, QuantityError, scaledValue } from '../../codec/quantity.ts';
import { duplicate, forbidden, invalid, notFound, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import { each, type Faults, matches, requiredOneOf } from '../faults.ts';
import { entriesAt, objectsAt } from '../fields.ts';
import { isDnsLabel } from '../formats/names.ts';
import {
  compareAmounts,
  HUGE_PAGES,
  isHugePages,
  isOvercommitAllowed,
  validateAmount,
  validateContainerResourceName,
  ZERO,
} from '../resource-names.ts';

type NameCheck = (path: string, name: string) => Faults;

/** validateResourceRequirements: of a container or of a pod as a whole. */
export function* validateResources(
  path: string,
  resources: JsonObject,
  claims: readonly string[] = [],
  validateName: NameCheck = validateContainerResourceName,
): Faults {
  const limits = objectAt(resources, 'limits');
  for (const [name, amount] of entriesAt(resources, 'limits')) {
    yield* validateResource(`${path}.limits[${name}]`, name, amount, validateName);
  }
  for (const [name, amount] of entriesAt(resources, 'requests')) {
    const at = `${path}.requests[${name}]`;
    yield* validateName(at, name);
    yield* validateAmount(at, name, amount);
    const limit = own(limits, name);
    if (typeof limit === 'string') yield* validateRequest(`${path}.requests`, name, amount, limit);
    else if (!isOvercommitAllowed(name)) {
      yield required(`${path}.limits`, 'Limit must be set for non overcommitable resources');
    }
    yield* validateHugePages(at, name, amount);
  }
  const names = [...entriesAt(resources, 'limits'), ...entriesAt(resources, 'requests')].map(
    ([name]) => name,
  );
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) {
    yield forbidden(path, 'HugePages require cpu or memory');
  }
  yield* validateClaims(`${path}.claims`, objectsAt(resources, 'claims'), claims);
}

function* validateResource(path: string, name: string, amount: string, validateName: NameCheck): Faults {
  yield* validateName(path, name);
  yield* validateAmount(path, name, amount);
  yield* validateHugePages(path, name, amount);
}

function* validateRequest(path: string, name: string, amount: string, limit: string): Faults {
  const order = compareAmounts(amount, limit);
  if (order !== 0 && !isOvercommitAllowed(name)) {
    yield invalid(path, amount, `must be equal to ${name} limit of ${limit}`);
  } else if (order > 0)
    yield invalid(path, amount, `must be less than or equal to ${name} limit of ${limit}`);
}

function* validateHugePages(path: string, name: string, amount: string): Faults {
  if (isHugePages(name) && !isDivisible(name, amount)) {
    yield invalid(path, amount, `${amount} is not positive integer multiple of ${name}`);
  }
}

function isDivisible(name: string, amount: string): boolean {
  try {
    const page = parseQuantity(name.slice(HUGE_PAGES.length));
    if (compareQuantities(page, ZERO) <= 0 || scaledValue(page, -3) % 1000n !== 0n) return false;
    return scaledValue(parseQuantity(amount)) % scaledValue(page) === 0n;
  } catch (error) {
    if (error instanceof QuantityError) return false;
    throw error;
  }
}

/** validateResourceClaimNames: claims of the pod that a container uses. */
function* validateClaims(path: string, claims: readonly JsonObject[], known: readonly string[]): Faults {
  const seen = new Set<string>();
  yield* each(path, claims, function* (at, claim) {
    const name = stringAt(claim, 'name');
    if (name === '') {
      yield required(at, '');
      return;
    }
    const request = stringAt(claim, 'request');
    if (seen.has(name)) yield duplicate(at, name);
    else {
      const key = request === '' ? name : `${name}/${request}`;
      if (request !== '') yield* matches(`${at}.request`, request, isDnsLabel);
      if (seen.has(key)) yield duplicate(at, key);
      else if (request === '') {
        for (const other of seen) if (other.startsWith(`${name}/`)) yield duplicate(at, name);
      }
      seen.add(key);
    }
    if (known.includes(name)) return;
    const list = known.length === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`;
    yield { ...notFound(at, name), detail: `must be one of the names in pod.spec.resourceClaims${list}` };
  });
}

/** validateResizePolicy. All faults are told at the list. */
export function* validateResizePolicy(path: string, container: JsonObject, restartPolicy: string): Faults {
  const seen = new Set<string>();
  for (const [index, policy] of objectsAt(container, 'resizePolicy').entries()) {
    const resource = stringAt(policy, 'resourceName');
    const restart = stringAt(policy, 'restartPolicy');
    if (seen.has(resource)) yield duplicate(`${path}[${index}]`, resource);
    seen.add(resource);
    yield* requiredOneOf(path, resource, ['cpu', 'memory']);
    yield* requiredOneOf(path, restart, ['NotRequired', 'RestartContainer']);
    if (restartPolicy === 'Never' && restart !== 'NotRequired') {
      yield invalid(path, restart, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
    }
  }
}
