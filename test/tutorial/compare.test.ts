import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createWorkspace } from '../cli/program.ts';
import { kubectlVersions } from '../kubeconfig/kubectls.ts';
import { parseSessions, runInTerminal, writeSessions } from './session.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const path = fileURLToPath(new URL('../../docs/compare.md', import.meta.url));
const document = readFileSync(path, 'utf8');
const sessions = parseSessions(document);
const steps = sessions.flatMap((session) => session.steps);

const [oldest, newest] = [kubectlVersions[0], kubectlVersions.at(-1)];
const workspace = createWorkspace();
afterAll(() => workspace.remove());

const why = skipReason();
describe.skipIf(why !== '')(`docs/compare.md prints what it shows${why}`, () => {
  // TUTORIAL=write puts today's output into the document.
  const writes = process.env.TUTORIAL === 'write';
  const bin = workspace.path('bin');
  mkdirSync(bin);
  symlinkSync(newest?.path ?? '', `${bin}/kubectl`);
  symlinkSync(oldest?.path ?? '', `${bin}/kubectl-1.24`);
  symlinkSync(`${root}examples`, workspace.path('examples'));
  const env = { ...workspace.env, PATH: [bin, `${root}bin`, workspace.env.PATH].join(delimiter) };

  it.each(steps)('$command', { timeout: 60_000 }, async (step) => {
    // The exit code of diff(1) is no failure.
    const printed = await runInTerminal(`${step.command}; true`, env, workspace.folder);
    const output = printed.replaceAll(workspace.path('home'), '~');
    if (writes) step.output = output;
    expect(normalise(output)).toBe(normalise(step.output));
  });

  afterAll(() => {
    if (writes) writeFileSync(path, writeSessions(document, sessions));
  });
});

it('compares what it has recorded', () => {
  expect(steps.filter(({ command }) => command.includes('trace compare'))).toHaveLength(4);
});

/** Without the time, and what happens to differ: runs in the same second have the same Date. */
function normalise(output: string): string {
  return output
    .replaceAll(/left out,[\s\S]*?\(--all\)/g, 'left out')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:]*Z?/g, 'TIME')
    .replaceAll(/\b\d+s\b/g, 'AGE')
    .replaceAll(/ +/g, ' ');
}

/** The outputs are those of kubectl 1.24 and 1.35, on a terminal that Python makes. */
function skipReason(): string {
  if (oldest?.label.includes('v1.24') !== true || newest?.label.includes('v1.35') !== true)
    return ' (skipped: needs kubectl 1.24 and 1.35)';
  try {
    execFileSync('python3', ['-c', 'import pty']);
    return '';
  } catch {
    return ' (skipped: needs python3 for a terminal)';
  }
}
