import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needsKubectl, newestKubectl } from './kubectls.ts';
import { createWorkspace, type Workspace } from './program.ts';

let workspace: Workspace;
beforeAll(() => {
  workspace = createWorkspace();
});
afterAll(() => workspace.remove());

const BIN = fileURLToPath(new URL('../../bin', import.meta.url));

// kubectl asks plugins for completions from 1.26 on; the newest is.
describe.skipIf(newestKubectl === undefined)(`kubectl asks for completions${needsKubectl}`, () => {
  const ask = (...words: string[]) =>
    workspace.runOther(newestKubectl?.path ?? '', ['__complete', 'trace', ...words], {
      env: { PATH: `${BIN}:${process.env.PATH}`, KUBECTL: newestKubectl?.path },
    });

  it('of our options', async () => {
    const { stdout } = await ask('--dis');
    expect(stdout).toMatch(/^--discovery\t.*\n:4\n/);
  });

  it("of kubectl's own words", async () => {
    const { stdout } = await ask('-o', 'jsonl', 'rollout', 'und');
    expect(stdout).toMatch(/^undo\t.*\n:4\n/);
  });

  it('of the names of what is in the sandbox', async () => {
    const { stdout } = await ask('--sandbox', 'get', 'namespaces', 'kube-s');
    expect(stdout).toBe('kube-system\n:4\n');
  });
});
