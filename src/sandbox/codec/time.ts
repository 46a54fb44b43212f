import { goQuote } from '../model/field-error.ts';

/** What time.Parse of Go fails with; its message is in the server's answer. */
class TimeError extends Error {
  override readonly name = 'TimeError';
}

export const RFC3339 = '2006-01-02T15:04:05Z07:00';
export const RFC3339_MICRO = '2006-01-02T15:04:05.000000Z07:00';

/** metav1.Time: what was read in UTC, in whole seconds; null is the zero time. @throws TimeError */
export function canonicalTime(text: string): string | null {
  const { seconds } = parseTime(text, RFC3339);
  return seconds === ZERO_TIME ? null : `${isoSeconds(seconds)}Z`;
}

/** metav1.MicroTime: in UTC with six digits. @throws TimeError */
export function canonicalMicroTime(text: string): string | null {
  const { seconds, nanos } = parseTime(text, RFC3339_MICRO);
  return seconds === ZERO_TIME && nanos === 0 ? null : formatMicroTime(seconds, nanos);
}

export function formatTime(seconds: number): string {
  return `${isoSeconds(seconds)}Z`;
}

export function formatMicroTime(seconds: number, nanos: number): string {
  return `${isoSeconds(seconds)}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z`;
}

/** Seconds since 1970 of 0001-01-01, Go's zero time. */
export const ZERO_TIME = -62135596800;

/** time.Parse for the two layouts that the API uses. Seconds since 1970, and nanoseconds. @throws TimeError */
export function parseTime(text: string, layout: string): { seconds: number; nanos: number } {
  const micro = layout === RFC3339_MICRO;
  let rest = text;
  const fail = (element: string): never => {
    throw new TimeError(
      `parsing time ${goQuote(text)} as ${goQuote(layout)}: cannot parse ${goQuote(rest)} as ${goQuote(element)}`,
    );
  };
  const outOfRange = (what: string): never => {
    throw new TimeError(`parsing time ${goQuote(text)}: ${what} out of range`);
  };
  const take = (pattern: RegExp, element: string): string => {
    const found = pattern.exec(rest)?.[0];
    if (found === undefined) return fail(element);
    rest = rest.slice(found.length);
    return found;
  };
  const literal = (character: string) => {
    if (!rest.startsWith(character)) fail(character);
    rest = rest.slice(1);
  };
  const year = Number(take(/^\d{4}/, '2006'));
  literal('-');
  const month = Number(take(/^\d{2}/, '01'));
  if (month < 1 || month > 12) outOfRange('month');
  literal('-');
  const day = Number(take(/^\d{2}/, '02'));
  literal('T');
  const hour = Number(take(/^\d{1,2}/, '15'));
  if (hour > 23) outOfRange('hour');
  literal(':');
  const minute = Number(take(/^\d{2}/, '04'));
  if (minute > 59) outOfRange('minute');
  literal(':');
  const second = Number(take(/^\d{2}/, '05'));
  if (second > 59) outOfRange('second');
  const fraction = micro ? take(/^[.,]\d{6}/, '.000000') : (/^[.,]\d+/.exec(rest)?.[0] ?? '');
  if (!micro) rest = rest.slice(fraction.length);
  const zone = take(/^(?:Z|[-+]\d{2}:\d{2})/, 'Z07:00');
  const zoneHours = Number(zone.slice(1, 3));
  if (zone !== 'Z' && zoneHours > 24) outOfRange('time zone offset hour');
  if (zone !== 'Z' && Number(zone.slice(4)) > 60) outOfRange('time zone offset minute');
  if (rest !== '') throw new TimeError(`parsing time ${goQuote(text)}: extra text: ${goQuote(rest)}`);
  const days = new Date(0);
  days.setUTCFullYear(year, month - 1, day);
  if (day < 1 || days.getUTCDate() !== day) outOfRange('day');
  const offset =
    zone === 'Z' ? 0 : (zoneHours * 60 + Number(zone.slice(4))) * 60 * (zone[0] === '-' ? -1 : 1);
  const seconds = days.getTime() / 1000 + hour * 3600 + minute * 60 + second - offset;
  return { seconds, nanos: Number(fraction.slice(1, 10).padEnd(9, '0')) };
}

function isoSeconds(seconds: number): string {
  const date = new Date(seconds * 1000);
  const year = date.getUTCFullYear();
  return `${String(year).padStart(4, '0')}${date
    .toISOString()
    .replace(/^[-+]?\d+/, '')
    .slice(0, 15)}`;
}
