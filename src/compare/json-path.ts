/** A place in JSON: keys, and the items of arrays by what tells them from each other. */
export type PathPart = { key: string } | { item: string };

/** `spec.containers[web].image`, `metadata.annotations["a.b/c"]`. */
export function formatPath(path: readonly PathPart[]): string {
  return path
    .map((part, index) => {
      if ('item' in part) return `[${part.item}]`;
      if (!/^[\w$/-]+$/.test(part.key)) return `[${JSON.stringify(part.key)}]`;
      return index === 0 ? part.key : `.${part.key}`;
    })
    .join('');
}

/** The key that a path ends with, and the one above it, items left out; empty where there is none. */
export function lastKeys(path: readonly PathPart[]): [key: string, parent: string] {
  const last = path.at(-1);
  if (last === undefined || 'item' in last) return ['', ''];
  const parent = path.slice(0, -1).findLast((part) => 'key' in part);
  return [last.key, parent !== undefined && 'key' in parent ? parent.key : ''];
}
