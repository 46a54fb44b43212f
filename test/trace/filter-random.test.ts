import { describe, expect, it } from 'vitest';
import { FILTER_KEYS, KINDS } from '../../src/args/filter.ts';
import { parseFilter } from '../../src/args/filter-parse.ts';
import { HTTP_METHODS, VERBS } from '../../src/args/filter-values.ts';
import { UserError } from '../../src/errors.ts';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { createFilter } from '../../src/trace/filter.ts';
import { compileGlob } from '../../src/trace/glob.ts';
import { random as createRandom } from '../exchange/random.ts';
import { exchange } from '../render/factory.ts';
import { createGenerator } from '../render/generator.ts';

const SEED = Number(process.env.SEED ?? 20_261_123);

const random = createRandom(SEED);
const integer = (below: number): number => Math.floor(random() * below);
const pick = <T>(values: readonly T[]): T => values[integer(values.length)] as T;
const some = <T>(most: number, make: () => T): T[] => Array.from({ length: 1 + integer(most) }, make);

/** Slow and plain: tries every way. */
function globMatches(glob: string, text: string, segments: boolean): boolean {
  if (segments && glob.startsWith('/**/')) {
    // Where the double star stands for nothing, one slash is left.
    if (globMatches(glob.slice(3), text, segments)) return true;
    return (
      text.startsWith('/') &&
      cuts(text).some((cut) => cut > 0 && globMatches(glob.slice(3), text.slice(cut), segments))
    );
  }
  if (segments && glob === '/**') return text === '' || text.startsWith('/');
  if (glob === '') return text === '';
  if (glob.startsWith('*')) {
    const stars = /^\*+/.exec(glob)?.[0] ?? '';
    const stops = segments && stars === '*' ? (text.split('/', 1)[0]?.length ?? 0) : text.length;
    return cuts(text).some(
      (cut) => cut <= stops && globMatches(glob.slice(stars.length), text.slice(cut), segments),
    );
  }
  if (text === '') return false;
  return (glob[0] === '?' || glob[0] === text[0]) && globMatches(glob.slice(1), text.slice(1), segments);
}

const cuts = (text: string): number[] => Array.from({ length: text.length + 1 }, (_, index) => index);

describe(`globs (SEED=${SEED})`, () => {
  it.each([false, true])('match as the plain search does; segments: %s', (segments) => {
    let hits = 0;
    for (let run = 0; run < 5000; run += 1) {
      const glob = some(7, () => pick(['a', 'b', '/', '*', '**', '?', '/**/', '/**']))
        .join('')
        .replace(/\*{3,}/g, '**');
      const text = some(8, () => pick(['a', 'b', '/'])).join('');
      const expected = globMatches(glob, text, segments);
      if (expected) hits += 1;
      if (compileGlob(glob, { segments })(text) !== expected) expect([glob, text]).toBe(expected);
    }
    expect(hits).toBeGreaterThan(200);
  });

  it('takes no longer for many stars', () => {
    const matches = compileGlob(`${'*a'.repeat(30)}b`);
    expect(matches('a'.repeat(20_000))).toBe(false);
  });
});

/** A term as text, and what it means, worked out another way than the program does. */
interface Term {
  text: string;
  holds(one: Exchange): boolean;
}

const textTerm = (key: string, values: readonly string[], read: (one: Exchange) => string): Term => {
  const given = some(3, () => pick(values));
  const negated = random() < 0.3;
  return {
    text: `${key}${negated ? '!=' : '='}${given.join('|')}`,
    holds: (one) => {
      const text = read(one);
      return given.some((glob) => text !== '' && globMatches(glob, text, key === 'path')) !== negated;
    },
  };
};

const isApiGet = ({ request }: Exchange) => request.method === 'GET' && request.info.path === '/api';

const TERMS: readonly (() => Term)[] = [
  () => textTerm('verb', ['get', 'list', 'create', 'p*', '*'], ({ request }) => request.info.verb),
  () => textTerm('namespace', ['a', 'b', 'a*', '*'], ({ request }) => request.info.namespace),
  () => textTerm('name', ['web', 'w*', '???', '*'], ({ request }) => request.info.name),
  () =>
    textTerm('path', ['/api/**', '/apis/*/v1/**', '**/pods', '/healthz'], ({ request }) => request.info.path),
  () => ({ text: 'errors', holds: ({ response }) => (response?.status ?? 0) >= 400 }),
  () => ({ text: 'discovery', holds: isApiGet }),
  () => ({ text: 'reads', holds: ({ request }) => request.method === 'GET' && request.info.path !== '/api' }),
  () => ({ text: 'resource=pods', holds: ({ request }) => request.info.resource === 'pods' }),
  () => ({
    text: 'resource=deploy.apps/scale',
    holds: ({ request }) => request.info.path.endsWith('/scale'),
  }),
  () => {
    const [comparison, status] = [pick(['>', '>=', '<', '<=']), pick([200, 201, 404, 500])];
    const compare: Record<string, (a: number) => boolean> = {
      '>': (a) => a > status,
      '>=': (a) => a >= status,
      '<': (a) => a < status,
      '<=': (a) => a <= status,
    };
    return {
      text: `status${comparison}${status}`,
      holds: ({ response }) => response !== undefined && (compare[comparison]?.(response.status) ?? false),
    };
  },
  () => ({
    text: 'status=4xx|none',
    holds: ({ response }) => response === undefined || String(response.status).startsWith('4'),
  }),
  () => ({ text: 'duration>100ms', holds: ({ timing }) => (timing.end ?? 0) > 100 }),
];

const PATHS = [
  '/api',
  '/healthz',
  '/api/v1/nodes/web',
  '/api/v1/namespaces/a/pods',
  '/api/v1/namespaces/b/pods/web',
  '/apis/apps/v1/namespaces/ab/deployments/web/scale',
];

function anyExchange(): Exchange {
  return exchange({
    id: 1,
    method: pick(['GET', 'POST', 'PATCH']),
    path: pick(PATHS),
    status: pick([200, 201, 404, 500, undefined]),
    milliseconds: pick([5, 100, 101]),
  });
}

describe(`expressions (SEED=${SEED})`, () => {
  it('mean what their terms mean: or between commas, and between options', () => {
    const seen = { true: 0, false: 0 };
    for (let run = 0; run < 2000; run += 1) {
      const sides = [some(3, expression), some(3, expression)].map((side) => side.slice(integer(2)));
      const [only = [], hide = []] = sides;
      const one = anyExchange();
      const holds = (terms: readonly Term[]) => terms.some((term) => term.holds(one));
      const expected = only.every(holds) && !hide.some(holds);
      seen[`${expected}`] += 1;
      const parse = (option: string) => (terms: readonly Term[]) =>
        parseFilter(option, terms.map(({ text }) => text).join(pick([',', ' , '])));
      const shown = createFilter(only.map(parse('--only')), hide.map(parse('--hide')))(one);
      if (shown !== expected) expect([only, hide, one]).toBe(expected);
    }
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(200);
  });

  function expression(): Term[] {
    return some(3, () => {
      const term = pick(TERMS)();
      return random() < 0.2 ? { text: `!${term.text}`, holds: (one: Exchange) => !term.holds(one) } : term;
    });
  }

  it('are taken or refused with a place and a hint, whatever they are', () => {
    const { text } = createGenerator(SEED);
    const words = [
      ...KINDS,
      ...Object.keys(FILTER_KEYS),
      ...VERBS,
      ...HTTP_METHODS,
      'pods',
      '4xx',
      '1s',
      '/api',
      '**',
    ];
    const signs = [
      '=',
      '!=',
      '>=',
      '<',
      ',',
      '|',
      '!',
      '\\',
      '.',
      '/',
      ' ',
      '*',
      '?',
      '\u001b[2J',
      '日',
      '\ud800',
    ];
    const outcomes = { taken: 0, refused: 0 };
    for (let run = 0; run < 3000; run += 1) {
      const made = random() < 0.1 ? text(12) : some(5, () => pick([...words, ...signs, ...signs])).join('');
      try {
        createFilter([parseFilter('--only', made)], [])(anyExchange());
        outcomes.taken += 1;
      } catch (error) {
        outcomes.refused += 1;
        expect(error).toBeInstanceOf(UserError);
        const { message, hint, excerpt } = error as UserError;
        expect([message, hint, ...excerpt].join('')).toMatch(/^[^\p{Cc}\p{Cs}]* *\^+$/u);
      }
    }
    expect(Math.min(outcomes.taken, outcomes.refused)).toBeGreaterThan(10);
  });
});
