import { describe, expect, it } from 'vitest';
import { FILTER_KEYS } from '../../src/args/filter.ts';
import { parseFilter } from '../../src/args/filter-parse.ts';
import { UserError } from '../../src/errors.ts';

const parse = (expression: string) => parseFilter('--only', expression);

describe('parseFilter', () => {
  it('gives plain data', () => {
    expect(parse('reads,!verb=Create|pat*,resource=po/log,status>=400|4xx')).toEqual([
      { negated: false, test: { key: 'kind', kind: 'reads' } },
      { negated: true, test: { key: 'verb', globs: ['create', 'pat*'] } },
      {
        negated: false,
        test: { key: 'resource', resources: [{ names: ['po', 'pods'], subresource: 'log' }] },
      },
      {
        negated: false,
        test: {
          key: 'status',
          ranges: [
            { from: 400, to: Infinity },
            { from: 400, to: 499 },
          ],
        },
      },
    ]);
  });

  it('takes the examples of its own help', () => {
    for (const [key, value] of Object.entries(FILTER_KEYS))
      expect(parse(`${key}${key === 'duration' ? '>' : '='}${value}`)).toHaveLength(1);
  });

  it('leaves commas and bars alone behind a backslash', () => {
    expect(parse('name=a\\,b\\|c|d')).toMatchObject([{ test: { globs: ['a\\,b\\|c', 'd'] } }]);
    expect(parse('name=a\\')).toMatchObject([{ test: { globs: ['a\\'] } }]);
  });
});

/** The expression with what is wrong in «», the message behind the option's name, the hint. */
const WRONG: readonly (readonly [string, string, string])[] = [
  ['«raeds»', "takes no 'raeds'", 'did you mean reads?'],
  ['reads,«write»', "takes no 'write'", 'did you mean writes?'],
  ['«nonsense»', "takes no 'nonsense'", 'reads, writes, mutating, discovery, errors, or one of verb, '],
  ['«404»', "takes no '404'", 'did you mean status=404?'],
  ['«4xx»', "takes no '4xx'", 'did you mean status=4xx?'],
  ['«GET»', "takes no 'GET'", 'did you mean verb=get?'],
  ['«post»', "takes no 'post'", 'did you mean method=POST?'],
  ['«pod»', "takes no 'pod'", 'did you mean resource=pods?'],
  ['«/api»', "takes no '/api'", 'did you mean path=/api?'],
  ['«verb»', "takes no 'verb'", 'did you mean verb=get|list?'],
  ['verb=create,«patch»', "takes no 'patch'", 'several values of one key: verb=create|patch'],
  ['name!=a|b,«c»', "takes no 'c'", 'several values of one key: name!=a|b|c'],
  ['name=a,«reds»', "takes no 'reds'", 'did you mean reads?'],
  ['name=a,«4xx»', "takes no '4xx'", 'did you mean status=4xx?'],
  ['«vreb»=get', "knows no key 'vreb'", 'did you mean verb?'],
  ['«ns»=x', "knows no key 'ns'", 'did you mean namespace?'],
  ['reads, «zzzzz» = x', "knows no key 'zzzzz'", 'the keys are verb, resource, '],
  ['«constructor»=x', "knows no key 'constructor'", 'the keys are '],
  ['«»=x', 'needs a key here', 'the keys are '],
  ['«errors»=1', "takes 'errors' without a value", 'errors or !errors'],
  ['verb=«craete»', "knows no verb 'craete'", 'did you mean create?'],
  ['verb=get|«apply»', "knows no verb 'apply'", 'did you mean verb=create|patch?'],
  ['verb=«toString»', "knows no verb 'toString'", 'the verbs are get, '],
  ['method=«PSOT»', "knows no method 'PSOT'", 'did you mean POST?'],
  ['verb«>»get', "has '>' between verb and its value", 'verb=get|list or verb!=get|list; only'],
  ['verb=«»', 'needs a value for verb', 'such as verb=get|list'],
  ['verb=get|«»|list', 'needs a value for verb', 'such as verb=get|list'],
  ['name=«»,reads', 'needs a value for name', 'such as name=web-*'],
  ['duration>«»', 'needs a value for duration', 'such as duration>1s'],
  ['«»', 'needs something here', 'reads, errors, verb=get, …'],
  ['reads,«»', 'needs something here', 'reads, errors'],
  ['«»,reads', 'needs something here', 'reads, errors'],
  ['!«»', 'needs something here', 'reads, errors'],
  ['status=«40»', "knows no status '40'", 'a status has three digits: 40x or 4xx for all that begin so'],
  ['status=«4»', "knows no status '4'", 'a status has three digits: 4xx for all'],
  ['status=«4x»', "knows no status '4x'", 'a status has three digits: 4xx for all'],
  ['status=«4*»', "knows no status '4*'", 'a status has three digits: 4xx for all'],
  ['status«>=40»', "knows no status '>=40'", 'a status has three digits: >=400'],
  ['status=404|«ok»', "knows no status 'ok'", 'a status has three digits: 404, 4xx, >=400, or none'],
  ['status=«099»', "knows no status '099'", 'a status has three digits: '],
  ['duration=«1s»', 'cannot show what takes 1s exactly', 'duration>1s or duration<1s'],
  ['duration«>500»', "knows no duration '500'", 'with a unit: >500ms or >500s'],
  ['duration«<soon»', "knows no duration 'soon'", '>1s, <=500ms or >1m30s'],
  ['path=«api»', "takes no path 'api'", 'a path starts with a slash: path=/api, or path=**/api'],
  ['path=/api«?watch=1»', 'has a query in path', 'the path ends before it: path=/api'],
  ['path=«https://x/api»', 'takes no whole URL as path', 'path=/api, and host=… for the server'],
  ['resource=pods«;»x', "has ';' in a resource", 'pods, deployments.apps or pods/log'],
  [
    'resource=pods/log«/x»',
    'has a second slash in a resource',
    "resource=pods/log; an object's name is name=…",
  ],
  ['resource=pods«/»', 'needs a name behind the slash', 'pods, deployments.apps or pods/log'],
  ['resource=«/log»', 'needs a name of the resource', 'pods, deployments.apps or pods/log'],
];

describe('a wrong expression', () => {
  it.each(WRONG)('%s', (marked, message, hint) => {
    const error = errorOf(marked.replaceAll(/[«»]/g, ''));
    expect(error.message).toBe(`--only ${message}`);
    expect(error.hint?.slice(0, hint.length)).toBe(hint);
    expect(error.exitCode).toBe(2);
    const [, before = '', wrong = ''] = /^(.*)«(.*)»/.exec(marked) ?? [];
    expect(error.excerpt).toEqual([
      marked.replaceAll(/[«»]/g, ''),
      ' '.repeat(before.length) + '^'.repeat(Math.max(1, wrong.length)),
    ]);
  });

  it('is shown without control characters, and the carets stand under wide ones', () => {
    const { excerpt, message } = errorOf('name=日本,\u001b[31mverb=x');
    expect(message).not.toContain('\u001b');
    expect(excerpt).toEqual(['name=日本,\\u001b[31mverb=x', `${' '.repeat(10)}${'^'.repeat(14)}`]);
  });

  it('is cut to what stands around the place where it is long', () => {
    const { excerpt } = errorOf(`${'reads,'.repeat(100)}raeds${',reads'.repeat(100)}`);
    const [line = '', carets = ''] = excerpt;
    expect(line.length).toBeLessThan(80);
    expect(line.slice(carets.indexOf('^'), carets.length)).toBe('raeds');
  });
});

function errorOf(expression: string): UserError {
  try {
    parse(expression);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`${expression} is taken`);
}
