import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findProgram } from '../../src/client/find-program.ts';
import { inheritedStdio } from '../../src/client/run-client.ts';
import { UserError } from '../../src/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'find-'));
afterAll(() => rmSync(folder, { recursive: true }));
for (const name of ['first', 'second', 'third/kubectl']) mkdirSync(join(folder, name), { recursive: true });
const program = (name: string, mode = 0o755) => {
  writeFileSync(join(folder, name), '');
  chmodSync(join(folder, name), mode);
  return join(folder, name);
};
const hidden = program('first/kubectl', 0o644);
const found = program('second/kubectl');
const path = (...names: string[]) =>
  names.map((name) => (name === '' ? '' : join(folder, name))).join(delimiter);

const hint = 'install kubectl';

describe('findProgram', () => {
  it('takes the first on PATH that may be executed, past files and folders that may not', () => {
    expect(
      findProgram('kubectl', { from: undefined, hint }, { PATH: path('none', 'first', 'third', 'second') }),
    ).toBe(found);
  });

  it('takes a path as it is, from the working directory', () => {
    expect(findProgram(found, { from: '--kubectl', hint }, {})).toBe(found);
    expect(findProgram(`./${relative('.', found)}`, { from: '--kubectl', hint }, {})).toBe(found);
  });

  it.each([
    ['kubectl', undefined, { PATH: path('none') }, 127, "no program 'kubectl' on PATH"],
    ['kubectl', undefined, {}, 127, "no program 'kubectl' on PATH"],
    [hidden, '--kubectl', {}, 126, `cannot run ${hidden} (from --kubectl): not executable`],
    [folder, '--kubectl', {}, 126, `cannot run ${folder} (from --kubectl): not a file`],
    ['./none', '--kubectl', {}, 127, 'cannot run ./none (from --kubectl): no such file'],
  ])('%s from %s', (name, source, environment, exitCode, message) => {
    const finding = () => findProgram(name, { from: source, hint }, environment);
    expect(finding).toThrow(UserError);
    expect(finding).toThrow(expect.objectContaining({ message, exitCode }));
  });
});

describe('inheritedStdio', () => {
  it('passes the three, and those that the arguments name and that are open', () => {
    expect(inheritedStdio(['get', 'pods'])).toEqual([0, 1, 2]);
    expect(inheritedStdio(['-f', '/dev/fd/2', '--from-file=x=/proc/self/fd/0'])).toEqual([0, 1, 2]);
    expect(inheritedStdio(['-f', '/dev/fd/999', '-f', '/dev/fd/99999'])).toEqual([0, 1, 2]);
  });
});
