import type { ApiObject } from '../model/object.ts';

/** Where an object is: its storage, its namespace ('' for what has none), its name. */
export interface ObjectKey {
  storage: string;
  namespace: string;
  name: string;
}

/** The objects of one state, by storage, namespace and name; lists come in the order of etcd's keys. */
export interface Tables {
  get(key: ObjectKey): ApiObject | undefined;
  list(storage: string, namespace?: string): ApiObject[];
  /** Puts an object there, or with undefined takes it away. Returns what was there before. */
  set(key: ObjectKey, object: ApiObject | undefined): ApiObject | undefined;
  storages(): Iterable<string>;
}

export function createTables(): Tables {
  const storages = new Map<string, Map<string, Table>>();
  return {
    get({ storage, namespace, name }) {
      return storages.get(storage)?.get(namespace)?.objects.get(name);
    },
    list(storage, namespace) {
      const namespaces = storages.get(storage);
      if (namespaces === undefined) return [];
      if (namespace !== undefined) return listTable(namespaces.get(namespace));
      const names = [...namespaces.keys()].sort(compareNamespaces);
      return names.flatMap((name) => listTable(namespaces.get(name)));
    },
    set({ storage, namespace, name }, object) {
      const namespaces = getOrCreate(storages, storage, () => new Map<string, Table>());
      const table = getOrCreate(namespaces, namespace, createTable);
      const previous = table.objects.get(name);
      setInTable(table, name, object);
      if (table.objects.size === 0) namespaces.delete(namespace);
      return previous;
    },
    storages: () => storages.keys(),
  };
}

/** Other tables with the same objects. */
export function copyTables(tables: Tables): Tables {
  const copy = createTables();
  for (const storage of tables.storages()) {
    for (const object of tables.list(storage)) copy.set(keyOf(storage, object), object);
  }
  return copy;
}

/** The key of a stored object. */
export function keyOf(storage: string, { metadata }: ApiObject): ObjectKey {
  return { storage, namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
}

/** One text for a key, for use in a Map; no part of it can hold a NUL. */
export function textOfKey({ storage, namespace, name }: ObjectKey): string {
  return `${storage}\0${namespace}\0${name}`;
}

/** The order of etcd's keys, `…/<namespace>/<name>`: namespace `a-b` comes before `a`, as `-` does before `/`. */
export function compareObjects(a: ApiObject, b: ApiObject): number {
  const byNamespace = compareNamespaces(a.metadata.namespace ?? '', b.metadata.namespace ?? '');
  return byNamespace === 0 ? compare(a.metadata.name ?? '', b.metadata.name ?? '') : byNamespace;
}

interface Table {
  objects: Map<string, ApiObject>;
  /** The names in order; undefined until the first list asks for them. */
  sorted: string[] | undefined;
}

function createTable(): Table {
  return { objects: new Map(), sorted: undefined };
}

function listTable(table: Table | undefined): ApiObject[] {
  if (table === undefined) return [];
  table.sorted ??= [...table.objects.keys()].sort(compare);
  // Every name in it is a key of the map.
  return table.sorted.map((name) => table.objects.get(name) as ApiObject);
}

function setInTable({ objects, sorted }: Table, name: string, object: ApiObject | undefined): void {
  const isThere = objects.has(name);
  if (object === undefined) objects.delete(name);
  else objects.set(name, object);
  if (sorted === undefined || isThere === (object !== undefined)) return;
  const index = findIndex(sorted, name);
  if (isThere) sorted.splice(index, 1);
  else sorted.splice(index, 0, name);
}

/** Where the name is in the sorted list, or would be. */
function findIndex(sorted: readonly string[], name: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as string) < name) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compareNamespaces(a: string, b: string): number {
  return a === b ? 0 : compare(`${a}/`, `${b}/`);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function getOrCreate<V>(map: Map<string, V>, key: string, create: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const created = create();
  map.set(key, created);
  return created;
}
