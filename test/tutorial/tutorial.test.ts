import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createWorkspace } from '../cli/program.ts';
import { newestKubectl } from '../kubeconfig/kubectls.ts';
import { normalise, parseSessions, runInTerminal, writeSessions } from './session.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const path = fileURLToPath(new URL('../../docs/tutorial.md', import.meta.url));
const document = readFileSync(path, 'utf8');
const sessions = parseSessions(document);

const workspace = createWorkspace();
afterAll(() => workspace.remove());

const why = skipReason();
describe.skipIf(why !== '')(`docs/tutorial.md prints what it shows${why}`, () => {
  // TUTORIAL=write puts today's output into the document.
  const writes = process.env.TUTORIAL === 'write';
  symlinkSync(newestKubectl?.path ?? '', workspace.path('kubectl'));
  const env = {
    ...workspace.env,
    PATH: [workspace.folder, `${root}bin`, workspace.env.PATH].join(delimiter),
  };

  it.each(sessions.flatMap(({ steps }) => steps))('$command', { timeout: 30_000 }, async (step) => {
    const output = (await runInTerminal(step.command, env, root)).replaceAll(workspace.path('home'), '~');
    if (writes) step.output = output;
    expect(normalise(output)).toBe(normalise(step.output));
  });

  afterAll(() => {
    if (writes) writeFileSync(path, writeSessions(document, sessions));
  });
});

it('has something to show', () => {
  expect(sessions.flatMap(({ steps }) => steps).length).toBeGreaterThan(10);
});

/** The output is kubectl 1.35's, on a terminal that Python makes. */
function skipReason(): string {
  if (newestKubectl?.label.includes('v1.35') !== true) return ' (skipped: needs kubectl 1.35)';
  try {
    execFileSync('python3', ['-c', 'import pty']);
    return '';
  } catch {
    return ' (skipped: needs python3 for a terminal)';
  }
}
