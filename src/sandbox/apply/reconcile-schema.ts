import type { MergeType } from '../model/catalog.ts';
import { atomOf, fieldType, type ListAtom, type MapAtom } from './atoms.ts';
import { FieldSet } from './field-set.ts';
import type { Path, PathElement } from './path-element.ts';

/**
 * A manager's set after what it is about has become atomic: who owned parts of it owns the whole
 * (structured-merge-diff typed/reconcile_schema.go). The same set where nothing changed.
 */
export function reconcileWithType(set: FieldSet, type: MergeType): FieldSet {
  const changed = new FieldSet();
  visit(set, type, [], false, changed);
  return changed.empty ? set : set.recursiveDifference(changed).union(changed);
}

function visit(
  set: FieldSet | undefined,
  type: MergeType,
  path: Path,
  isAtomic: boolean,
  changed: FieldSet,
): void {
  const atom = atomOf(type, undefined);
  if (atom.kind === 'scalar' || (atom.kind === 'map' && isDeduced(type, atom))) return;
  if (!isAtomic && atom.relationship === 'atomic') {
    if (atom.kind === 'list' || (set !== undefined && !set.empty)) changed.insert(path);
    return;
  }
  if (set === undefined) return;
  for (const { element, isMember } of elementsOf(set)) {
    const below = typeBelow(type, atom, element);
    if (below === undefined) continue;
    const child = set.children.get(element.id)?.set;
    visit(child, below, [...path, element], isMember && child === undefined, changed);
  }
}

function* elementsOf(set: FieldSet): Generator<{ element: PathElement; isMember: boolean }> {
  for (const [id, { element }] of set.children) {
    if (!set.members.has(id)) yield { element, isMember: false };
  }
  for (const element of set.members.values()) yield { element, isMember: true };
}

function typeBelow(type: MergeType, atom: ListAtom | MapAtom, element: PathElement): MergeType | undefined {
  if (atom.kind === 'list') return atom.element;
  return element.kind === 'field' ? fieldType(type, element.name) : atom.element;
}

/** A map of which nothing is known. */
function isDeduced(type: MergeType, atom: MapAtom): boolean {
  const isOpen = (open: MergeType | undefined) => open?.kind === 'any' && open.relationship === 'separable';
  return isOpen(type) || (isOpen(atom.element) && atom.fields.size === 0);
}
