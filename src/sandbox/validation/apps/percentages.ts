import { invalid } from '../../model/field-error.ts';
import type { Json } from '../../model/json.ts';
import { type Faults, matches, nonNegative } from '../faults.ts';
import { isPercent } from '../formats/names.ts';

/** ValidatePositiveIntOrPercent. A value that is not there is 0. */
export function* validateAmountOrPercent(path: string, value: Json | undefined): Faults {
  if (typeof value === 'string') yield* matches(path, value, isPercent);
  else if (typeof value === 'number') yield* nonNegative(path, value);
}

/** IsNotMoreThan100Percent */
export function* atMostAll(path: string, value: Json | undefined): Faults {
  const percent = percentOf(value);
  if (percent !== undefined && percent > 100) yield invalid(path, value, 'must not be greater than 100%');
}

/** The number, be it one of pods or of hundredths of them. */
export function amountOf(value: Json | undefined): number {
  if (typeof value === 'number') return value;
  const percent = percentOf(value);
  if (percent !== undefined) return percent;
  return typeof value === 'string' && /^[+-]?\d+$/.test(value) ? Number(value) : 0;
}

function percentOf(value: Json | undefined): number | undefined {
  return typeof value === 'string' && isPercent(value).length === 0 ? Number.parseInt(value, 10) : undefined;
}
