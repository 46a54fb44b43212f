import { JSON_SCHEMA, loadAll } from 'js-yaml';

/** Puts into one order what the server itself has in the order of a map, or in that of times within a second. */
export function unordered(value: unknown, uri: string): unknown {
  const isMap = uri.includes('rulesreviews') || uri.includes('componentstatuses');
  const visit = (item: unknown, key: string): unknown => {
    if (Array.isArray(item)) {
      const visited = item.map((one) => visit(one, key));
      // Managed fields are sorted by their times first; in protobuf they are field 17 of ObjectMeta.
      if (key === 'managedFields' || (key === '17' && visited.every(isManagedEntry)))
        return sortEntries(visited);
      return isMap ? visited.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : visited;
    }
    if (typeof item === 'string') return withoutOrderInString(item);
    if (typeof item !== 'object' || item === null) return item;
    const entries = Object.entries(item).map(([name, one]) => [name, visit(one, name)]);
    return withSortedCauses(Object.fromEntries(entries));
  };
  return visit(value, '');
}

/** kubectl prints managed fields in the server's order, which is that of whole seconds. */
export function withoutOrderOfManagers(text: string): string {
  if (!/managedFields"?:/.test(text)) return text;
  try {
    return JSON.stringify(unordered(loadAll(text, { schema: JSON_SCHEMA }), ''), null, 1);
  } catch {
    return text;
  }
}

/** What `edit --save-config` takes for the last applied configuration has managed fields in its text. */
export function withoutOrderInString(text: string): string {
  if (!text.startsWith('{') || !text.includes('"managedFields":')) return text;
  try {
    return JSON.stringify(unordered(JSON.parse(text), ''));
  } catch {
    return text;
  }
}

/** The server asks its components at once, and lists them as they answer. */
export function withoutOrderOfComponents(text: string): string {
  const lines = text.split('\n');
  const isListed = ['controller-manager', 'scheduler', 'etcd-0'].every((name) =>
    lines.some((line) => line.includes(name)),
  );
  return isListed ? lines.sort().join('\n') : text;
}

/** By all but their times, which are field 4 in protobuf. */
function sortEntries(entries: readonly unknown[]): unknown[] {
  const withoutTime = (key: string, value: unknown) => (key === 'time' || key === '4' ? '<time>' : value);
  const keyed = entries.map((entry) => [JSON.stringify(entry, withoutTime), entry] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

function isManagedEntry(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '7' in value;
}

interface StatusLike {
  message?: unknown;
  details?: { group?: unknown; causes?: unknown };
}

const BUILT_IN_GROUP = /^(?:|apps|batch|autoscaling|policy|extensions|.*\.k8s\.io)$/;

/**
 * Conflicts come manager by manager, in the order of a map. The schema of a custom resource finds the faults of its
 * properties in such an order, too, and tells them so in the message.
 */
function withSortedCauses(object: Record<string, unknown>): Record<string, unknown> {
  const { message, details } = object as StatusLike;
  if (!Array.isArray(details?.causes) || typeof message !== 'string') return object;
  const isConflict = details.causes.every((cause) => (cause as Cause).reason === 'FieldManagerConflict');
  const isBuiltIn = BUILT_IN_GROUP.test(String(details.group ?? ''));
  if (isBuiltIn && !isConflict) return object;
  const causes = [...details.causes].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const told = isBuiltIn ? message : sortWords(message);
  return { ...object, message: told, details: { ...details, causes } };
}

interface Cause {
  reason?: unknown;
}

function sortWords(text: string): string {
  const words = text.replaceAll(/[[\]]/g, ' ').split(/[\s,]+/);
  return words.sort().join(' ');
}
