import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../src/args/command-line.ts';
import { complete } from '../../src/args/complete.ts';
import { parseSandboxUser } from '../../src/args/sandbox-user.ts';

const ADMIN = 'kubernetes-admin:system:masters';

describe('a command line', () => {
  it.each([
    ['sandbox status', { verb: 'status' }],
    ['sandbox reset', { verb: 'reset' }],
    ['sandbox serve', { verb: 'serve', port: 0, user: ADMIN }],
    ['sandbox serve --port 8443 --sandbox-user jane:dev', { verb: 'serve', port: 8443, user: 'jane:dev' }],
    ['--sandbox-user=joe sandbox serve --port=0', { verb: 'serve', port: 0, user: 'joe' }],
  ])('%s', async (line, command) => {
    expect(await parseCommandLine(line.split(' '))).toEqual({ kind: 'sandbox', command });
  });

  it.each([
    ['--sandbox get pods', ADMIN],
    ['--sandbox-user jane get pods', 'jane'],
    ['--sandbox --sandbox-user=jane:a,b get pods', 'jane:a,b'],
    ['get pods', undefined],
    // Behind the command it is kubectl's.
    ['get pods --sandbox', undefined],
  ])('%s', async (line, user) => {
    const invocation = await parseCommandLine(line.split(' '));
    expect(invocation.kind === 'trace' && invocation.options.sandboxUser).toBe(user);
  });

  it('sandbox --help', async () => {
    const invocation = await parseCommandLine(['sandbox', '--help']);
    const text = invocation.kind === 'help' ? invocation.text : '';
    expect(text).toContain('kubectl trace sandbox serve');
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('completion', () => {
  it.each([
    [['sandbox'], 'st', ['status']],
    [['sandbox'], '', ['status', 'reset', 'serve']],
    [['--sandbox', 'sandbox', 'serve'], '--p', ['--port']],
    [['sandbox', 'reset'], '', []],
    [[], '--sand', ['--sandbox', '--sandbox-user']],
    [['--sandbox-user'], 'j', []],
  ])('%j %s', (before, current, words) => {
    const completion = complete(before, current);
    expect(completion.kind === 'words' && completion.words.map(([word]) => word)).toEqual(words);
  });
});

describe('a user of the sandbox', () => {
  it.each([
    ['jane', 'jane', []],
    ['jane:dev,ops', 'jane', ['dev', 'ops']],
    ['jane:system:masters', 'jane', ['system:masters']],
    ['system:anonymous', 'system:anonymous', []],
    [
      'system:serviceaccount:web:robot',
      'system:serviceaccount:web:robot',
      ['system:serviceaccounts', 'system:serviceaccounts:web'],
    ],
  ])('%s', (text, name, groups) => {
    expect(parseSandboxUser(text)).toEqual({ name, groups });
  });
});
