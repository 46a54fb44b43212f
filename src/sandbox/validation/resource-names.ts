import { compareQuantities, parseQuantity, type Quantity, scaledValue } from '../codec/quantity.ts';
import { type FieldError, invalid, notSupported } from '../model/field-error.ts';
import type { Json } from '../model/json.ts';
import { type Faults, matches, NOT_NEGATIVE } from './faults.ts';
import { isQualifiedName } from './formats/names.ts';

// The names and amounts of resources: pkg/apis/core/helper and pkg/apis/core/validation.

export const ZERO: Quantity = parseQuantity('0');
export const HUGE_PAGES = 'hugepages-';

const CONTAINER = ['cpu', 'memory', 'ephemeral-storage'];

const QUOTA_COUNTS = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
];

const COMPUTE = [
  ...CONTAINER,
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
];

const STANDARD: ReadonlySet<string> = new Set([...COMPUTE, ...QUOTA_COUNTS, 'storage', 'requests.storage']);
const STANDARD_QUOTA: ReadonlySet<string> = new Set([...COMPUTE, ...QUOTA_COUNTS, 'requests.storage']);

export const isHugePages = (name: string) => name.startsWith(HUGE_PAGES);

const isQuotaHugePages = (name: string) => isHugePages(name) || name.startsWith(`requests.${HUGE_PAGES}`);

export const isNativeResource = (name: string) => !name.includes('/') || name.includes('kubernetes.io/');

export const isOvercommitAllowed = (name: string) => isNativeResource(name) && !isHugePages(name);

export const isStandardQuotaResource = (name: string) => STANDARD_QUOTA.has(name) || isQuotaHugePages(name);

function isExtendedResource(name: string): boolean {
  if (isNativeResource(name) || name.startsWith('requests.')) return false;
  return isQualifiedName(`requests.${name}`).length === 0;
}

const isIntegerResource = (name: string) => QUOTA_COUNTS.includes(name) || isExtendedResource(name);

/** validateResourceName */
export function* validateResourceName(path: string, name: string): Faults {
  const faults = [...matches(path, name, isQualifiedName)];
  yield* faults;
  if (faults.length > 0 || name.includes('/') || STANDARD.has(name) || isQuotaHugePages(name)) return;
  yield invalid(path, name, 'must be a standard resource type or fully qualified');
}

/** ValidateContainerResourceName */
export function* validateContainerResourceName(path: string, name: string): Faults {
  yield* validateResourceName(path, name);
  if (!name.includes('/')) {
    if (!CONTAINER.includes(name) && !isHugePages(name)) {
      yield invalid(path, name, 'must be a standard resource for containers');
    }
  } else if (!isNativeResource(name) && !isExtendedResource(name)) {
    yield invalid(path, name, "doesn't follow extended resource name standard");
  }
}

/** validatePodResourceName: what may be asked for a pod as a whole. */
export function* validatePodResourceName(path: string, name: string): Faults {
  const faults: FieldError[] = [...validateResourceName(path, name)];
  yield* faults;
  if (faults.length > 0 || name === 'cpu' || name === 'memory' || isHugePages(name)) return;
  yield notSupported(path, name, ['cpu', HUGE_PAGES, 'memory']);
}

/** ValidateResourceQuotaResourceName */
export function* validateQuotaResourceName(path: string, name: string): Faults {
  yield* validateResourceName(path, name);
  if (!name.includes('/') && !isStandardQuotaResource(name)) {
    yield invalid(path, name, 'must be a standard resource for quota');
  }
}

/** ValidateResourceQuantityValue: `quantity` as the canonical text. */
export function* validateAmount(path: string, name: string, quantity: string): Faults {
  yield* nonNegativeQuantity(path, quantity);
  if (isIntegerResource(name) && isFraction(quantity)) yield invalid(path, quantity, 'must be an integer');
}

export function* nonNegativeQuantity(path: string, quantity: string): Faults {
  if (signOf(quantity) < 0) yield invalid(path, quantity, NOT_NEGATIVE);
}

export function* positiveQuantity(path: string, quantity: string): Faults {
  if (signOf(quantity) <= 0) yield invalid(path, quantity, 'must be greater than zero');
}

/** -1, 0 or 1 */
export const signOf = (quantity: Json) => compareQuantities(parseQuantity(String(quantity)), ZERO);

/** Whether it is finer than whole ones. */
export const isFraction = (quantity: string) => scaledValue(parseQuantity(quantity), -3) % 1000n !== 0n;

export const compareAmounts = (a: string, b: string) => compareQuantities(parseQuantity(a), parseQuantity(b));
