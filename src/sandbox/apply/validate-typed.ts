import type { MergeType } from '../model/catalog.ts';
import { sortedKeys } from '../model/go-format.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { atomOf, type ListAtom, type MapAtom } from './atoms.ts';
import { fieldElement, formatPathElement, indexElement } from './path-element.ts';
import { formatWrapped, listItemElement, scalarFault, TypedError, type TypedFault } from './typed-value.ts';

/**
 * Checks that a value fits its type (structured-merge-diff typed/validate.go).
 * @throws TypedError with all that does not.
 */
export function validateTyped(value: Json, type: MergeType, allowDuplicates: boolean): void {
  const faults = faultsOf(value, type, allowDuplicates);
  if (faults.length > 0) throw new TypedError(faults);
}

function faultsOf(value: Json, type: MergeType, allowDuplicates: boolean): TypedFault[] {
  const atom = atomOf(type, value);
  if (atom.kind === 'scalar') {
    const message = scalarFault(atom, value);
    return message === undefined ? [] : [{ path: '', message }];
  }
  if (value === null) return [];
  if (atom.kind === 'list') {
    if (Array.isArray(value)) return faultsOfList(value, atom, allowDuplicates);
    return [{ path: '', message: `expected list, got ${formatWrapped(value)}` }];
  }
  if (isObject(value)) return faultsOfMap(value, atom, allowDuplicates);
  return [{ path: '', message: `expected map, got ${formatWrapped(value)}` }];
}

function faultsOfList(list: readonly Json[], atom: ListAtom, allowDuplicates: boolean): TypedFault[] {
  const faults: TypedFault[] = [];
  const seen = new Set<string>();
  for (const [index, item] of list.entries()) {
    let element = indexElement(index);
    if (atom.relationship === 'associative') {
      try {
        element = listItemElement(atom, item);
      } catch (error) {
        // Without its place the item has no path, and the server looks no further.
        return [...faults, { path: '', message: `element ${index}: ${(error as Error).message}` }];
      }
      const place = formatPathElement(element);
      if (seen.has(element.id) && !allowDuplicates) {
        faults.push({ path: '', message: `duplicate entries for key ${place}` });
      }
      seen.add(element.id);
    }
    const prefix = formatPathElement(element);
    faults.push(...withPrefix(prefix, faultsOf(item, atom.element, allowDuplicates)));
  }
  return faults;
}

function faultsOfMap(map: JsonObject, atom: MapAtom, allowDuplicates: boolean): TypedFault[] {
  const faults: TypedFault[] = [];
  for (const key of sortedKeys(map)) {
    const prefix = formatPathElement(fieldElement(key));
    const type = atom.fields.get(key)?.type ?? atom.element;
    if (type === undefined) {
      // The server, too, stops at the first field that it does not know.
      return [...faults, { path: prefix, message: 'field not declared in schema' }];
    }
    faults.push(...withPrefix(prefix, faultsOf(map[key] as Json, type, allowDuplicates)));
  }
  return faults;
}

function withPrefix(prefix: string, faults: readonly TypedFault[]): TypedFault[] {
  return faults.map(({ path, message }) => ({ path: prefix + path, message }));
}
