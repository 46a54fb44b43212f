import {
  FILTER_KEYS,
  type FilterExpression,
  type FilterKey,
  type FilterTerm,
  type FilterTest,
  KINDS,
  type Kind,
} from './filter.ts';
import { filterError } from './filter-error.ts';
import { parseResource } from './filter-resource.ts';
import { type Piece, type ScannedTerm, scanFilter } from './filter-scan.ts';
import {
  HTTP_METHODS,
  parseDuration,
  parseMethod,
  parsePath,
  parseStatus,
  parseText,
  parseVerb,
  VERBS,
} from './filter-values.ts';
import { nearestWord } from './nearest-word.ts';
import { findResourceName } from './resource-names.ts';

/**
 * Reads the value of `--only` or `--hide`: terms with commas between them, each a word (`reads`) or a key with its value
 * (`verb=get|list`, `name!=web-*`, `status>=400`, `duration>1s`), a `!` in front for the opposite.
 * @throws UserError that points at what is wrong
 */
export function parseFilter(option: string, expression: string): FilterExpression {
  const reject: Reject = (at, what, hint) => {
    throw filterError({ option, expression, at, what, hint });
  };
  return scanFilter(option, expression).map((term, index, all) => readTerm(term, all[index - 1], reject));
}

/** Throws the UserError for a place in the expression. */
export type Reject = (at: Piece, what: string, hint: string) => never;

function readTerm(term: ScannedTerm, before: ScannedTerm | undefined, reject: Reject): FilterTerm {
  const { word, operator, values } = term;
  if (operator === undefined)
    return { negated: term.negated, test: { key: 'kind', kind: readKind(word, before, reject) } };
  const key = readKey(word, reject);
  const isNumber = key === 'status' || key === 'duration';
  if (!isNumber && /[<>]/.test(operator.text))
    reject(
      operator,
      `has '${operator.text}' between ${key} and its value`,
      `${key}=${FILTER_KEYS[key]} or ${key}!=${FILTER_KEYS[key]}; only status and duration can be compared`,
    );
  for (const value of values) {
    if (value.text === '' || value.text === '\\')
      reject(value, `needs a value for ${key}`, `such as ${exampleOf(key)}`);
  }
  // `status>=400` is `status` with the value `>=400`.
  const compared = values.map((value, index) =>
    index === 0 && /[<>]/.test(operator.text)
      ? { text: operator.text + value.text, start: operator.start }
      : value,
  );
  return { negated: term.negated !== (operator.text === '!='), test: readTest(key, compared, reject) };
}

function readTest(key: FilterKey, values: readonly Piece[], reject: Reject): FilterTest {
  switch (key) {
    case 'resource':
      return { key, resources: values.map((value) => parseResource(value, reject)) };
    case 'status':
      return { key, ranges: values.map((value) => parseStatus(value, reject)) };
    case 'duration':
      return { key, limits: values.map((value) => parseDuration(value, reject)) };
    default:
      return { key, globs: values.map((value) => PARSERS[key](value, reject)) };
  }
}

const PARSERS = {
  verb: parseVerb,
  method: parseMethod,
  path: parsePath,
  group: parseText,
  namespace: parseText,
  name: parseText,
  host: parseText,
};

function exampleOf(key: FilterKey): string {
  return key === 'duration' ? `duration>${FILTER_KEYS.duration}` : `${key}=${FILTER_KEYS[key]}`;
}

function readKind(word: Piece, before: ScannedTerm | undefined, reject: Reject): Kind {
  const typed = word.text.toLowerCase();
  const kind = KINDS.find((one) => one === typed);
  if (kind !== undefined) return kind;
  const meant = proposeTerm(typed) ?? nearestWord(typed, [...KINDS, ...KEYS.map((key) => `${key}=…`)]);
  const joined = before === undefined ? undefined : joinValues(before, word, meant);
  if (joined !== undefined) reject(word, `takes no '${word.text}'`, `several values of one key: ${joined}`);
  const all = `${KINDS.join(', ')}, or one of ${KEYS.join(', ')} with a value: verb=get`;
  return reject(word, `takes no '${word.text}'`, meant === undefined ? all : `did you mean ${meant}?`);
}

/** What a value means that stands without its key; after a comma it may belong to the key before it. */
function proposeTerm(typed: string): string | undefined {
  if (isKey(typed)) return exampleOf(typed);
  if (/^[1-5][\dx*]{2}$/.test(typed)) return `status=${typed.replaceAll('*', 'x')}`;
  if (VERBS.includes(typed)) return `verb=${typed}`;
  if (HTTP_METHODS.includes(typed.toUpperCase())) return `method=${typed.toUpperCase()}`;
  if (typed.startsWith('/')) return `path=${typed}`;
  const resource = findResourceName(typed);
  return resource === undefined ? undefined : `resource=${resource}`;
}

/** `verb=get,list`, where the comma should have been a bar. */
function joinValues(
  { word, operator, values }: ScannedTerm,
  next: Piece,
  meant: string | undefined,
): string | undefined {
  const key = word.text.toLowerCase();
  if (operator === undefined || !isKey(key) || (meant !== undefined && !meant.startsWith(`${key}=`)))
    return undefined;
  return `${word.text}${operator.text}${[...values, next].map(({ text }) => text).join('|')}`;
}

const KEYS = Object.keys(FILTER_KEYS) as FilterKey[];

function isKey(word: string): word is FilterKey {
  return Object.hasOwn(FILTER_KEYS, word);
}

/** What people type for a key that we call otherwise. */
const MEANT: Readonly<Record<string, FilterKey>> = {
  ns: 'namespace',
  kind: 'resource',
  type: 'resource',
  resources: 'resource',
  apigroup: 'group',
  code: 'status',
  url: 'path',
  uri: 'path',
  server: 'host',
  time: 'duration',
  ms: 'duration',
};

function readKey(word: Piece, reject: Reject): FilterKey {
  const typed = word.text.toLowerCase();
  if (isKey(typed)) return typed;
  const meant = Object.hasOwn(MEANT, typed) ? MEANT[typed] : nearestWord(typed, KEYS);
  const hint = meant === undefined ? `the keys are ${KEYS.join(', ')}` : `did you mean ${meant}?`;
  if (KINDS.some((kind) => kind === typed))
    return reject(word, `takes '${typed}' without a value`, `${typed} or !${typed}`);
  return reject(word, word.text === '' ? 'needs a key here' : `knows no key '${word.text}'`, hint);
}
