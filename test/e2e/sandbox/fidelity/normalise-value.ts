import { type GeneratedNames, isUid } from './generated-names.ts';
import { describeContinue, normaliseText } from './normalise-text.ts';
import { withoutOrderInString } from './unordered.ts';

/** A decoded body without what differs from run to run. */
export function normaliseValue(value: unknown, names: GeneratedNames, key = ''): unknown {
  if (typeof value === 'string') return normaliseString(value, key, names);
  if (typeof value === 'number') return isNodePort(value, key) ? '<node port>' : value;
  if (Array.isArray(value)) return value.map((item) => normaliseValue(item, names, key));
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Record<string, unknown>;
  if (isProtobufTime(fields)) return '<time>';
  if (fields['path'] === '/metadata/resourceVersion') return { ...fields, value: '<version>' };
  const entries = Object.entries(fields).map(([name, item]) => {
    if (isProtobufVersion(fields, name)) return [name, '<version>'];
    return [normaliseText(names.hide(name)), normaliseValue(item, names, name)];
  });
  return Object.fromEntries(entries);
}

/** Keys whose values are numbers that the server draws or takes from the clock. */
const DRAWN_NUMBERS: ReadonlySet<string> = new Set(['nodePort', 'healthCheckNodePort']);

/** In protobuf (keys are numbers) there is no other number like it. */
function isNodePort(value: number, key: string): boolean {
  return (DRAWN_NUMBERS.has(key) || /^\d+$/.test(key)) && value >= 30_000 && value <= 32_767;
}

function normaliseString(raw: string, key: string, names: GeneratedNames): string {
  if (key === 'continue' && raw !== '') return names.hide(describeContinue(raw));
  // While it is JSON still.
  const text = names.hide(withoutOrderInString(raw));
  if (key === 'resourceVersion' && /^[1-9]\d*$/.test(text)) return '<version>';
  if (key === 'cells') return normaliseCell(text);
  return normaliseText(text);
}

const DURATION = String.raw`(?:\d+[ydhms]){1,2}`;

function normaliseCell(cell: string): string {
  if (new RegExp(`^${DURATION}$`).test(cell)) return '<age>';
  return normaliseText(cell)
    .replace(new RegExp(String.raw`\(${DURATION} ago\)`), '(<age> ago)')
    .replaceAll(/:3\d{4}\//g, ':<node port>/');
}

/** metav1.Time: seconds of this century in 1, nanoseconds perhaps in 2. */
function isProtobufTime(fields: Record<string, unknown>): boolean {
  const keys = Object.keys(fields);
  const [seconds] = Array.isArray(fields['1']) ? (fields['1'] as unknown[]) : [];
  const isSeconds = typeof seconds === 'number' && seconds > 1.5e9 && seconds < 3e9;
  return isSeconds && keys.every((key) => key === '1' || key === '2');
}

/** ObjectMeta has its resourceVersion in 6, beside the uid in 5; ListMeta in 2, beside an empty selfLink in 1. */
function isProtobufVersion(fields: Record<string, unknown>, name: string): boolean {
  const first = (key: string) => (Array.isArray(fields[key]) ? (fields[key] as unknown[])[0] : undefined);
  const isNumber = typeof first(name) === 'string' && /^[1-9]\d*$/.test(String(first(name)));
  if (!isNumber) return false;
  return (name === '6' && isUid(first('5'))) || (name === '2' && first('1') === '');
}
