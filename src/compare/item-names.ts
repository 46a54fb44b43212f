import { isObject, type JsonObject, type JsonValue } from './json-value.ts';

/**
 * What tells the items of two arrays from each other, so that they can be compared one by one: the merge keys of
 * Kubernetes' lists. Undefined where the items have no such field, or where it tells nothing.
 */
export function nameItems(
  a: readonly JsonValue[],
  b: readonly JsonValue[],
): [string[], string[]] | undefined {
  const all = [...a, ...b];
  if (a.length === 0 || b.length === 0 || !all.every(isObject)) return undefined;
  for (const read of NAMES) {
    const names = [a, b].map((items) => items.map((item) => (isObject(item) ? read(item) : '')));
    const [namesA = [], namesB = []] = names;
    if (names.every((list) => !list.includes('') && new Set(list).size === list.length))
      return [namesA, namesB];
  }
  return undefined;
}

/** Each gives a name, or '' where the item has none. */
const NAMES: readonly ((item: JsonObject) => string)[] = [
  ({ metadata }) => (isObject(metadata) ? join([metadata.namespace, metadata.name], '/') : ''),
  ({ name }) => text(name),
  ({ manager, operation, subresource }) =>
    text(manager) === '' ? '' : join([manager, operation, subresource], ' '),
  ({ containerPort, protocol }) => (text(containerPort) === '' ? '' : join([containerPort, protocol], '/')),
  ({ port, protocol }) => (text(port) === '' ? '' : join([port, protocol], '/')),
  ({ mountPath }) => text(mountPath),
  ({ devicePath }) => text(devicePath),
  ({ type }) => text(type),
  ({ key, operator }) => (text(key) === '' ? '' : join([key, operator], ' ')),
  ({ topologyKey }) => text(topologyKey),
  ({ ip }) => text(ip),
  ({ op, path }) => (text(path) === '' ? '' : join([op, path], ' ')),
  ({ resource }) => text(resource),
  ({ groupVersion }) => text(groupVersion),
  ({ version }) => text(version),
  ({ field }) => text(field),
];

function text(value: JsonValue | undefined): string {
  return typeof value === 'object' || typeof value === 'boolean' ? '' : String(value ?? '');
}

function join(values: readonly (JsonValue | undefined)[], separator: string): string {
  return values
    .map(text)
    .filter((one) => one !== '')
    .join(separator);
}
