import { goQuote } from '../model/field-error.ts';

/** What time.ParseDuration fails with. */
class DurationError extends Error {
  override readonly name = 'DurationError';
}

/** time.ParseDuration: nanoseconds of `1h30m` or `300ms`. @throws DurationError */
export function parseDuration(text: string): bigint {
  const bad = (why: string): never => {
    throw new DurationError(`time: ${why}${goQuote(text)}`);
  };
  if (/^[-+]?0$/.test(text)) return 0n;
  const sign = /^[-+]/.exec(text)?.[0] ?? '';
  let rest = text.slice(sign.length);
  if (rest === '') return bad('invalid duration ');
  let total = 0n;
  while (rest !== '') {
    const number = /^(\d*)(?:\.(\d*))?/.exec(rest);
    const [whole = '', digits = '', fraction = ''] = number ?? [];
    if (digits === '' && fraction === '') return bad('invalid duration ');
    rest = rest.slice(whole.length);
    const unit = /^[^.\d]+/.exec(rest)?.[0];
    if (unit === undefined) return bad('missing unit in duration ');
    const size = UNITS.get(unit);
    if (size === undefined) return bad(`unknown unit ${goQuote(unit)} in duration `);
    total += BigInt(digits === '' ? 0 : digits) * size;
    if (fraction !== '') total += (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
    if (total > 2n ** 63n - 1n) return bad('invalid duration ');
    rest = rest.slice(unit.length);
  }
  return sign === '-' ? -total : total;
}

/** Duration.String(): `1h30m0s`, `1.5s`, `300ms`. */
export function formatDuration(nanos: bigint): string {
  if (nanos === 0n) return '0s';
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  if (size < 1000n) return `${sign}${size}ns`;
  if (size < 1000_000n) return `${sign}${decimal(size, 3)}µs`;
  if (size < 1000_000_000n) return `${sign}${decimal(size, 6)}ms`;
  const minutes = size / 60_000_000_000n;
  const seconds = `${decimal(size % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return `${sign}${seconds}`;
  if (minutes < 60n) return `${sign}${minutes}m${seconds}`;
  return `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1000n],
  ['µs', 1000n],
  ['μs', 1000n],
  ['ms', 1000_000n],
  ['s', 1000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3600_000_000_000n],
]);

function decimal(value: bigint, places: number): string {
  const digits = String(value).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return `${digits.slice(0, -places)}${fraction === '' ? '' : `.${fraction}`}`;
}
