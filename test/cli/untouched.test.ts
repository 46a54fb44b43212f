import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApiServer, writeKubeconfig } from './api-server.ts';
import { needsKubectl, outerKubectls } from './kubectls.ts';
import { createWorkspace, PROGRAM, type Workspace } from './program.ts';

let workspace: Workspace;
let kubeconfig: string;
let close: () => Promise<void>;

beforeAll(async () => {
  workspace = createWorkspace();
  const server = await startApiServer();
  close = server.close;
  kubeconfig = writeKubeconfig(workspace.path('kubeconfig'), server, { user: { token: 'the-token' } });
  workspace.write('kustomization.yaml', 'namePrefix: x-\nresources: [map.yaml]\n');
  workspace.write('map.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\n');
});
afterAll(async () => {
  await close();
  workspace.remove();
});

const COMMANDS: readonly (readonly string[])[] = [
  ['config', 'view'],
  ['config', 'view', '--raw', '--minify'],
  ['config', 'current-context'],
  ['config', 'get-contexts'],
  ['config', 'use-context', 'none'],
  ['completion', 'bash'],
  ['__complete', 'get', '--out'],
  ['plugin', 'list'],
  ['kustomize', '.'],
  ['options'],
  ['help'],
  ['help', 'get'],
  ['get', '--help'],
  ['get', 'pods', '-h'],
  ['version', '--client'],
  ['version', '--client', '-o', 'json'],
];

const NOTE = 'kubectl trace: no API requests: this command runs untouched\n';

describe.skipIf(outerKubectls.length === 0).each(outerKubectls)(
  `untouched, with $label${needsKubectl}`,
  ({ path }) => {
    const env = () => ({ KUBECONFIG: kubeconfig, KUBECTL: path });

    it.each(COMMANDS.filter(([first]) => first !== '--help'))('%s %s', async (...words) => {
      const args = words.filter((word) => word !== undefined);
      const [untraced, traced] = await Promise.all([
        workspace.runOther(path, args, { env: env() }),
        workspace.run(args, { env: env() }),
      ]);
      expect(traced).toEqual({ ...untraced, stderr: `${untraced.stderr}${NOTE}` });
    });

    it('config use-context changes the file of the user', async () => {
      const config = JSON.parse(readFileSync(kubeconfig, 'utf8'));
      config.contexts.push({ name: 'other', context: config.contexts[0].context });
      const KUBECONFIG = workspace.write('two-contexts', JSON.stringify(config));
      const { code, stdout } = await workspace.run(['config', 'use-context', 'other'], {
        env: { ...env(), KUBECONFIG },
      });
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'Switched to context "other".\n' });
      expect(readFileSync(KUBECONFIG, 'utf8')).toMatch(/current-context"?: "?other/);
    });

    it('a shell can source what completion prints, the note and all', async () => {
      const trace = `'${process.execPath}' '${PROGRAM}'`;
      const script = `source <(${trace} completion bash) 2> note; type -t __start_kubectl; cat note`;
      const { stdout, stderr } = await workspace.runOther('bash', ['-c', script], { env: env() });
      expect(stdout + stderr).toBe(`function\n${NOTE}`);
    });
  },
);
