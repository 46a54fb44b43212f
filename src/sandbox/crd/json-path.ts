import { isObject, type Json, own } from '../model/json.ts';

/** A JSONPath of Kubernetes without the braces: `.status.conditions[?(@.type=="Ready")].status`. */
export type JsonPath = readonly Step[];

type Step =
  | { kind: 'field'; name: string }
  | { kind: 'wildcard' }
  | { kind: 'recursive' }
  | { kind: 'slice'; from: number | undefined; to: number | undefined; step: number; single: boolean }
  | { kind: 'union'; paths: JsonPath[] }
  | { kind: 'filter'; left: JsonPath; operator: string; right: JsonPath | Json | undefined };

/** Undefined where it is no path that can be read (client-go util/jsonpath/parser.go). */
export function parseJsonPath(text: string): JsonPath | undefined {
  const steps: Step[] = [];
  let rest = text.trim().replace(/^[$@]/, '');
  while (rest !== '') {
    const found = parseStep(rest);
    if (found === undefined) return undefined;
    const [step, length] = found;
    if (step !== undefined) steps.push(step);
    rest = rest.slice(length);
  }
  return steps;
}

/** What the path leads to, missing keys left out. @throws Error where the server's evaluation fails */
export function findAll(value: Json, path: JsonPath): Json[] {
  return path.reduce<Json[]>((values, step) => values.flatMap((each) => follow(each, step)), [value]);
}

function parseStep(rest: string): [Step | undefined, number] | undefined {
  if (rest.startsWith('..')) return [{ kind: 'recursive' }, rest[2] === '[' ? 2 : 1];
  if (rest.startsWith('.*')) return [{ kind: 'wildcard' }, 2];
  const field = /^\.?((?:\\.|[^\s.[\]{}()?@$'"\\])+)/.exec(rest);
  if (field !== null)
    return [{ kind: 'field', name: (field[1] ?? '').replaceAll(/\\(.)/g, '$1') }, field[0].length];
  if (rest === '.') return [undefined, 1];
  if (rest.startsWith('.[')) return [undefined, 1];
  if (!rest.startsWith('[')) return undefined;
  const end = closingBracket(rest);
  if (end < 0) return undefined;
  const step = parseBrackets(rest.slice(1, end).trim());
  return step === undefined ? undefined : [step, end + 1];
}

function parseBrackets(inner: string): Step | undefined {
  if (inner === '*') return { kind: 'wildcard' };
  const filter = /^\?\((.*)\)$/s.exec(inner)?.[1];
  if (filter !== undefined) return parseFilter(filter);
  const slice = /^(-?\d*)(?::(-?\d*))?(?::(\d*))?$/.exec(inner);
  if (slice !== null && inner !== '') {
    const [, from = '', to, step = ''] = slice;
    const numberOf = (digits: string | undefined) => (digits ? Number(digits) : undefined);
    return {
      kind: 'slice',
      from: numberOf(from),
      to: numberOf(to),
      step: numberOf(step) ?? 1,
      single: to === undefined,
    };
  }
  const quoted = /^(['"])((?:\\.|(?!\1).)*)\1$/s.exec(inner)?.[2];
  if (quoted !== undefined) return { kind: 'field', name: quoted.replaceAll(/\\(.)/g, '$1') };
  const parts = inner.split(',').map((part) => parseBrackets(part.trim()));
  if (parts.length < 2 || parts.includes(undefined)) return undefined;
  return { kind: 'union', paths: parts.map((part) => [part as Step]) };
}

function parseFilter(text: string): Step | undefined {
  const [, left = '', operator = 'exists', right] =
    /^(.*?)\s*(?:(==|!=|<=|>=|<|>)\s*(.*))?$/s.exec(text.trim()) ?? [];
  const leftPath = parseJsonPath(left);
  if (leftPath === undefined) return undefined;
  if (right === undefined) return { kind: 'filter', left: leftPath, operator, right: undefined };
  const literal = parseLiteral(right.trim());
  const value = literal === undefined ? parseJsonPath(right) : literal;
  return value === undefined ? undefined : { kind: 'filter', left: leftPath, operator, right: value };
}

function parseLiteral(text: string): Json | undefined {
  const quoted = /^(['"])(.*)\1$/s.exec(text)?.[2];
  if (quoted !== undefined) return quoted;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function closingBracket(text: string): number {
  let depth = 0;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const c = text[at] ?? '';
    if (quote !== '') {
      if (c === '\\') at += 1;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '[') depth += 1;
    else if (c === ']' && --depth === 0) return at;
  }
  return -1;
}

function follow(value: Json, step: Step): Json[] {
  switch (step.kind) {
    case 'field': {
      const found = isObject(value) ? own(value, step.name) : undefined;
      return found === undefined ? [] : [found];
    }
    case 'wildcard':
      return childrenOf(value);
    case 'recursive':
      return descendants(value);
    case 'union':
      return step.paths.flatMap((path) => findAll(value, path));
    case 'slice':
      return sliceOf(value, step);
    case 'filter':
      if (!Array.isArray(value)) throw new Error('not an array or slice and cannot be filtered');
      return value.filter((item) => passes(item, step));
  }
}

function childrenOf(value: Json): Json[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

function descendants(value: Json): Json[] {
  const children = childrenOf(value);
  return children.length === 0 ? [] : [value, ...children.flatMap(descendants)];
}

function sliceOf(value: Json, { from = 0, to, step, single }: Step & { kind: 'slice' }): Json[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw new Error('not an array or slice');
  const start = from < 0 ? from + value.length : from;
  const end = single ? start + 1 : to === undefined ? value.length : to < 0 ? to + value.length : to;
  if (start === end) return [];
  if (start < 0 || start >= value.length || end > value.length || end < start) {
    throw new Error('array index out of bounds');
  }
  return value.slice(start, end).filter((_, index) => index % step === 0);
}

function passes(item: Json, { left, operator, right }: Step & { kind: 'filter' }): boolean {
  const [found] = findAll(item, left);
  if (found === undefined) return false;
  if (operator === 'exists') return true;
  const other = Array.isArray(right)
    ? findAll(item, right as readonly unknown[] as JsonPath)[0]
    : (right as Json);
  if (other === undefined || typeof other !== typeof found) return false;
  switch (operator) {
    case '==':
      return found === other;
    case '!=':
      return found !== other;
    case '<':
      return (found as number) < (other as number);
    case '<=':
      return (found as number) <= (other as number);
    case '>':
      return (found as number) > (other as number);
    default:
      return (found as number) >= (other as number);
  }
}
