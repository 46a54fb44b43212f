import { sortedKeys } from '../model/go-format.ts';
import type { Json, JsonObject } from '../model/json.ts';

/** An object as the server's JSON serializer writes it: with a line end; `pretty` is in lines, and has none at the end. */
export function encodeJson(value: Json, { pretty = false } = {}): string {
  return pretty ? write(value, '\n') : `${write(value, '')}\n`;
}

/** json.Marshal: without spaces; `<`, `>`, `&` and two line separators are escaped. Keys stand in the object's order. */
export function goJson(value: Json): string {
  return write(value, '');
}

/** `newLine` is a line end and the indentation of the value; '' for all in one line. */
function write(value: Json, newLine: string): string {
  if (typeof value === 'string') return writeString(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = newLine === '' ? '' : `${newLine}  `;
  const colon = newLine === '' ? ':' : ': ';
  if (Array.isArray(value))
    return enclose(
      '[]',
      newLine,
      inner,
      value.map((item) => write(item, inner)),
    );
  const entries = keysInOrder(value).map(
    (key) => `${writeString(key)}${colon}${write(value[key] as Json, inner)}`,
  );
  return enclose('{}', newLine, inner, entries);
}

function enclose(brackets: string, newLine: string, inner: string, items: readonly string[]): string {
  if (items.length === 0) return brackets;
  return `${brackets[0]}${inner}${items.join(`,${inner}`)}${newLine}${brackets[1]}`;
}

/**
 * JavaScript moves keys such as "80" to the front of an object. Only maps have such keys, and Go sorts the keys of maps:
 * where one is met, all are sorted.
 */
function keysInOrder(object: JsonObject): string[] {
  const keys = Object.keys(object);
  return /^\d+$/.test(keys[0] ?? '') ? sortedKeys(object) : keys;
}

function writeString(text: string): string {
  const json = JSON.stringify(text);
  return ESCAPED.test(json) ? json.replaceAll(new RegExp(ESCAPED, 'g'), escapeCharacter) : json;
}

const ESCAPED = /[<>&\u2028\u2029]/;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
