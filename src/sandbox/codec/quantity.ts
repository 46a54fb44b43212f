/** A number with a suffix, such as `500m` or `1Gi` (apimachinery pkg/api/resource/quantity.go): `unscaled * 10^exponent`. */
export interface Quantity {
  unscaled: bigint;
  exponent: number;
  format: 'DecimalSI' | 'BinarySI' | 'DecimalExponent';
  /** What was read, where Go keeps it because it is canonical already. */
  text?: string | undefined;
}

/** What UnmarshalJSON fails with; the server's message ends in one of these. */
export class QuantityError extends Error {
  override readonly name = 'QuantityError';
}

/** @throws QuantityError in Go's words. */
export function parseQuantity(text: string): Quantity {
  if (text === '0') return { unscaled: 0n, exponent: 0, format: 'DecimalSI', text };
  const parts = /^([+-]?)0*(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/.exec(text);
  if (text === '' || parts === null) throw new QuantityError(WRONG_FORMAT);
  const [, sign, digits = '', fraction = '', suffix = ''] = parts;
  const scale = interpretSuffix(suffix);
  if (scale === undefined) throw new QuantityError("unable to parse quantity's suffix");
  if (/^[+-]?$/.test(text)) return { unscaled: 0n, exponent: 0, format: 'DecimalSI' };
  const whole = digits === '' ? '0' : digits;
  const number = BigInt(whole + fraction);
  const signed = sign === '-' ? -number : number;
  const exponent = scale.base === 10 ? scale.exponent - fraction.length : -fraction.length;
  if (isShort(whole, fraction, scale, exponent)) {
    const kept = isCanonical(whole + fraction, number, scale, exponent) ? text : undefined;
    const unscaled = scale.base === 2 ? signed << BigInt(scale.exponent) : signed;
    return { unscaled, exponent, format: scale.format, text: kept };
  }
  return bounded(scale.base === 2 ? number << BigInt(scale.exponent) : number, exponent, scale, sign === '-');
}

/** Quantity.String(): the canonical form. */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.text !== undefined) return quantity.text;
  if (quantity.unscaled === 0n) return '0';
  if (quantity.format === 'BinarySI') {
    const whole = integerOf(quantity);
    if (whole !== undefined && (whole >= 1024n || whole <= -1024n)) return formatBinary(whole);
  }
  let [mantissa, exponent] = withoutFactors(quantity.unscaled, 10n);
  exponent += quantity.exponent;
  while (exponent % 3 !== 0) {
    mantissa *= 10n;
    exponent -= 1;
  }
  if (quantity.format === 'DecimalExponent') return `${mantissa}${exponent === 0 ? '' : `e${exponent}`}`;
  return `${mantissa}${DECIMAL_SUFFIXES[exponent] ?? ''}`;
}

/** The canonical form of what a client wrote. @throws QuantityError */
export function canonicalQuantity(text: string): string {
  return formatQuantity(parseQuantity(text));
}

/** -1, 0 or 1. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  const exponent = Math.min(a.exponent, b.exponent);
  const left = a.unscaled * 10n ** BigInt(a.exponent - exponent);
  const right = b.unscaled * 10n ** BigInt(b.exponent - exponent);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** As Go's Add: a sum takes the format of what is not zero. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  const exponent = Math.min(a.exponent, b.exponent);
  const left = a.unscaled * 10n ** BigInt(a.exponent - exponent);
  const right = b.unscaled * 10n ** BigInt(b.exponent - exponent);
  return { unscaled: left + right, exponent, format: a.unscaled === 0n ? b.format : a.format };
}

/** Quantity.ScaledValue: in units of 10^exponent (0: whole ones, -3: thousandths), rounded away from zero. */
export function scaledValue({ unscaled, exponent }: Quantity, scale = 0): bigint {
  if (exponent >= scale) return unscaled * 10n ** BigInt(exponent - scale);
  return dividedUp(unscaled, 10n ** BigInt(scale - exponent));
}

const WRONG_FORMAT =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const MAX_INT64 = 2n ** 63n - 1n;

const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL_SUFFIXES: Readonly<Record<number, string>> = {
  [-9]: 'n',
  [-6]: 'u',
  [-3]: 'm',
  0: '',
  3: 'k',
  6: 'M',
  9: 'G',
  12: 'T',
  15: 'P',
  18: 'E',
};

interface Scale {
  base: 2 | 10;
  exponent: number;
  format: Quantity['format'];
}

function interpretSuffix(suffix: string): Scale | undefined {
  const decimal = Object.entries(DECIMAL_SUFFIXES).find(([, name]) => name === suffix);
  if (decimal !== undefined) return { base: 10, exponent: Number(decimal[0]), format: 'DecimalSI' };
  const binary = BINARY_SUFFIXES.indexOf(suffix);
  if (binary > 0) return { base: 2, exponent: binary * 10, format: 'BinarySI' };
  const exponent = /^[eE]([-+]?\d+)$/.exec(suffix)?.[1];
  // No client means more; Go's int32 would overflow in ways of its own.
  if (exponent === undefined || Math.abs(Number(exponent)) > 1000) return undefined;
  return { base: 10, exponent: Number(exponent), format: 'DecimalExponent' };
}

/** Whether Go takes its fast path, which keeps the number as an int64. */
function isShort(whole: string, fraction: string, scale: Scale, exponent: number): boolean {
  if (scale.base === 10) return whole.length + fraction.length <= 18 && exponent >= -9;
  return fraction === '' && 15 - whole.length - Math.trunc((scale.exponent * 3) / 10) - 1 >= 0;
}

function isCanonical(digits: string, number: bigint, scale: Scale, exponent: number): boolean {
  if (scale.base === 2) return (number & 7n) !== 0n;
  return exponent % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
}

/** The slow path: never finer than nano (rounded up), and binary ones never more than an int64. */
function bounded(number: bigint, exponent: number, scale: Scale, negative: boolean): Quantity {
  let unscaled = number;
  let kept = exponent;
  if (exponent < -9) {
    unscaled = dividedUp(number, 10n ** BigInt(-9 - exponent));
    kept = -9;
  }
  let { format } = scale;
  const one = kept < 0 ? 10n ** BigInt(-kept) : 1n;
  if (format === 'BinarySI') {
    if (unscaled > MAX_INT64 * one) {
      unscaled = MAX_INT64;
      kept = 0;
    } else if (unscaled < one && unscaled > 0n) format = 'DecimalSI';
  }
  return { unscaled: negative ? -unscaled : unscaled, exponent: kept, format };
}

function integerOf({ unscaled, exponent }: Quantity): bigint | undefined {
  if (exponent >= 0) return unscaled * 10n ** BigInt(exponent);
  const divisor = 10n ** BigInt(-exponent);
  return unscaled % divisor === 0n ? unscaled / divisor : undefined;
}

function formatBinary(whole: bigint): string {
  const [mantissa, times] = withoutFactors(whole, 1024n);
  return `${mantissa}${BINARY_SUFFIXES[times] ?? ''}`;
}

function withoutFactors(value: bigint, factor: bigint): [bigint, number] {
  let rest = value;
  let times = 0;
  while (rest !== 0n && rest % factor === 0n) {
    rest /= factor;
    times += 1;
  }
  return [rest, times];
}

function dividedUp(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  if (value % divisor === 0n) return quotient;
  return value < 0n ? quotient - 1n : quotient + 1n;
}
