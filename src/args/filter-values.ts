import type { DurationLimit, StatusRange } from './filter.ts';
import type { Reject } from './filter-parse.ts';
import type { Piece } from './filter-scan.ts';
import { nearestWord } from './nearest-word.ts';

/** The verbs of RBAC and audit that a request can have, and the methods that stand for a verb where there is no resource. */
export const VERBS: readonly string[] = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'proxy',
];

export const HTTP_METHODS: readonly string[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'CONNECT',
  'TRACE',
];

/** What people type for a verb of the API: methods, and commands of kubectl's. */
const MEANT_VERBS: Readonly<Record<string, string>> = {
  post: 'verb=create, or method=POST',
  put: 'verb=update, or method=PUT',
  replace: 'verb=update',
  apply: 'verb=create|patch',
  edit: 'verb=patch',
};

export function parseVerb(value: Piece, reject: Reject): string {
  const verb = value.text.toLowerCase();
  if (isGlob(verb) || VERBS.includes(verb)) return verb;
  const meant = Object.hasOwn(MEANT_VERBS, verb) ? MEANT_VERBS[verb] : nearestWord(verb, VERBS);
  return reject(value, `knows no verb '${value.text}'`, propose(meant, `the verbs are ${VERBS.join(', ')}`));
}

export function parseMethod(value: Piece, reject: Reject): string {
  const method = value.text.toUpperCase();
  if (isGlob(method) || HTTP_METHODS.includes(method)) return method;
  const meant = nearestWord(method, HTTP_METHODS);
  return reject(
    value,
    `knows no method '${value.text}'`,
    propose(meant, `the methods are ${HTTP_METHODS.join(', ')}`),
  );
}

/** A glob over the path alone. */
export function parsePath(value: Piece, reject: Reject): string {
  const { text, start } = value;
  const query = text.indexOf('?');
  if (query >= 0)
    reject(
      { text: text.slice(query), start: start + query },
      'has a query in path',
      `the path ends before it: path=${text.slice(0, query)}`,
    );
  if (/^[a-z]+:\/\//i.test(text))
    reject(
      value,
      'takes no whole URL as path',
      `path=${text.replace(/^[a-z]+:\/\/[^/]*/i, '') || '/'}, and host=… for the server`,
    );
  if (!/^(?:\/|\*)/.test(text))
    reject(value, `takes no path '${text}'`, `a path starts with a slash: path=/${text}, or path=**/${text}`);
  return text;
}

export function parseText(value: Piece): string {
  return value.text;
}

/** `404`, `4xx`, `40x`, `>=400`, `none`. */
export function parseStatus(value: Piece, reject: Reject): StatusRange {
  const text = value.text.toLowerCase();
  if (text === 'none') return { from: 0, to: 0 };
  const [, comparison, number] = /^(>=|<=|>|<)\s*(\d{3})$/.exec(text) ?? [];
  if (comparison !== undefined) return compareTo(comparison, Number(number));
  if (/^[1-9](?:\d\d|\dx|xx)$/.test(text))
    return { from: Number(text.replaceAll('x', '0')), to: Number(text.replaceAll('x', '9')) };
  return reject(value, `knows no status '${value.text}'`, `${proposeStatus(text)}`);
}

function compareTo(comparison: string, status: number): StatusRange {
  switch (comparison) {
    case '>':
      return { from: status + 1, to: Infinity };
    case '>=':
      return { from: status, to: Infinity };
    case '<':
      return { from: 1, to: status - 1 };
    default:
      return { from: 1, to: status };
  }
}

function proposeStatus(text: string): string {
  const [, sign = '', digits = ''] = /^(>=|<=|>|<)?\s*([1-9]\d?)[\dx*]*$/.exec(text) ?? [];
  if (digits === '') return 'a status has three digits: 404, 4xx, >=400, or none where nothing was answered';
  if (sign !== '') return `a status has three digits: ${sign}${digits.padEnd(3, '0')}`;
  const classes = digits.length === 2 ? `${digits}x or ${digits.slice(0, 1)}xx` : `${digits}xx`;
  return `a status has three digits: ${classes} for all that begin so`;
}

/** `>1s`, `<=500ms`, `>1m30s`. */
export function parseDuration(value: Piece, reject: Reject): DurationLimit {
  const [, comparison = '', rest = ''] = /^(>=|<=|>|<)?\s*(.*)$/s.exec(value.text) ?? [];
  const milliseconds = readMilliseconds(rest);
  if (milliseconds === undefined) {
    const hint = /^[\d.]+$/.test(rest)
      ? `with a unit: ${comparison || '>'}${rest}ms or ${comparison || '>'}${rest}s`
      : '>1s, <=500ms or >1m30s';
    return reject(value, `knows no duration '${rest}'`, hint);
  }
  switch (comparison) {
    case '>':
    case '>=':
    case '<':
    case '<=':
      return { comparison, milliseconds };
    default:
      return reject(value, `cannot show what takes ${rest} exactly`, `duration>${rest} or duration<${rest}`);
  }
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function readMilliseconds(text: string): number | undefined {
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|s|m|h))+$/.test(text)) return undefined;
  return [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)].reduce(
    (sum, [, number, unit = '']) => sum + Number(number) * (UNITS[unit] ?? 0),
    0,
  );
}

function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}

function propose(meant: string | undefined, otherwise: string): string {
  return meant === undefined ? otherwise : `did you mean ${meant}?`;
}
