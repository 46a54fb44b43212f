import type { Parsed } from '../codec/json-parser.ts';
import { cloneJson, equalJson, type Json, type JsonObject, own, setOwn } from '../model/json.ts';
import { type Operation, readJsonPatch } from './json-patch-operations.ts';
import type { Patched } from './patched.ts';
import { rejected } from './rejected.ts';

/** What all `copy` operations of a patch may copy, in bytes: apiserver pkg/server/config.go, JSONPatchMaxCopyBytes. */
const MAX_COPIED_BYTES = 3 * 1024 * 1024;

/**
 * RFC 6902 as gopkg.in/evanphx/json-patch.v4 does it: negative indices count from the end, `replace` of a field that is
 * not there adds it.
 * @throws StatusError 400 for what is no list of operations, 413 for too many, 422 where one cannot be done. The server
 *     does not say which.
 */
export function applyJsonPatch(
  document: JsonObject,
  patch: Parsed,
  { isStrict, text }: JsonPatchOptions,
): Patched {
  const operations = readJsonPatch(patch, isStrict);
  const escapes = !HTML.test(text.toString());
  const state: State = { root: cloneJson(document), touched: new Set(), escapes, copiedBytes: 0 };
  state.touched.add(state.root);
  for (const operation of operations) {
    if (!perform(state, operation)) throw rejected();
  }
  return { value: state.root, touched: state.touched };
}

export interface JsonPatchOptions {
  /** Whether the patch is also looked at for fieldValidation, which tells other words. */
  isStrict: boolean;
  /** The patch as it was sent. */
  text: Buffer;
}

/** What Go escapes in JSON, unlike most others: kubectl sends it escaped. */
const HTML = /[<>&\u2028\u2029]/;

interface State {
  root: JsonObject | Json[];
  /** Objects that Go has decoded into maps, whose keys it then writes sorted. */
  touched: Set<Json>;
  /** Whether the patch escapes what Go does: `test` compares the texts of values, and those of the object are escaped. */
  escapes: boolean;
  /** Of all `copy` operations so far: forty of them would make a trillion times of a value. */
  copiedBytes: number;
}

interface Place {
  container: JsonObject | Json[];
  key: string;
}

/** Whether the operation could be done. */
function perform(state: State, operation: Operation): boolean {
  const { op, path, from, value } = operation;
  if (path === undefined) return false;
  switch (op) {
    case 'add':
      return add(find(state, path), cloneJson(value));
    case 'remove':
      return remove(find(state, path));
    case 'replace':
      return replace(state, path, cloneJson(value));
    case 'test':
      if (!state.escapes && HTML.test(JSON.stringify(value))) return false;
      return path === '' ? equalJson(state.root, value) : test(find(state, path), value);
    case 'move': {
      const source = find(state, from);
      const moved = get(source);
      return moved !== undefined && remove(source) && add(find(state, path), moved);
    }
    case 'copy': {
      const source = get(find(state, from));
      if (source === undefined) return false;
      state.copiedBytes += Buffer.byteLength(JSON.stringify(source));
      return state.copiedBytes <= MAX_COPIED_BYTES && add(find(state, path), cloneJson(source));
    }
    default:
      return false;
  }
}

/** Where a path leads: what holds the last step must be there. */
function find({ root, touched }: State, path: string | undefined): Place | undefined {
  const [, ...steps] = (path ?? '').split('/').map(decodeStep);
  const key = steps.pop();
  if (key === undefined) return undefined;
  let container: JsonObject | Json[] = root;
  for (const step of steps) {
    const next = get({ container, key: step });
    if (typeof next !== 'object' || next === null) return undefined;
    touched.add(next);
    container = next;
  }
  return { container, key };
}

/** Null for a field that is not there; undefined where there is no such place. */
function get(place: Place | undefined): Json | undefined {
  if (place === undefined) return undefined;
  const { container, key } = place;
  if (!Array.isArray(container)) return own(container, key) ?? null;
  const index = indexOf(key, container.length);
  return index === undefined ? undefined : container[index];
}

function add(place: Place | undefined, value: Json): boolean {
  if (place === undefined) return false;
  const { container, key } = place;
  if (!Array.isArray(container)) setOwn(container, key, value);
  else {
    const index = key === '-' ? container.length : indexOf(key, container.length + 1);
    if (index === undefined) return false;
    container.splice(index, 0, value);
  }
  return true;
}

function remove(place: Place | undefined): boolean {
  if (place === undefined) return false;
  const { container, key } = place;
  if (!Array.isArray(container)) return Object.hasOwn(container, key) && delete container[key];
  const index = indexOf(key, container.length);
  if (index === undefined) return false;
  container.splice(index, 1);
  return true;
}

function replace(state: State, path: string, value: Json): boolean {
  if (path === '') {
    if (typeof value !== 'object' || value === null) return false;
    state.root = value;
    state.touched.add(value);
    return true;
  }
  const place = find(state, path);
  if (place === undefined) return false;
  const { container, key } = place;
  if (!Array.isArray(container)) setOwn(container, key, value);
  else {
    const index = indexOf(key, container.length);
    if (index === undefined) return false;
    container[index] = value;
  }
  return true;
}

function test(place: Place | undefined, value: Json): boolean {
  const found = get(place);
  return found !== undefined && equalJson(found, value);
}

/** Undefined for what is no index of a list of that size. */
function indexOf(key: string, size: number): number | undefined {
  if (!/^[+-]?\d+$/.test(key)) return undefined;
  const index = Number(key);
  if (index >= size || index < -size) return undefined;
  return index < 0 ? index + size : index;
}

/** As strings.NewReplacer does it: from the left, nothing twice. */
function decodeStep(step: string): string {
  return step.replaceAll(/~[01]/g, (escaped) => (escaped === '~1' ? '/' : '~'));
}
