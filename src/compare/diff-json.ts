import { diffArrays } from 'diff';
import { parseJson } from '../exchange/json.ts';
import { findFieldRule } from './always-different-fields.ts';
import type { Change } from './comparison.ts';
import { nameItems } from './item-names.ts';
import { formatPath, lastKeys, type PathPart } from './json-path.ts';
import { canonicalJson, isObject, type JsonObject, type JsonValue, toValue } from './json-value.ts';
import { unifyPlaceholders } from './masked.ts';

export type FieldChange = Omit<Change, 'part'>;

/** Told of each difference that is left out, by the name of its rule; undefined to leave nothing out. */
export type LeaveOut = ((rule: string) => unknown) | undefined;

/** The differences of two JSON values, field by field: in the order of the first, then what only the second has. */
export function diffJson(a: JsonValue, b: JsonValue, leaveOut: LeaveOut): FieldChange[] {
  const walk: Walk = { changes: [], leaveOut };
  compareValues(walk, a, b, []);
  return walk.changes;
}

interface Walk {
  changes: FieldChange[];
  leaveOut: LeaveOut;
}

type Path = readonly PathPart[];

function compareValues(walk: Walk, a: JsonValue, b: JsonValue, path: Path): void {
  if (isObject(a) && isObject(b)) compareObjects(walk, a, b, path);
  else if (Array.isArray(a) && Array.isArray(b)) compareArrays(walk, a, b, path);
  else if (typeof a === 'string' && typeof b === 'string') compareTexts(walk, a, b, path);
  else if (a !== b) add(walk, path, a, b);
}

function compareObjects(walk: Walk, a: JsonObject, b: JsonObject, path: Path): void {
  for (const [key, value] of Object.entries(a)) {
    const other = Object.hasOwn(b, key) ? b[key] : undefined;
    if (other === undefined) add(walk, [...path, { key }], value, undefined);
    else compareValues(walk, value, other, [...path, { key }]);
  }
  for (const [key, value] of Object.entries(b)) {
    if (!Object.hasOwn(a, key)) add(walk, [...path, { key }], undefined, value);
  }
}

function compareTexts(walk: Walk, a: string, b: string, path: Path): void {
  if (a === b || unifyPlaceholders(a) === unifyPlaceholders(b)) return;
  // The last-applied annotation holds an object.
  const inner = [a, b].map(readObject);
  if (inner[0] !== undefined && inner[1] !== undefined) compareObjects(walk, inner[0], inner[1], path);
  else add(walk, path, a, b);
}

function readObject(text: string): JsonObject | undefined {
  if (!text.startsWith('{')) return undefined;
  const tree = parseJson(text);
  const [root] = tree.roots;
  if (root === undefined || tree.roots.length > 1 || tree.error !== undefined) return undefined;
  const value = toValue(tree, root);
  return isObject(value) ? value : undefined;
}

function compareArrays(walk: Walk, a: JsonValue[], b: JsonValue[], path: Path): void {
  const names = nameItems(a, b);
  if (names !== undefined) compareNamed(walk, toMap(names[0], a), toMap(names[1], b), path);
  else if ([...a, ...b].some((item) => typeof item === 'object' && item !== null))
    compareInOrder(walk, a, b, path);
  else if (unifyPlaceholders(canonicalJson(a)) !== unifyPlaceholders(canonicalJson(b))) add(walk, path, a, b);
}

function toMap(names: readonly string[], items: readonly JsonValue[]): Map<string, JsonValue> {
  return new Map(items.map((item, index) => [names[index] ?? '', item]));
}

function compareNamed(walk: Walk, a: Map<string, JsonValue>, b: Map<string, JsonValue>, path: Path): void {
  for (const [item, value] of a) {
    const other = b.get(item);
    if (other === undefined) add(walk, [...path, { item }], value, undefined);
    else compareValues(walk, value, other, [...path, { item }]);
  }
  for (const [item, value] of b) if (!a.has(item)) add(walk, [...path, { item }], undefined, value);
  const common = [...a.keys()].filter((item) => b.has(item));
  const order = [...b.keys()].filter((item) => a.has(item));
  // Init containers run in their order, and rules apply in theirs.
  if (common.some((item, index) => item !== order[index]))
    add(walk, [...path, { item: 'order' }], common, order);
}

/** Items without names: equal ones are found wherever they are, the others are compared with those in their place. */
function compareInOrder(walk: Walk, a: JsonValue[], b: JsonValue[], path: Path): void {
  const texts = [a, b].map((items) => items.map((item) => unifyPlaceholders(canonicalJson(item))));
  const parts = diffArrays(texts[0] ?? [], texts[1] ?? [], { maxEditLength: MAX_EDITS }) ?? [
    { removed: true, added: false, count: a.length },
    { removed: false, added: true, count: b.length },
  ];
  let [atA, atB] = [0, 0];
  let waiting = 0;
  for (const { removed, added, count } of parts) {
    if (removed) {
      waiting = count;
      continue;
    }
    const inBoth = added ? Math.min(waiting, count) : 0;
    for (let index = 0; index < inBoth; index += 1)
      compareValues(walk, a[atA + index] ?? null, b[atB + index] ?? null, [
        ...path,
        { item: String(atB + index) },
      ]);
    for (let index = inBoth; index < waiting; index += 1)
      add(walk, [...path, { item: String(atA + index) }], a[atA + index], undefined);
    for (let index = inBoth; added && index < count; index += 1)
      add(walk, [...path, { item: String(atB + index) }], undefined, b[atB + index]);
    atA += waiting + (added ? 0 : count);
    atB += count;
    waiting = 0;
  }
  for (let index = 0; index < waiting; index += 1)
    add(walk, [...path, { item: String(atA + index) }], a[atA + index], undefined);
}

/**
 * Where two arrays differ in more than so many places, they are compared place by place: the search takes the square
 * of it.
 */
const MAX_EDITS = 500;

function add(walk: Walk, path: Path, a: JsonValue | undefined, b: JsonValue | undefined): void {
  if (walk.leaveOut !== undefined && a !== undefined && b !== undefined) {
    const rule = findFieldRule(...lastKeys(path), a, b);
    if (rule !== undefined) {
      walk.leaveOut(rule);
      return;
    }
  }
  walk.changes.push({ path: formatPath(path), a, b });
}
