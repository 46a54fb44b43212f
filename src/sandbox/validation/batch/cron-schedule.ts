/** What Go's standard parser of cron schedules finds wrong (github.com/robfig/cron/v3); undefined for nothing. */
export function scheduleFault(schedule: string): string | undefined {
  try {
    parseSchedule(schedule);
    return undefined;
  } catch (error) {
    if (error instanceof ScheduleError) return error.message;
    throw error;
  }
}

class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
}

interface Bounds {
  min: number;
  max: number;
  /** Short names, in lower case, of the numbers from `min` on. */
  names: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS: readonly Bounds[] = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: DAYS },
];

const DESCRIPTORS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

function parseSchedule(schedule: string): void {
  let text = schedule;
  if (/^(CRON_)?TZ=/.test(text)) {
    const space = text.indexOf(' ');
    const start = text.indexOf('=') + 1;
    if (space < 0)
      throw new ScheduleError(`invalid schedule format: runtime error: slice bounds out of range [:-1]`);
    const zone = text.slice(start, space);
    const fault = timeZoneFault(zone);
    if (fault !== undefined) throw new ScheduleError(`provided bad location ${zone}: ${fault}`);
    text = text.slice(space).trim();
  }
  if (text.startsWith('@')) {
    parseDescriptor(text);
    return;
  }
  const fields = text.split(/[\s\u0085]+/).filter((field) => field !== '');
  if (fields.length !== 5) {
    throw new ScheduleError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  }
  for (const [index, field] of fields.entries()) {
    const bounds = FIELDS[index];
    if (bounds === undefined) continue;
    for (const part of field.split(',').filter((range) => range !== '')) parseRange(part, bounds);
  }
}

function parseDescriptor(text: string): void {
  if (DESCRIPTORS.includes(text)) return;
  if (!text.startsWith('@every ')) throw new ScheduleError(`unrecognized descriptor: ${text}`);
  const duration = text.slice('@every '.length);
  if (/^[-+]?(0|(\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(duration)) return;
  const fault = /^[-+]?(\d+(\.\d*)?|\.\d+)$/.test(duration)
    ? `time: missing unit in duration ${JSON.stringify(duration)}`
    : `time: invalid duration ${JSON.stringify(duration)}`;
  throw new ScheduleError(`failed to parse duration ${text}: ${fault}`);
}

function parseRange(text: string, bounds: Bounds): void {
  const [range = '', stepText, ...more] = text.split('/');
  const limits = range.split('-');
  const isAll = limits[0] === '*' || limits[0] === '?';
  const start = isAll ? bounds.min : parseLimit(limits[0] ?? '', bounds);
  let end = isAll ? bounds.max : start;
  if (!isAll && limits.length > 2) throw new ScheduleError(`too many hyphens: ${text}`);
  if (!isAll && limits.length === 2) end = parseLimit(limits[1] ?? '', bounds);
  if (more.length > 0) throw new ScheduleError(`too many slashes: ${text}`);
  const step = stepText === undefined ? 1 : parseNumber(stepText);
  if (stepText !== undefined && limits.length === 1) end = bounds.max;
  if (start < bounds.min) {
    throw new ScheduleError(`beginning of range (${start}) below minimum (${bounds.min}): ${text}`);
  }
  if (end > bounds.max) {
    throw new ScheduleError(`end of range (${end}) above maximum (${bounds.max}): ${text}`);
  }
  if (start > end) {
    throw new ScheduleError(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  }
  if (step === 0) throw new ScheduleError(`step of range should be a positive number: ${text}`);
}

function parseLimit(text: string, { min, names }: Bounds): number {
  const index = names.indexOf(text.toLowerCase());
  return index >= 0 ? index + min : parseNumber(text);
}

function parseNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) {
    const fault = `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
    throw new ScheduleError(`failed to parse int from ${text}: ${fault}`);
  }
  const number = Number(text);
  if (!Number.isSafeInteger(number)) {
    const fault = `strconv.Atoi: parsing ${JSON.stringify(text)}: value out of range`;
    throw new ScheduleError(`failed to parse int from ${text}: ${fault}`);
  }
  if (number < 0) throw new ScheduleError(`negative number (${number}) not allowed: ${text}`);
  return number;
}

/** What time.LoadLocation says of a time zone that it does not know. */
export function timeZoneFault(zone: string): string | undefined {
  if (zone === '' || zone === 'UTC' || zone === 'Local') return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    // JavaScript takes names in any case and offsets; Go wants the name of a file.
    return /^[+-]/.test(zone) || !isKnownCase(zone) ? `unknown time zone ${zone}` : undefined;
  } catch {
    return `unknown time zone ${zone}`;
  }
}

function isKnownCase(zone: string): boolean {
  return /^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*)*$/.test(zone) && !/^[A-Z]{4,}\//.test(zone);
}
