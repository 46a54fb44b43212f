import type { Environment } from '@marcbachmann/cel-js';
import {
  addQuantities,
  compareQuantities,
  parseQuantity,
  type Quantity,
  scaledValue,
} from '../../codec/quantity.ts';
import { goPattern } from '../go-pattern.ts';

/** What Kubernetes adds to CEL (apiserver pkg/cel/library), as far as it is here: strings, lists, regex, quantity. */
export function registerFunctions(environment: Environment): Environment {
  registerStrings(environment);
  registerLists(environment);
  environment.registerType('kubernetes.Quantity', QuantityValue);
  for (const [signature, handler] of Object.entries(QUANTITIES)) {
    environment.registerFunction(signature, handler);
  }
  return environment;
}

function registerStrings(environment: Environment): void {
  const functions: Record<string, (...given: never[]) => unknown> = {
    'string.charAt(int): string': (text: string, at: bigint) => [...text][Number(at)] ?? '',
    'string.replace(string, string): string': (text: string, from: string, to: string) =>
      text.replaceAll(from, () => to),
    'string.replace(string, string, int): string': (text: string, from: string, to: string, count: bigint) =>
      replaceSome(text, from, to, Number(count)),
    'string.find(string): string': (text: string, pattern: string) =>
      goPattern(pattern)?.exec(text)?.[0] ?? '',
    'string.findAll(string): list<string>': (text: string, pattern: string) => findAll(text, pattern),
  };
  for (const [signature, handler] of Object.entries(functions))
    environment.registerFunction(signature, handler);
}

function replaceSome(text: string, from: string, to: string, count: number): string {
  const parts = text.split(from);
  if (count < 0 || count >= parts.length - 1) return parts.join(to);
  return [...parts.slice(0, count), parts.slice(count).join(from)].join(to);
}

function findAll(text: string, pattern: string): string[] {
  const expression = goPattern(pattern);
  if (expression === undefined) return [];
  return [...text.matchAll(new RegExp(expression.source, `${expression.flags}g`))].map(([found]) => found);
}

type Ordered = bigint | number | string | boolean;

function registerLists(environment: Environment): void {
  const functions: Record<string, (list: Ordered[]) => unknown> = {
    'list.isSorted(): bool': (list) => list.every((item, at) => at === 0 || (list[at - 1] ?? item) <= item),
    'list.min(): dyn': (list) => extreme(list, 'min', (a, b) => a < b),
    'list.max(): dyn': (list) => extreme(list, 'max', (a, b) => a > b),
    'list.sum(): dyn': (list) =>
      list.every((item) => typeof item === 'bigint')
        ? list.reduce((sum, item) => sum + item, 0n)
        : list.reduce<number>((sum, item) => sum + Number(item), 0),
  };
  for (const [signature, handler] of Object.entries(functions))
    environment.registerFunction(signature, handler);
  const places: Record<string, (list: Ordered[], item: Ordered) => bigint> = {
    'list.indexOf(dyn): int': (list, item) => BigInt(list.indexOf(item)),
    'list.lastIndexOf(dyn): int': (list, item) => BigInt(list.lastIndexOf(item)),
  };
  for (const [signature, handler] of Object.entries(places)) environment.registerFunction(signature, handler);
}

function extreme(list: Ordered[], name: string, isBetter: (a: Ordered, b: Ordered) => boolean): Ordered {
  if (list.length === 0) throw new Error(`${name} called on empty list`);
  return list.reduce((best, item) => (isBetter(item, best) ? item : best));
}

class QuantityValue {
  readonly quantity: Quantity;
  constructor(quantity: Quantity) {
    this.quantity = quantity;
  }
}

const read = (text: string) => new QuantityValue(parseQuantity(text));
const compare = (a: QuantityValue, b: QuantityValue) => compareQuantities(a.quantity, b.quantity);
const isWhole = ({ quantity }: QuantityValue) => scaledValue(quantity, -9) % 10n ** 9n === 0n;

const QUANTITIES: Readonly<Record<string, (...given: never[]) => unknown>> = {
  'quantity(string): kubernetes.Quantity': read,
  'isQuantity(string): bool': (text: string) => {
    try {
      return read(text) !== undefined;
    } catch {
      return false;
    }
  },
  'kubernetes.Quantity.isGreaterThan(kubernetes.Quantity): bool': (a: QuantityValue, b: QuantityValue) =>
    compare(a, b) > 0,
  'kubernetes.Quantity.isLessThan(kubernetes.Quantity): bool': (a: QuantityValue, b: QuantityValue) =>
    compare(a, b) < 0,
  'kubernetes.Quantity.compareTo(kubernetes.Quantity): int': (a: QuantityValue, b: QuantityValue) =>
    BigInt(compare(a, b)),
  'kubernetes.Quantity.add(kubernetes.Quantity): kubernetes.Quantity': (a: QuantityValue, b: QuantityValue) =>
    new QuantityValue(addQuantities(a.quantity, b.quantity)),
  'kubernetes.Quantity.sign(): int': (value: QuantityValue) => BigInt(compare(value, read('0'))),
  'kubernetes.Quantity.isInteger(): bool': (value: QuantityValue) => isWhole(value),
  'kubernetes.Quantity.asInteger(): int': (value: QuantityValue) => {
    if (!isWhole(value)) throw new Error('cannot convert value to integer');
    return scaledValue(value.quantity);
  },
};
