import type { Permission } from './permissions.ts';

/** Verbs that who may do the one most often needs too: audit2rbac's VerbExpansions (pkg/process.go). */
const EXPANSIONS: Readonly<Record<string, readonly string[]>> = {
  watch: ['get', 'list'],
  list: ['get', 'watch'],
  update: ['get', 'patch'],
  patch: ['get', 'update'],
};

/**
 * The wider form that audit2rbac makes: more verbs, all names where there were several, and all namespaces where
 * there were several. For roles that shall serve tomorrow's run too.
 */
export function expandPermissions(permissions: readonly Permission[]): Permission[] {
  const names = new Map<string, Set<string>>();
  const namespaces = new Map<string, Set<string>>();
  for (const permission of permissions) {
    note(names, keyOf(permission), permission.name);
    note(namespaces, keyOf(permission), permission.namespace);
  }
  return permissions.flatMap((permission) => {
    const key = keyOf(permission);
    const wide = {
      ...permission,
      name: (names.get(key)?.size ?? 0) > 1 ? '' : permission.name,
      namespace: (namespaces.get(key)?.size ?? 0) > 1 ? '' : permission.namespace,
    };
    const verbs = permission.path === '' ? (EXPANSIONS[permission.verb] ?? []) : [];
    const need = { ...permission.need, text: `${permission.need.text}: expanded` };
    return [wide, ...verbs.map((verb) => ({ ...wide, verb, need }))];
  });
}

function keyOf({ verb, apiGroup, resource, path }: Permission): string {
  return JSON.stringify([verb, apiGroup, resource, path]);
}

function note(values: Map<string, Set<string>>, key: string, value: string): void {
  if (value === '') return;
  const known = values.get(key) ?? new Set();
  values.set(key, known.add(value));
}
