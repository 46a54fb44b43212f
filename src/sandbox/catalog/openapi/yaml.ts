import type { Json } from '../../model/json.ts';
import { isObject } from '../../model/json.ts';

/** A value as gnostic keeps it in its messages: in blocks, as Go's yaml.v3 writes a node without style. */
export function blockYaml(value: Json): string {
  return `${block(value, '')}\n`;
}

/** What stands behind a key or a dash; the first line has no indentation. */
function block(value: Json, indent: string): string {
  if (Array.isArray(value) && value.length > 0) {
    return value.map((item) => `- ${block(item, `${indent}  `)}`).join(`\n${indent}`);
  }
  if (isObject(value) && Object.keys(value).length > 0) {
    return Object.keys(value)
      .map((key) => `${scalar(key, indent)}:${behindKey(value[key] as Json, indent)}`)
      .join(`\n${indent}`);
  }
  if (Array.isArray(value)) return '[]';
  return isObject(value) ? '{}' : scalar(value, indent);
}

function behindKey(value: Json, indent: string): string {
  const isCollection = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  // The next stop of four: behind a dash, which counts two, that is only two more.
  const inner = ' '.repeat(4 * Math.floor(indent.length / 4 + 1));
  return isCollection ? `\n${inner}${block(value, inner)}` : ` ${block(value, inner)}`;
}

/** Plain texts that YAML takes for something else. */
const RESOLVED =
  /^(?:~|null|true|false|yes|no|on|off|y|n|<<|=|[-+]?\.inf|\.nan|[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[\da-f_]+|\.\d[\d_]*(?:e[-+]?\d+)?|\d[\d_]*(?:\.[\d_]*)?(?:e[-+]?\d+)?)|\d{4}-\d\d?-\d\d?.*|[-+]?\d+(?::[0-5]?\d)+(?:\.\d*)?)$/i;
const UNPRINTABLE = /[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|\ufeff/u;
const NOT_PLAIN = /^[#,[\]{}&*!|>'"%@`]|^[-?:](?:\s|$)|^\s|\s$|:(?:\s|$)|\s#|^(?:---|\.\.\.)/;

function scalar(value: Json, indent: string): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (value === '' || RESOLVED.test(value) || UNPRINTABLE.test(value)) return JSON.stringify(value);
  if (value.includes('\n')) return literal(value, indent);
  return NOT_PLAIN.test(value) || value.includes('\t') ? `'${value.replaceAll("'", "''")}'` : value;
}

function literal(value: string, indent: string): string {
  const keep = value.endsWith('\n\n') || value === '\n' ? '+' : '';
  const chomp = value.endsWith('\n') ? keep : '-';
  const lines = value.replace(/\n$/, '').split('\n');
  const deeper = indent === '' ? '    ' : indent;
  return `|${chomp}\n${lines.map((line) => (line === '' ? '' : deeper + line)).join('\n')}`;
}
