import { diffArrays } from 'diff';
import { count } from '../render/amounts.ts';
import { escapeControls, escapeLines } from '../render/escape.ts';
import type { Paint, Style } from '../render/paint.ts';
import { displayWidth, shortenMiddle } from '../render/width.ts';
import type { Change } from './comparison.ts';
import { isObject, type JsonValue } from './json-value.ts';
import { formatValue, wrapValue } from './report-value.ts';

export interface ReportSettings {
  paint: Paint;
  /** Columns; Infinity where lines must not be broken for a screen. */
  width: number;
  /** Whether nothing is cut. */
  all: boolean;
}

export type Sign = '-' | '+' | '~';

const STYLES: Readonly<Record<Sign, Style>> = { '-': 'failed', '+': 'good', '~': 'refused' };

export function paintSign(paint: Paint, sign: Sign, text: string): string {
  return paint(STYLES[sign], text);
}

/** The lines of one change, each without its newline. */
export function formatChange(
  { part, path, a, b }: Change,
  indent: string,
  settings: ReportSettings,
): string[] {
  const { paint, width, all } = settings;
  // Headers and parameters are texts: no quotes are needed to tell them from numbers.
  const format = (value: JsonValue) =>
    !part.endsWith('body') && typeof value === 'string' ? escapeControls(value) : formatValue(value, all);
  const name = path === '' ? '' : `${escapeControls(path)}: `;
  if (a === undefined || b === undefined) {
    const sign = a === undefined ? '+' : '-';
    const value = format(a ?? b ?? null);
    return hang(`${indent}${sign} `, `${name}${value}`, settings).map((line) => paintSign(paint, sign, line));
  }
  const inner = `${indent}  `;
  if (typeof a === 'string' && typeof b === 'string' && /\n./s.test(a + b))
    return [
      ...hang(`${indent}~ `, name.trim() || 'the text:', settings),
      ...diffLines(a, b, inner, settings),
    ];
  const [left, right] = [format(a), format(b)];
  if (displayWidth(indent + name + left + right) + 5 <= width && left.length + right.length < 400)
    return [`${indent}~ ${name}${paintSign(paint, '-', left)} → ${paintSign(paint, '+', right)}`];
  const title = hang(`${indent}~ `, name.trim() || nameKinds(a, b), settings);
  const side = (sign: Sign, text: string) =>
    hang(`${inner}${sign} `, text, settings).map((line) => paintSign(paint, sign, line));
  return [...title, ...side('-', left), ...side('+', right)];
}

/** What two whole bodies are: `Status → Deployment:`. */
function nameKinds(a: JsonValue, b: JsonValue): string {
  const [one, other] = [a, b].map((value) =>
    isObject(value) && typeof value.kind === 'string' ? value.kind : 'other',
  );
  return one === other ? 'the whole:' : escapeControls(`${one} → ${other}:`);
}

/** A text behind its sign; further lines stand under the first. */
function hang(prefix: string, text: string, { width, all }: ReportSettings): string[] {
  const lines = wrapValue(text, width - prefix.length, all);
  return lines.map((line, index) => (index === 0 ? prefix : ' '.repeat(prefix.length)) + line);
}

/** Lines of a text that are told. */
const MAX_TEXT_LINES = 20;

function diffLines(a: string, b: string, indent: string, { paint, width, all }: ReportSettings): string[] {
  const [left, right] = [splitLines(a), splitLines(b)];
  const parts = diffArrays(left, right, { maxEditLength: 500 }) ?? [
    { removed: true, added: false, value: left, count: left.length },
    { removed: false, added: true, value: right, count: right.length },
  ];
  const lines: string[] = [];
  for (const { added, removed, value, count: length } of parts) {
    const sign = added ? '+' : '-';
    if (added || removed)
      lines.push(
        ...value.map((line) =>
          paintSign(paint, sign, `${indent}${sign} ${shortenMiddle(line, width - indent.length - 2)}`),
        ),
      );
    else if (length > 0) lines.push(paint('faint', `${indent}  … ${count(length, 'equal line')}`));
  }
  if (all || lines.length <= MAX_TEXT_LINES + 1) return lines;
  return [
    ...lines.slice(0, MAX_TEXT_LINES),
    paint('faint', `${indent}  … ${count(lines.length - MAX_TEXT_LINES, 'more line')}: --all`),
  ];
}

function splitLines(text: string): string[] {
  return escapeLines(text).replaceAll('\t', '    ').replace(/\n$/, '').split('\n');
}
