import { isObject, type Json, own } from '../../model/json.ts';

/**
 * equality.Semantic.DeepEqual of apimachinery for canonical JSON: a list of nothing is the same as none. Quantities
 * and times of the same value have the same canonical text.
 */
export function semanticEqual(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b || (isNothing(a) && isNothing(b))) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => semanticEqual(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => semanticEqual(own(a, key), own(b, key)));
}

function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}
