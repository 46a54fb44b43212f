import { compareQuantities, parseQuantity, scaledValue } from '../../codec/quantity.ts';
import { duplicate, type FieldError, forbidden, invalid, required } from '../../model/field-error.ts';
import { type JsonObject, objectAt, own, stringAt } from '../../model/json.ts';
import type { ApiObject } from '../../model/object.ts';
import type { Validator } from '../../model/rules.ts';
import { collect, each, type Faults, matches } from '../faults.ts';
import { entriesAt, objectsAt } from '../fields.ts';
import { isDnsSubdomain, isQualifiedName } from '../formats/names.ts';
import { validateMetadata } from '../metadata.ts';
import {
  compareAmounts,
  isOvercommitAllowed,
  validateContainerResourceName,
  validateResourceName,
} from '../resource-names.ts';

const validate = (object: ApiObject): FieldError[] =>
  collect(
    validateMetadata(object, { namespaced: true, name: isDnsSubdomain }),
    validateLimits('spec.limits', objectsAt(objectAt(object, 'spec'), 'limits')),
  );

/** ValidateLimitRange, which is asked of changed ones too. */
export const limitRange: Validator = { validateCreate: validate, validateUpdate: validate };

const STANDARD_TYPES = ['Pod', 'Container', 'PersistentVolumeClaim'];

function* validateLimits(path: string, limits: readonly JsonObject[]): Faults {
  const types = new Set<string>();
  yield* each(path, limits, function* (at, limit) {
    const type = stringAt(limit, 'type');
    yield* validateType(`${at}.type`, type);
    if (types.has(type)) yield duplicate(`${at}.type`, type);
    types.add(type);
    yield* validateNames(`${at}.max`, limit, 'max', type);
    yield* validateNames(`${at}.min`, limit, 'min', type);
    for (const key of ['default', 'defaultRequest']) {
      if (type !== 'Pod') yield* validateNames(`${at}.${key}`, limit, key, type);
      else if (entriesAt(limit, key).length > 0) {
        yield forbidden(`${at}.${key}`, "may not be specified when `type` is 'Pod'");
      }
    }
    const hasStorage = ['min', 'max'].some((key) => Object.hasOwn(objectAt(limit, key), 'storage'));
    if (type === 'PersistentVolumeClaim' && !hasStorage) {
      const text = 'either minimum or maximum storage value is required, but neither was provided';
      yield required(`${at}.limits`, text);
    }
    yield* validateNames(`${at}.maxLimitRequestRatio`, limit, 'maxLimitRequestRatio', type);
    yield* validateAmounts(at, type === 'Pod' ? { ...limit, default: {}, defaultRequest: {} } : limit);
  });
}

function* validateType(path: string, type: string): Faults {
  const faults = [...matches(path, type, isQualifiedName)];
  yield* faults;
  if (faults.length > 0 || type.includes('/') || STANDARD_TYPES.includes(type)) return;
  yield invalid(path, type, 'must be a standard limit type or fully qualified');
}

function* validateNames(path: string, limit: JsonObject, key: string, type: string): Faults {
  const check = type === 'Pod' || type === 'Container' ? validateContainerResourceName : validateResourceName;
  for (const [name] of entriesAt(limit, key)) yield* check(`${path}[${name}]`, name);
}

const KEYS = ['min', 'max', 'default', 'defaultRequest', 'maxLimitRequestRatio'];

/** The amounts of one resource have to fit each other. */
function* validateAmounts(path: string, limit: JsonObject): Faults {
  const names = [...new Set(KEYS.flatMap((key) => entriesAt(limit, key).map(([name]) => name)))].sort();
  for (const name of names) {
    const [min, max, preset, request, ratio] = KEYS.map((key) => {
      const amount = own(objectAt(limit, key), name);
      return typeof amount === 'string' ? amount : undefined;
    });
    const above = (a: string | undefined, b: string | undefined) =>
      a !== undefined && b !== undefined && compareAmounts(a, b) > 0;
    const rules: [boolean, string, string | undefined, string][] = [
      [above(min, max), 'min', min, `min value ${min} is greater than max value ${max}`],
      [
        above(min, request),
        'defaultRequest',
        request,
        `min value ${min} is greater than default request value ${request}`,
      ],
      [
        above(request, max),
        'defaultRequest',
        request,
        `default request value ${request} is greater than max value ${max}`,
      ],
      [
        above(request, preset),
        'defaultRequest',
        request,
        `default request value ${request} is greater than default limit value ${preset}`,
      ],
      [above(min, preset), 'default', min, `min value ${min} is greater than default value ${preset}`],
      [above(preset, max), 'default', max, `default value ${preset} is greater than max value ${max}`],
      [above('1', ratio), 'maxLimitRequestRatio', ratio, `ratio ${ratio} is less than 1`],
    ];
    for (const [isWrong, key, shown, text] of rules) {
      if (isWrong) yield invalid(`${path}.${key}[${name}]`, shown ?? null, text);
    }
    const most = min !== undefined && max !== undefined ? ratioOf(max, min) : undefined;
    if (ratio !== undefined && most !== undefined && numberOf(ratio) > most) {
      const text = `ratio ${ratio} is greater than max/min = ${most.toFixed(6)}`;
      yield invalid(`${path}.maxLimitRequestRatio[${name}]`, ratio, text);
    }
    const isFixed = !isOvercommitAllowed(name) && preset !== undefined && request !== undefined;
    if (isFixed && compareQuantities(parseQuantity(preset), parseQuantity(request)) !== 0) {
      const text = `default value ${preset} must equal to defaultRequest value ${request} in ${name}`;
      yield invalid(`${path}.defaultRequest[${name}]`, request, text);
    }
  }
}

const numberOf = (amount: string) => Number(scaledValue(parseQuantity(amount), -3)) / 1000;
const ratioOf = (max: string, min: string) => numberOf(max) / numberOf(min);
