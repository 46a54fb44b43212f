import { formatGo, goTypeName } from '../model/go-format.ts';
import { isObject, type Json, type JsonObject, setOwn } from '../model/json.ts';
import { badRequest } from '../model/status.ts';

/** Instead of being merged, an object is replaced or emptied. */
export const DIRECTIVE = '$patch';
export const RETAIN_KEYS = '$retainKeys';
export const DELETE_FROM_LIST = '$deleteFromPrimitiveList';
export const ELEMENT_ORDER = '$setElementOrder';

/** `$setElementOrder/containers` to `containers`. @throws StatusError 400 */
export function keyBehind(key: string, directive: string): string {
  const slash = key.indexOf('/');
  if (slash >= 0 && key.slice(0, slash) === directive) return key.slice(slash + 1);
  const what = directive === DELETE_FROM_LIST ? 'primitive list' : 'setElementOrder list';
  throw badRequest(`invalid patch format of ${what}`);
}

/** Without the objects that are directives; undefined where the value itself is one. May change the value. */
export function withoutDirectives(value: Json): Json | undefined {
  if (Array.isArray(value)) {
    return value.map(withoutDirectives).filter((item): item is Json => item !== undefined);
  }
  if (!isObject(value)) return value;
  if (Object.hasOwn(value, DIRECTIVE)) return undefined;
  for (const key of Object.keys(value)) setOrDelete(value, key, withoutDirectives(value[key] as Json));
  return value;
}

export function badDirective(directive: Json, patch: JsonObject): string {
  return `unknown patch type: ${formatGo(directive)} in map: ${formatGo(patch)}`;
}

/** mergepatch.ErrBadArgType */
export function badType(expected: string, actual: Json): string {
  const received = actual === null ? '%!s(<nil>)' : goTypeName(actual);
  return `expected a ${expected}, but received a ${received}`;
}

export function setOrDelete(object: JsonObject, key: string, value: Json | undefined): void {
  if (value === undefined) delete object[key];
  else setOwn(object, key, value);
}
