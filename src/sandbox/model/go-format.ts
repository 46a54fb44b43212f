import { goQuote } from './field-error.ts';
import { isObject, type Json } from './json.ts';

/** fmt's `%v` of a JSON value as Go decodes it into `any`: maps with sorted keys, null as `<nil>`. */
export function formatGo(value: Json): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(formatGo).join(' ')}]`;
  if (isObject(value)) {
    const entries = sortedKeys(value).map((key) => `${key}:${formatGo(value[key] as Json)}`);
    return `map[${entries.join(' ')}]`;
  }
  return typeof value === 'number' ? formatGoNumber(value) : String(value);
}

/** fmt's `%#v` of the same: in Go's syntax. */
export function formatGoSyntax(value: Json): string {
  if (value === null) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(formatGoSyntax).join(', ')}}`;
  if (isObject(value)) {
    const entries = sortedKeys(value).map((key) => `${goQuote(key)}:${formatGoSyntax(value[key] as Json)}`);
    return `map[string]interface {}{${entries.join(', ')}}`;
  }
  if (typeof value === 'string') return goQuote(value);
  return typeof value === 'number' ? formatGoNumber(value) : String(value);
}

/** fmt's `%T`: the Go type that a JSON value is decoded into. */
export function goTypeName(value: Json): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}

/** An integer in full; a fraction as strconv's shortest `g`, which writes at least two digits of the exponent. */
function formatGoNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 21) return Number.isInteger(value) ? BigInt(value).toString() : String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** The keys in the order of their UTF-8 bytes, as Go sorts strings. */
export function sortedKeys(object: object): string[] {
  return Object.keys(object).sort(compareGoStrings);
}

/** strings.Compare: by bytes of UTF-8, which is by code points and not by UTF-16 units. */
export function compareGoStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    // Surrogates stand for code points above all others.
    const above = Number(isSurrogate(left)) - Number(isSurrogate(right));
    return above === 0 ? left - right : above;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
