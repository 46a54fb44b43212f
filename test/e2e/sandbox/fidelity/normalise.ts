import { JSON_SCHEMA, loadAll } from 'js-yaml';
import { normaliseText } from './normalise-text.ts';
import type { RecordedCommand, RecordedRequest } from './recording.ts';

/**
 * A recording without what differs from run to run on one and the same server: uids, times and resourceVersions, and
 * what follows from them or is drawn by lot (ages, tokens, suffixes of generated names, allocated addresses and ports).
 */
export interface Normalised {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  exchanges: NormalisedRequest[];
}

export interface NormalisedRequest {
  method: string;
  uri: string;
  status: number;
  request: unknown;
  response: unknown;
}

export function normalise(recording: RecordedCommand, names: GeneratedNames): Normalised {
  for (const { request, response } of recording.exchanges) {
    collectNames(request, names);
    collectNames(response, names);
  }
  const port = new RegExp(String.raw`(?<![\dA-Fa-f])${recording.serverPort}(?![\dA-Fa-f])`, 'g');
  const text = (value: string) => normaliseText(names.hide(value).replaceAll(port, '6443'));
  const value = (body: RecordedRequest['request'], uri: string) => {
    const told = JSON.stringify(withoutPlainBookmarks(body)).replaceAll(port, '6443');
    return unordered(normaliseValue(JSON.parse(told), names), uri);
  };
  const exchange = ({ method, uri, status, request, response }: RecordedRequest): NormalisedRequest => ({
    method,
    uri: normaliseUri(names.hide(uri)),
    status,
    request: value(request, uri),
    response: value(response, uri),
  });
  return {
    exitCode: recording.exitCode,
    stdout: withoutOrderOfComponents(text(withoutOrderOfManagers(recording.stdout))),
    stderr: text(recording.stderr),
    exchanges: recording.exchanges.map(exchange),
  };
}

/** The names that a server has made from `generateName`, so that they can be told wherever they come again. */
export class GeneratedNames {
  readonly #hidden = new Map<string, string>();

  add(name: string, prefix: string): void {
    if (name !== prefix && name.startsWith(prefix)) this.#hidden.set(name, `${prefix}<random>`);
  }

  hide(text: string): string {
    let result = text;
    for (const [name, hidden] of this.#hidden) result = result.replaceAll(name, hidden);
    return result;
  }
}

function collectNames(value: unknown, names: GeneratedNames): void {
  if (Array.isArray(value)) {
    for (const item of value) collectNames(item, names);
  } else if (typeof value === 'object' && value !== null) {
    const { name, generateName } = value as Record<string, unknown>;
    if (typeof name === 'string' && typeof generateName === 'string') names.add(name, generateName);
    // ObjectMeta in protobuf: name is 1, generateName 2, namespace 3, uid 5.
    const fields = value as Record<string, unknown[]>;
    const [made, prefix] = [fields['1']?.[0], fields['2']?.[0]];
    const isMetadata = typeof made === 'string' && typeof prefix === 'string' && prefix.endsWith('-');
    if (isMetadata && isUid(fields['5']?.[0])) names.add(made, prefix);
    for (const item of Object.values(value)) collectNames(item, names);
  }
}

/** The starter's pods have generated names that are the same on both sides. */
const UID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function isUid(value: unknown): boolean {
  return typeof value === 'string' && UID.test(value);
}

/** When the server sends them is its own affair; that which ends the first events is awaited. */
function withoutPlainBookmarks(body: RecordedRequest['response']): RecordedRequest['response'] {
  if (body.kind !== 'events' && body.kind !== 'json') return body;
  const isPlain = (value: unknown) =>
    (value as { type?: string } | null)?.type === 'BOOKMARK' &&
    !JSON.stringify(value).includes('initial-events-end');
  if (body.kind === 'events')
    return { kind: 'events', values: body.values.filter((value) => !isPlain(value)) };
  return isPlain(body.value) ? { kind: 'none' } : body;
}

function normaliseUri(uri: string): string {
  return (
    normaliseText(uri)
      // kubectl describe takes the fields for its events from a map.
      .replace(/(?<=[?&]fieldSelector=)[^&]+/, (fields) => fields.split('%2C').sort().join('%2C'))
      .replace(/([?&]resourceVersion=)[1-9]\d*/, '$1<version>')
      .replace(/([?&]continue=)[^&]+/, '$1<continue>')
      .replace(/([?&]timeoutSeconds=)\d{3,}/, '$1<seconds>')
  );
}

/** Keys whose values are numbers that the server draws or takes from the clock. */
const DRAWN_NUMBERS: ReadonlySet<string> = new Set(['nodePort', 'healthCheckNodePort']);

function normaliseValue(value: unknown, names: GeneratedNames, key = ''): unknown {
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

/** In protobuf (keys are numbers) there is no other number like it. */
function isNodePort(value: number, key: string): boolean {
  return (DRAWN_NUMBERS.has(key) || /^\d+$/.test(key)) && value >= 30_000 && value <= 32_767;
}

function normaliseString(raw: string, key: string, names: GeneratedNames): string {
  if (key === 'continue' && raw !== '') return names.hide(normaliseContinue(raw));
  const text = names.hide(raw);
  if (key === 'resourceVersion' && /^[1-9]\d*$/.test(text)) return '<version>';
  if (key === 'cells') return normaliseCell(text);
  return normaliseText(text);
}

/** `{"v":"meta.k8s.io/v1","rv":520,"start":"/default\u0000"}` in base64. */
function normaliseContinue(token: string): string {
  return `<continue ${Buffer.from(token, 'base64')
    .toString()
    .replace(/"rv":-?\d+/, '"rv":"<version>"')}>`;
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

/** Puts into one order what the server itself has in the order of a map, or in that of times within a second. */
function unordered(value: unknown, uri: string): unknown {
  const isMap = uri.includes('rulesreviews') || uri.includes('componentstatuses');
  const visit = (item: unknown, key: string): unknown => {
    if (Array.isArray(item)) {
      const visited = item.map((one) => visit(one, key));
      // Managed fields are sorted by their times first; in protobuf they are field 17 of ObjectMeta.
      const isSorted = isMap || key === 'managedFields' || (key === '17' && visited.every(isManagedEntry));
      return isSorted ? visited.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : visited;
    }
    if (typeof item !== 'object' || item === null) return item;
    const entries = Object.entries(item).map(([name, one]) => [name, visit(one, name)]);
    return withSortedCauses(Object.fromEntries(entries));
  };
  return visit(value, '');
}

/** kubectl prints managed fields in the server's order, which is that of times within a second. */
function withoutOrderOfManagers(text: string): string {
  if (!/^\s*"?managedFields"?:/m.test(text)) return text;
  try {
    return JSON.stringify(unordered(loadAll(text, { schema: JSON_SCHEMA }), ''), withoutTimes, 1);
  } catch {
    return text;
  }
}

/** The server asks its components at once, and lists them as they answer. */
function withoutOrderOfComponents(text: string): string {
  const lines = text.split('\n');
  const isListed = ['controller-manager', 'scheduler', 'etcd-0'].every((name) =>
    lines.some((line) => line.includes(name)),
  );
  return isListed ? lines.sort().join('\n') : text;
}

/** A time would decide the order. */
function withoutTimes(key: string, value: unknown): unknown {
  return key === 'time' ? '<time>' : value;
}

function isManagedEntry(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '7' in value;
}

interface StatusLike {
  message?: unknown;
  details?: { group?: unknown; causes?: unknown };
}

const BUILT_IN_GROUP = /^(?:|apps|batch|autoscaling|policy|extensions|.*\.k8s\.io)$/;

/** The schema of a custom resource finds the faults of its properties in the order of a map. */
function withSortedCauses(object: Record<string, unknown>): Record<string, unknown> {
  const { message, details } = object as StatusLike;
  if (!Array.isArray(details?.causes) || typeof message !== 'string') return object;
  if (BUILT_IN_GROUP.test(String(details.group ?? ''))) return object;
  const causes = [...details.causes].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const words = message
    .replaceAll(/[[\]]/g, ' ')
    .split(/[\s,]+/)
    .sort();
  return { ...object, message: words.join(' '), details: { ...details, causes } };
}
