import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, startApiServer, writeKubeconfig } from './api-server.ts';
import { needsKubectl, newestKubectl } from './kubectls.ts';
import { createWorkspace, PROGRAM, type Workspace } from './program.ts';

let workspace: Workspace;
let server: ApiServer;
let kubeconfig: string;
let env: Record<string, string | undefined>;

beforeAll(async () => {
  workspace = createWorkspace();
  server = await startApiServer();
  kubeconfig = writeKubeconfig(workspace.path('kubeconfig'), server, { user: { token: 'the-token' } });
  env = { KUBECONFIG: kubeconfig, KUBECTL: newestKubectl?.path };
});
afterAll(async () => {
  await server.close();
  workspace.remove();
});

describe.skipIf(newestKubectl === undefined)(`what works without us works with us${needsKubectl}`, () => {
  it.each([
    ['a pipe as --kubeconfig', '"$0" "$1" get --raw /ok --kubeconfig <(cat "$KUBECONFIG")'],
    ['a pipe in KUBECONFIG', 'KUBECONFIG=<(cat "$KUBECONFIG") "$0" "$1" get --raw /ok'],
    ['stdin as --kubeconfig', '"$0" "$1" get --raw /ok --kubeconfig /dev/stdin <"$KUBECONFIG"'],
    ['a descriptor as --kubeconfig', '"$0" "$1" get --raw /ok --kubeconfig /dev/fd/7 7<"$KUBECONFIG"'],
  ])('%s', async (_name, script) => {
    const ended = await workspace.runOther('bash', ['-c', script, process.execPath, PROGRAM], { env });
    expect(ended).toMatchObject({ code: 0, stdout: 'ok\n' });
    expect(ended.stderr).toContain('it can be read only once');
  });

  it('a flag without its value is left for kubectl to complain of', async () => {
    const ended = await workspace.run(['get', '--raw', '/ok', '--kubeconfig'], { env });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('flag needs an argument: --kubeconfig');
  });

  it('a plugin that chooses another context chooses it in the file of the user', async () => {
    const config = JSON.parse(readFileSync(kubeconfig, 'utf8'));
    config.contexts.push({ ...config.contexts[0], name: 'other' });
    const own = workspace.write('own', JSON.stringify(config));
    workspace.write('kubectl-choose', '#!/bin/sh\nexec "$KUBECTL" config use-context "$1"\n', 0o755);
    const PATH = `${workspace.folder}:${process.env.PATH}`;
    const ended = await workspace.run(['choose', 'other'], { env: { ...env, KUBECONFIG: own, PATH } });
    expect(ended).toMatchObject({ code: 0, stdout: 'Switched to context "other".\n' });
    expect(readFileSync(own, 'utf8')).toMatch(/current-context"?: "?other/);
  });

  it('a temporary folder that cannot stand in a list is refused', async () => {
    const TMPDIR = workspace.path('a:b');
    await workspace.runOther('mkdir', [TMPDIR]);
    const ended = await workspace.run(['get', '--raw', '/ok'], { env: { ...env, TMPDIR } });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('TMPDIR');
  });

  it("a password in the server's URL is not shown", async () => {
    const config = JSON.parse(readFileSync(kubeconfig, 'utf8'));
    config.clusters[0].cluster.server = server.url.replace('https://', 'https://alice:geheimnis@');
    const KUBECONFIG = workspace.write('with-password', JSON.stringify(config));
    const ended = await workspace.run(['get', '--raw', '/ok'], { env: { ...env, KUBECONFIG } });
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('https://alice:masked@');
    expect(ended.stderr).not.toContain('geheimnis');
  });
});

describe.skipIf(newestKubectl === undefined)(`hints${needsKubectl}`, () => {
  it.each([
    [['get', '--raw', '/ok', '--only', 'writes'], '--only is an option of kubectl trace'],
    [['get', 'namespaces', '-o', 'jsonl'], '-o jsonl is an option of kubectl trace'],
    [['get', '--raw', '/ok', '-v', '8'], 'does not mask Secrets'],
  ])('%j', async (args, hint) => {
    expect((await workspace.run(args, { env })).stderr).toContain(hint);
  });

  it('none where kubectl is content', async () => {
    const { stderr } = await workspace.run(['get', '--raw', '/ok'], { env });
    expect(stderr).not.toContain('kubectl trace:');
  });

  it('a filter that leaves nothing does not claim that nothing was sent', async () => {
    const { stderr } = await workspace.run(['--only', 'writes', 'get', '--raw', '/ok'], { env });
    expect(stderr).not.toContain('no API requests');
    expect(stderr).toContain('1 of 1 requests not shown');
    const lines = await workspace.run(['-o', 'jsonl', '--only', 'writes', 'get', '--raw', '/ok'], { env });
    expect(lines.stderr).toBe('');
  });

  it('a file of an earlier run is emptied also where nothing is traced', async () => {
    const file = workspace.write('run.jsonl', '{"old":true}\n');
    await workspace.run(['-w', file, 'config', 'current-context'], { env });
    expect(readFileSync(file, 'utf8')).toBe('');
  });
});
