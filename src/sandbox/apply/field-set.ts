import type { MergeType } from '../model/catalog.ts';
import { elementType, fieldType, mapAtom } from './atoms.ts';
import { comparePathElements, fieldElement, type Path, type PathElement } from './path-element.ts';

interface Child {
  readonly element: PathElement;
  readonly set: FieldSet;
}

/**
 * A set of paths into an object, as a tree (structured-merge-diff fieldpath/set.go). A set that has been handed out is
 * not changed any more; what two sets share is shared, not copied.
 */
export class FieldSet {
  readonly members: Map<string, PathElement>;
  readonly children: Map<string, Child>;

  constructor(members = new Map<string, PathElement>(), children = new Map<string, Child>()) {
    this.members = members;
    this.children = children;
  }

  /** Of paths by names, `spec.replicas`. */
  static ofNames(paths: readonly string[]): FieldSet {
    const set = new FieldSet();
    for (const path of paths) set.insert(path.split('.').map(fieldElement));
    return set;
  }

  /** Only while the set is being built. The empty path is nobody's. */
  insert(path: Path): void {
    let set: FieldSet = this;
    for (const element of path.slice(0, -1)) set = set.descend(element);
    const last = path.at(-1);
    if (last !== undefined) set.members.set(last.id, last);
  }

  /** The set below an element, put in where it is missing; only while the set is being built. */
  descend(element: PathElement): FieldSet {
    const child = this.children.get(element.id);
    if (child !== undefined) return child.set;
    const set = new FieldSet();
    this.children.set(element.id, { element, set });
    return set;
  }

  get empty(): boolean {
    return this.members.size === 0 && [...this.children.values()].every(({ set }) => set.empty);
  }

  has(path: Path): boolean {
    let set: FieldSet | undefined = this;
    for (const element of path.slice(0, -1)) set = set?.children.get(element.id)?.set;
    const last = path.at(-1);
    return last !== undefined && (set?.members.has(last.id) ?? false);
  }

  union(other: FieldSet): FieldSet {
    const children = new Map(this.children);
    for (const [id, child] of other.children) {
      const mine = children.get(id);
      children.set(id, mine === undefined ? child : { ...child, set: mine.set.union(child.set) });
    }
    return new FieldSet(new Map([...this.members, ...other.members]), children);
  }

  intersection(other: FieldSet): FieldSet {
    const members = filterMap(this.members, (id) => other.members.has(id));
    return new FieldSet(
      members,
      this.#mapChildren((set, id) => {
        const theirs = other.children.get(id);
        return theirs === undefined ? undefined : set.intersection(theirs.set);
      }),
    );
  }

  /** Without the paths of the other set; what is below them stays. */
  difference(other: FieldSet): FieldSet {
    const members = filterMap(this.members, (id) => !other.members.has(id));
    return new FieldSet(
      members,
      this.#mapChildren((set, id) => {
        const theirs = other.children.get(id);
        return theirs === undefined ? set : set.difference(theirs.set);
      }),
    );
  }

  /** Without the paths of the other set and all that is below them. */
  recursiveDifference(other: FieldSet): FieldSet {
    const members = filterMap(this.members, (id) => !other.members.has(id));
    return new FieldSet(
      members,
      this.#mapChildren((set, id) => {
        if (other.members.has(id)) return undefined;
        const theirs = other.children.get(id);
        return theirs === undefined ? set : set.recursiveDifference(theirs.set);
      }),
    );
  }

  /** With the named fields of structs that have something below them: so that a struct is removed with its last field. */
  withNamedFields(type: MergeType | undefined): FieldSet {
    const members = new Map(this.members);
    const children = new Map<string, Child>();
    for (const [id, { element, set }] of this.children) {
      const declared = element.kind === 'field' && mapAtom(type)?.fields.has(element.name);
      if (declared) members.set(id, element);
      children.set(id, { element, set: set.withNamedFields(typeBelow(type, element)) });
    }
    return new FieldSet(members, children);
  }

  /** All paths, in the order of structured-merge-diff: the members first, then what is below. */
  *paths(prefix: Path = []): Generator<Path> {
    for (const element of sortElements(this.members.values())) yield [...prefix, element];
    const children = [...this.children.values()].sort((a, b) => comparePathElements(a.element, b.element));
    for (const { element, set } of children) yield* set.paths([...prefix, element]);
  }

  #mapChildren(change: (set: FieldSet, id: string) => FieldSet | undefined): Map<string, Child> {
    const children = new Map<string, Child>();
    for (const [id, { element, set }] of this.children) {
      const changed = change(set, id);
      if (changed !== undefined && !changed.empty) children.set(id, { element, set: changed });
    }
    return children;
  }
}

function typeBelow(type: MergeType | undefined, element: PathElement): MergeType | undefined {
  if (element.kind === 'field') return fieldType(type, element.name);
  return element.kind === 'key' ? elementType(type) : undefined;
}

function filterMap<V>(map: ReadonlyMap<string, V>, keep: (key: string) => boolean): Map<string, V> {
  return new Map([...map].filter(([key]) => keep(key)));
}

function sortElements(elements: Iterable<PathElement>): PathElement[] {
  return [...elements].sort(comparePathElements);
}
