import type { Need, Permission } from './permissions.ts';

/** A PolicyRule of rbac.authorization.k8s.io/v1, with the exchanges that need it. */
export interface Rule {
  verbs: string[];
  apiGroups: string[];
  resources: string[];
  resourceNames: string[];
  nonResourceURLs: string[];
  needs: Need[];
}

/** The rules of one ClusterRole (an empty namespace) or Role. */
export interface Role {
  namespace: string;
  rules: Rule[];
}

/**
 * The fewest roles that allow just this: one ClusterRole for what lies in no namespace, and a Role for each
 * namespace. Rules that differ in their verbs only, or in their resources only, become one.
 */
export function createRoles(permissions: readonly Permission[]): Role[] {
  const cells = new Map<string, Cell>();
  // What is allowed everywhere, and what is allowed for every name, makes what is narrower superfluous.
  for (const permission of [...permissions].sort(byBreadth)) {
    const wider = [cells.get(keyOf({ ...permission, namespace: '' })), cells.get(keyOf(permission))];
    const covering = wider.find((cell) => cell?.names.has('') || cell?.names.has(permission.name));
    const cell = covering ?? wider[1] ?? { ...permission, names: new Set<string>(), needs: [] };
    if (covering === undefined) {
      cell.names.add(permission.name);
      cells.set(keyOf(permission), cell);
    }
    cell.needs.push(permission.need);
  }
  const namespaces = [...new Set([...cells.values()].map(({ namespace }) => namespace))].sort();
  return namespaces.map((namespace) => ({
    namespace,
    rules: compact([...cells.values()].filter((cell) => cell.namespace === namespace).map(toRule)),
  }));
}

/** One verb on one resource in one place. */
interface Cell extends Omit<Permission, 'name' | 'need'> {
  /** The objects; '' stands for all. */
  names: Set<string>;
  needs: Need[];
}

function keyOf({ namespace, apiGroup, resource, path, verb }: Omit<Permission, 'name' | 'need'>): string {
  return JSON.stringify([namespace, apiGroup, resource, path, verb]);
}

function byBreadth(a: Permission, b: Permission): number {
  const rank = ({ path, namespace, name }: Permission): number =>
    (path === '' ? 4 : 0) + (namespace === '' ? 0 : 2) + (name === '' ? 0 : 1);
  return rank(a) - rank(b) || a.need.id - b.need.id;
}

function toRule({ verb, apiGroup, resource, path, names, needs }: Cell): Rule {
  const isResource = path === '';
  return {
    verbs: [verb],
    apiGroups: isResource ? [apiGroup] : [],
    resources: isResource ? [resource] : [],
    resourceNames: names.has('') ? [] : [...names].sort(),
    nonResourceURLs: isResource ? [] : [path],
    needs,
  };
}

function compact(rules: readonly Rule[]): Rule[] {
  const byVerbs = merge(rules, ({ verbs: _, needs: __, ...same }) => same);
  for (const rule of byVerbs) rule.verbs.sort((a, b) => rankOf(a) - rankOf(b));
  return merge(byVerbs, ({ verbs, apiGroups, resourceNames }) => ({ verbs, apiGroups, resourceNames }));
}

/** Makes one of the rules of which `same` says the same, by the union of their lists. */
function merge(rules: readonly Rule[], same: (rule: Rule) => object): Rule[] {
  const merged = new Map<string, Rule>();
  for (const rule of rules) {
    const key = JSON.stringify(same(rule));
    const before = merged.get(key);
    merged.set(key, before === undefined ? rule : union(before, rule));
  }
  return [...merged.values()];
}

function union(a: Rule, b: Rule): Rule {
  const both = (list: (rule: Rule) => string[]): string[] => [...new Set([...list(a), ...list(b)])];
  return {
    verbs: both(({ verbs }) => verbs),
    apiGroups: both(({ apiGroups }) => apiGroups),
    resources: both(({ resources }) => resources),
    resourceNames: both(({ resourceNames }) => resourceNames),
    nonResourceURLs: both(({ nonResourceURLs }) => nonResourceURLs),
    needs: [...a.needs, ...b.needs],
  };
}

const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

function rankOf(verb: string): number {
  const rank = VERBS.indexOf(verb);
  return rank < 0 ? VERBS.length : rank;
}
