import { isObject, type Json } from '../model/json.ts';

/**
 * How Go's libraries lay out blocks: sigs.k8s.io/yaml in steps of two, a list at the indentation of its key; yaml.v3 in
 * steps of four, a list further in.
 */
export type YamlLayout = 'sigs' | 'v3';

/** YAML in blocks, as Go's libraries write it; keys stand in the object's order. */
export function goYaml(value: Json, layout: YamlLayout): string {
  return `${block(value, '', layout)}\n`;
}

/** What stands behind a key or a dash; the first line has no indentation. */
function block(value: Json, indent: string, layout: YamlLayout): string {
  if (Array.isArray(value) && value.length > 0) {
    return value.map((item) => `- ${block(item, `${indent}  `, layout)}`).join(`\n${indent}`);
  }
  if (isObject(value) && Object.keys(value).length > 0) {
    return Object.keys(value)
      .map((key) => entry(scalar(key), value[key] as Json, indent, layout))
      .join(`\n${indent}`);
  }
  if (Array.isArray(value)) return '[]';
  return isObject(value) ? '{}' : foldable(value, indent, indent.length, layout);
}

function entry(key: string, value: Json, indent: string, layout: YamlLayout): string {
  const isCollection = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  const inner = innerIndent(indent, layout);
  if (!isCollection && (typeof value !== 'object' || value === null)) {
    return `${key}: ${foldable(value, inner, indent.length + key.length + 2, layout)}`;
  }
  if (!isCollection) return `${key}: ${block(value, inner, layout)}`;
  const own = layout === 'sigs' && Array.isArray(value) ? indent : inner;
  return `${key}:\n${own}${block(value, own, layout)}`;
}

/** yaml.v3 goes to the next stop of four: behind a dash, which counts two, that is only two more. */
function innerIndent(indent: string, layout: YamlLayout): string {
  return layout === 'sigs' ? `${indent}  ` : ' '.repeat(4 * Math.floor(indent.length / 4 + 1));
}

/** Plain texts that YAML takes for something else. */
const RESOLVED =
  /^(?:~|null|true|false|yes|no|on|off|y|n|<<|=|[-+]?\.inf|\.nan|[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[\da-f_]+|\.\d[\d_]*(?:e[-+]?\d+)?|\d[\d_]*(?:\.[\d_]*)?(?:e[-+]?\d+)?)|\d{4}-\d\d?-\d\d?.*|[-+]?\d+(?::[0-5]?\d)+(?:\.\d*)?)$/i;
const UNPRINTABLE = /[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|\ufeff/u;
const NOT_PLAIN = /^[#,[\]{}&*!|>'"%@`]|^[-?:](?:\s|$)|^\s|\s$|:(?:\s|$)|\s#|^(?:---|\.\.\.)/;

/** A key, or a value in one line. */
function scalar(value: Json): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (value === '' || RESOLVED.test(value) || UNPRINTABLE.test(value) || value.includes('\n')) {
    return JSON.stringify(value);
  }
  return NOT_PLAIN.test(value) || value.includes('\t') ? `'${value.replaceAll("'", "''")}'` : value;
}

/** A value that begins at this column: in lines where it has some, or where it is long. */
function foldable(value: Json, indent: string, column: number, layout: YamlLayout): string {
  if (typeof value === 'string' && value.includes('\n') && !UNPRINTABLE.test(value)) {
    return literal(value, indent);
  }
  const text = scalar(value);
  return layout === 'sigs' && column + text.length > WIDTH ? fold(text, indent, column) : text;
}

const WIDTH = 80;

/** A line ends at the first single space behind the width (yaml_emitter_write_plain_scalar). */
function fold(text: string, indent: string, start: number): string {
  let folded = '';
  let column = start;
  const characters = [...text];
  for (const [index, character] of characters.entries()) {
    const isSingle = character === ' ' && characters[index - 1] !== ' ' && characters[index + 1] !== ' ';
    if (isSingle && column > WIDTH && index < characters.length - 1) {
      folded += `\n${indent}`;
      column = indent.length;
    } else {
      folded += character;
      column += 1;
    }
  }
  return folded;
}

function literal(value: string, indent: string): string {
  const keep = value.endsWith('\n\n') || value === '\n' ? '+' : '';
  const chomp = value.endsWith('\n') ? keep : '-';
  const lines = value.replace(/\n$/, '').split('\n');
  const deeper = indent === '' ? '    ' : indent;
  // What begins with a space needs its indentation said.
  const hint = /^[ \n]/.test(value) ? String(2) : '';
  return `|${hint}${chomp}\n${lines.map((line) => (line === '' ? '' : deeper + line)).join('\n')}`;
}
