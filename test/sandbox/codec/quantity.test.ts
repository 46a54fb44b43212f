import { describe, expect, test } from 'vitest';
import {
  canonicalQuantity,
  compareQuantities,
  parseQuantity,
  scaledValue,
} from '../../../src/sandbox/codec/quantity.ts';

// Taken from a kube-apiserver 1.37.2: ResourceQuotas that were created with them.
const CANONICAL: ReadonlyArray<[written: string, stored: string]> = [
  ['0', '0'],
  ['0.5', '500m'],
  ['1000m', '1'],
  ['1500m', '1500m'],
  ['1.5', '1500m'],
  ['100', '100'],
  ['1000', '1k'],
  ['1e3', '1e3'],
  ['1E3', '1E3'],
  ['1024Mi', '1Gi'],
  ['1.5Gi', '1536Mi'],
  ['0.5Ki', '512'],
  ['1000000', '1M'],
  ['+5', '+5'],
  ['100000000000000000000', '100E'],
  ['9223372036854775807Ei', '9223372036854775807'],
  ['1.1Gi', '1181116006400m'],
  ['1e19', '10e18'],
  ['12e-3', '12e-3'],
  ['00', '0'],
  ['1.', '1.'],
  ['.5', '500m'],
];

test.each(CANONICAL)('%s is kept as %s', (written, stored) => {
  expect(canonicalQuantity(written)).toBe(stored);
});

describe('what is no quantity', () => {
  test.each([
    ['', 'quantities must match the regular expression'],
    ['x', 'quantities must match the regular expression'],
    ['1.2.3', 'quantities must match the regular expression'],
    ['1Zi', 'quantities must match the regular expression'],
    ['1KiB', 'quantities must match the regular expression'],
    ['1mM', "unable to parse quantity's suffix"],
  ])('%j', (text, message) => {
    expect(() => parseQuantity(text)).toThrow(message);
  });
});

test('quantities are compared by what they are worth', () => {
  expect(compareQuantities(parseQuantity('1Gi'), parseQuantity('1G'))).toBe(1);
  expect(compareQuantities(parseQuantity('1000m'), parseQuantity('1'))).toBe(0);
  expect(compareQuantities(parseQuantity('-1'), parseQuantity('0'))).toBe(-1);
});

test('a value in coarser units is rounded away from zero', () => {
  expect(scaledValue(parseQuantity('1500m'))).toBe(2n);
  expect(scaledValue(parseQuantity('1.5'), -3)).toBe(1500n);
});
