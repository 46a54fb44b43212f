import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../src/args/command-line.ts';
import type { FilterExpression, Kind } from '../../src/args/filter.ts';
import { DEFAULT_OPTIONS, OPTIONS, type OptionSpec, type TraceOptions } from '../../src/args/options.ts';
import { formatHelp, parseOwnOptions } from '../../src/args/parse.ts';
import { UserError } from '../../src/errors.ts';

const kind = (one: Kind): FilterExpression => [{ negated: false, test: { key: 'kind', kind: one } }];

const CASES: readonly (readonly [words: string, changed: Partial<TraceOptions>])[] = [
  ['', {}],
  ['-o table', { outputs: [{ format: 'table', file: undefined }] }],
  ['--output=jsonl', { outputs: [{ format: 'jsonl', file: undefined }] }],
  ['-w x.jsonl', { outputs: [{ format: 'jsonl', file: 'x.jsonl' }] }],
  ['-w X.JSONL', { outputs: [{ format: 'jsonl', file: 'X.JSONL' }] }],
  ['-w x.txt', { outputs: [{ format: 'text', file: 'x.txt' }] }],
  ['-w jsonl', { outputs: [{ format: 'text', file: 'jsonl' }] }],
  ['-o curl -w x', { outputs: [{ format: 'curl', file: 'x' }] }],
  ['-o jsonl -w x.jsonl', { outputs: [{ format: 'jsonl', file: 'x.jsonl' }] }],
  [
    '-o text -w x.jsonl',
    {
      outputs: [
        { format: 'text', file: undefined },
        { format: 'jsonl', file: 'x.jsonl' },
      ],
    },
  ],
  [
    '-o table -w x.jsonl -w y',
    {
      outputs: [
        { format: 'jsonl', file: 'x.jsonl' },
        { format: 'table', file: 'y' },
      ],
    },
  ],
  [
    '-w x.har -w curl:y',
    {
      outputs: [
        { format: 'har', file: 'x.har' },
        { format: 'curl', file: 'y' },
      ],
    },
  ],
  ['-w C:\\x.har', { outputs: [{ format: 'har', file: 'C:\\x.har' }] }],
  ['-w a:b', { outputs: [{ format: 'text', file: 'a:b' }] }],
  ['-w table:x.har', { outputs: [{ format: 'table', file: 'x.har' }] }],
  ['-w ./table:x.har', { outputs: [{ format: 'har', file: './table:x.har' }] }],
  ['-w /dev/fd/3', { outputs: [{ format: 'text', file: '/dev/fd/3' }] }],
  ['-v 6', { verbosity: 6, discovery: 'show' }],
  ['-v10', { verbosity: 10, discovery: 'show', captureLimit: 128 * 1024 * 1024 }],
  ['-v10 --capture-limit 1M', { verbosity: 10, discovery: 'show', captureLimit: 1024 * 1024 }],
  ['-v 8 --discovery fold', { verbosity: 8, discovery: 'fold' }],
  ['--discovery=hide', { discovery: 'hide' }],
  ['--only reads,writes', { only: [[...kind('reads'), ...kind('writes')]] }],
  ['--only reads --only=errors', { only: [kind('reads'), kind('errors')] }],
  ['--hide discovery', { hide: [kind('discovery')] }],
  ['--no-summary', { summary: false }],
  ['--color always', { color: 'always' }],
  ['--show-secrets', { showSecrets: 'terminal' }],
  ['--show-secrets --no-summary', { showSecrets: 'terminal', summary: false }],
  ['--show-secrets=all', { showSecrets: 'all' }],
  ['--show-secrets=terminal', { showSecrets: 'terminal' }],
  ['--capture-limit 512K', { captureLimit: 512 * 1024 }],
  ['--capture-limit 8MiB', { captureLimit: 8 * 1024 * 1024 }],
  ['--capture-limit 1g', { captureLimit: 1024 ** 3 }],
  ['--capture-limit 100', { captureLimit: 100 }],
  ['--kubectl /k', { kubectl: '/k' }],
  ['-v 6 -v 8', { verbosity: 8, discovery: 'show' }],
];

const words = (text: string) => (text === '' ? [] : text.split(' '));

describe('parseOwnOptions', () => {
  it.each(CASES)('%s', (text, changed) => {
    expect(parseOwnOptions(words(text))).toEqual({
      kind: 'trace',
      options: { ...DEFAULT_OPTIONS, ...changed },
    });
  });

  it.each([['--help'], ['-h']])('%s asks for the help', (word) => {
    expect(parseOwnOptions([word])).toEqual({ kind: 'help', text: formatHelp() });
  });

  it('--version', () => expect(parseOwnOptions(['--version'])).toEqual({ kind: 'version' }));

  it.each(OPTIONS as readonly OptionSpec[])(
    '$long says what is wrong in one line, with a hint',
    ({ long, value, optionalValue, choices }) => {
      const wrong =
        optionalValue !== undefined
          ? [`${long}=wrong`]
          : value === undefined
            ? [`${long}x`]
            : choices === undefined
              ? [`${long}=`]
              : [long, 'wrong'];
      const error = errorOf(() => parseOwnOptions(wrong));
      expect(error).toBeInstanceOf(UserError);
      expect(error).toMatchObject({ exitCode: 2, hint: expect.stringMatching(/^[^\n]+$/) });
      expect((error as UserError).message).toMatch(
        value === undefined && optionalValue === undefined
          ? /^unknown option '[^\n]+'$/
          : new RegExp(`^${long} [^\n]+$`),
      );
    },
  );
});

describe('parseCommandLine', () => {
  it('reads both parts', async () => {
    expect(await parseCommandLine(['-v', '8', '-n', 'web', 'get', 'pods', '-v=9'])).toMatchObject({
      kind: 'trace',
      options: { verbosity: 8 },
      kubectl: {
        args: ['-n', 'web', 'get', 'pods', '-v=9'],
        scanned: { command: ['get'], verbosity: '9', connection: { namespace: 'web' } },
      },
    });
  });

  it.each([[[]], [['--no-summary']], [['-o', 'table']]])(
    'nothing to run gives the usage: %j',
    async (argv) => {
      expect(await parseCommandLine(argv)).toEqual({ kind: 'usage', text: formatHelp() });
    },
  );

  it('help wins over a command', async () => {
    expect(await parseCommandLine(['--help', 'get'])).toMatchObject({ kind: 'help' });
    expect(await parseCommandLine(['get', '--help'])).toMatchObject({ kind: 'trace' });
  });

  it('takes a program behind --, with its arguments', async () => {
    expect(await parseCommandLine(['-o', 'table', '--', 'helm', '-n', 'x', '--', '-v'])).toMatchObject({
      options: { outputs: [{ format: 'table' }] },
      kubectl: { program: 'helm', args: ['-n', 'x', '--', '-v'], scanned: { connection: {} } },
    });
    await expect(parseCommandLine(['-o', 'table', '--'])).rejects.toThrow('there is no program');
  });
});

describe('the help', () => {
  const text = formatHelp();

  it.each(OPTIONS as readonly OptionSpec[])(
    'shows $long with its values',
    ({ long, short, choices = [] }) => {
      const line =
        text
          .replaceAll(/\n {20,}/g, ' ')
          .split('\n')
          .find((one) => one.includes(` ${long} `) && /^ {2}-/.test(one.replace(/^ {2,6}/, '  '))) ?? '';
      expect(line).toContain(long);
      if (short !== undefined) expect(line).toContain(`${short}, ${long}`);
      for (const choice of choices) expect(line).toContain(choice);
    },
  );

  it('fits 80 columns, and says how to page', () => {
    expect(text).toMatch('2>&1 | less -R');
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

function errorOf(doing: () => unknown): unknown {
  try {
    doing();
  } catch (error) {
    return error;
  }
  return undefined;
}
