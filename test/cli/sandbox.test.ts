import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { needsKubectl, newestKubectl, outerKubectls } from './kubectls.ts';
import { createWorkspace, type Ended, type Workspace } from './program.ts';

let workspace: Workspace;
beforeEach(() => {
  workspace = createWorkspace({ KUBECTL: newestKubectl?.path });
});
afterEach(() => workspace.remove());

const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  color: blue\n';

const statePath = () => workspace.path('home/.local/state/kubectl-trace/sandbox.jsonl');
const trace = (...args: string[]) => workspace.run(args);
const sandbox = (...args: string[]) => workspace.run(['--sandbox', '-o', 'jsonl', ...args]);

/** The requests of a trace in JSON lines: `POST /api/v1/… 201`. */
function requestsOf({ stderr }: Ended): string[] {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
    .filter(({ request }) => request !== undefined && !/\/(openapi|apis?)(\/v[23])?(\?|$)/.test(request.url))
    .map(({ request, response }) => `${request.method} ${new URL(request.url).pathname} ${response.status}`);
}

const SETTINGS = '/api/v1/namespaces/default/configmaps';

describe.skipIf(outerKubectls.length === 0).each(outerKubectls)(
  `--sandbox with $label${needsKubectl}`,
  ({ path }) => {
    it('keeps what was applied until the next run', async () => {
      const file = workspace.write('map.yaml', MAP);
      const apply = () =>
        workspace.run(['--sandbox', '-o', 'jsonl', 'apply', '-f', file], { env: { KUBECTL: path } });
      const first = await apply();
      expect(first.stdout).toBe('configmap/settings created\n');
      expect(requestsOf(first)).toContain(`POST ${SETTINGS} 201`);
      const second = await apply();
      expect(second).toMatchObject({ code: 0, stdout: 'configmap/settings unchanged\n' });
      expect(requestsOf(second).filter((request) => !request.startsWith('GET '))).toEqual([]);
    });
  },
);

describe.skipIf(newestKubectl === undefined)(`the sandbox${needsKubectl}`, () => {
  it.each([
    '{name: context, default: prod}',
    '{"default": "prod", "name": "context"}',
    "{name: user, default: 'prod'}",
  ])('is meant by what a kuberc chooses: %s', async (option) => {
    const kuberc = `apiVersion: kubectl.config.k8s.io/v1beta1
kind: Preference
defaults: [{command: get, options: [${option}]}]
`;
    const env = { KUBERC: workspace.write('kuberc', kuberc) };
    const run = await workspace.run(['--sandbox', 'get', 'ns', 'default', '-o', 'name'], { env });
    expect(run).toMatchObject({ code: 0, stdout: 'namespace/default\n' });
  });

  it('is shown as the context sandbox, and tells of its limits at the first use alone', async () => {
    const first = await trace('--sandbox', 'get', 'ns');
    expect(first.stdout).toMatch(/^NAME +STATUS +AGE\n(.*\n)*default +Active/);
    expect(first.stderr).toContain('context sandbox · https://sandbox.internal:6443');
    const note = 'it has no controllers and runs no containers';
    expect(first.stderr).toContain(note);
    expect(first.stderr).toContain(statePath());
    const second = await trace('--sandbox', 'get', 'ns');
    expect(second.stderr).not.toContain(note);
    expect(statSync(statePath()).mode & 0o777).toBe(0o600);
    expect(readdirSync(workspace.temporary)).toEqual([]);
  });

  it("leaves the user's own kubeconfig and cluster out", async () => {
    const kubeconfig = workspace.write('kubeconfig', 'this is no kubeconfig: [');
    const { code, stdout } = await workspace.run(['--sandbox', 'config', 'current-context'], {
      env: { KUBECONFIG: kubeconfig },
    });
    // kubectl config is about the user's own files.
    expect([code, stdout]).toEqual([1, '']);
    const traced = await workspace.run(['--sandbox', 'get', 'ns', 'default', '-o', 'name'], {
      env: { KUBECONFIG: kubeconfig },
    });
    expect(traced).toMatchObject({ code: 0, stdout: 'namespace/default\n' });
  });

  it('keeps the writes of two commands at once', async () => {
    const names = Array.from({ length: 4 }, (_, index) => `c${index}`);
    const runs = await Promise.all(names.map((name) => sandbox('create', 'configmap', name)));
    expect(runs.map(({ stdout }) => stdout)).toEqual(names.map((name) => `configmap/${name} created\n`));
    const { stdout } = await sandbox('get', 'configmaps', '-o', 'name');
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(names.map((name) => `configmap/${name}`)));
  });

  it('sets a damaged state aside, and says so', async () => {
    await sandbox('create', 'configmap', 'a');
    await sandbox('create', 'configmap', 'b');
    const bytes = readFileSync(statePath());
    const at = bytes.indexOf('"name":"a"');
    bytes.write('#', at);
    writeFileSync(statePath(), bytes);
    const { stdout, stderr } = await trace('--sandbox', 'get', 'configmaps', '-o', 'name');
    expect(stdout).toContain('configmap/b');
    expect(stdout).not.toContain('configmap/a');
    expect(stderr).toMatch(
      /kubectl trace: the sandbox's state was damaged: a line cannot be read.* kept as .*\.damaged-/,
    );
    expect((await trace('sandbox', 'status')).stdout).toMatch(
      /A damaged state is kept as sandbox\.jsonl\.damaged-/,
    );
  });

  it.each([
    ['--kubeconfig', 'x'],
    ['--context', 'x'],
    ['--server', 'https://10.0.0.5'],
    ['--user', 'x'],
  ])('does not go together with %s', async (flag, value) => {
    const { code, stderr } = await trace('--sandbox', 'get', 'pods', flag, value);
    expect(code).toBe(2);
    expect(stderr).toContain(`kubectl trace: ${flag} and --sandbox do not go together`);
    expect(existsSync(statePath())).toBe(false);
  });

  it('obeys -n and --as', async () => {
    await sandbox('create', 'configmap', 'a', '-n', 'kube-system');
    expect((await sandbox('get', 'cm', 'a', '-n', 'kube-system', '-o', 'name')).stdout).toBe('configmap/a\n');
    const { code, stderr } = await sandbox('get', 'cm', '--as', 'jane');
    expect(code).toBe(1);
    expect(stderr).toContain('User "jane" cannot list resource "configmaps"');
  });

  it('says where it cannot keep its state', async () => {
    const file = workspace.write('file', '');
    const { code, stderr } = await workspace.run(['--sandbox', 'get', 'ns'], {
      env: { XDG_STATE_HOME: file },
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /kubectl trace: the sandbox cannot keep its state in .*: E.*\n {2}name a folder .* XDG_STATE_HOME/,
    );
  });
});

describe.skipIf(newestKubectl === undefined)(`--sandbox-user${needsKubectl}`, () => {
  const as = (user: string, ...args: string[]) =>
    workspace.run(['--sandbox-user', user, '--no-summary', ...args]);

  it('has the rights that its roles give, and no others', async () => {
    const denied = await as('jane', 'get', 'pods');
    expect(denied.code).toBe(1);
    expect(denied.stderr).toContain(
      'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
    );
    await sandbox('create', 'role', 'reader', '--verb=list', '--resource=pods');
    await sandbox('create', 'rolebinding', 'read', '--role=reader', '--group=dev');
    expect((await as('jane:dev', 'get', 'pods')).code).toBe(0);
    expect((await as('jane:ops', 'get', 'pods')).code).toBe(1);
    expect((await as('jane:ops,dev', 'auth', 'can-i', 'list', 'pods')).stdout).toBe('yes\n');
  });

  it('may be a service account', async () => {
    const { stdout } = await as('system:serviceaccount:default:robot', 'auth', 'whoami', '-o', 'json');
    expect(JSON.parse(stdout).status.userInfo).toEqual({
      username: 'system:serviceaccount:default:robot',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
    });
  });

  it('may have a token that the sandbox has issued', async () => {
    await sandbox('create', 'serviceaccount', 'robot');
    const { stdout: token } = await sandbox('create', 'token', 'robot');
    const { stdout } = await sandbox(
      'auth',
      'whoami',
      '-o',
      'jsonpath={.status.userInfo.username}',
      '--token',
      token.trim(),
    );
    expect(stdout).toBe('system:serviceaccount:default:robot');
  });

  it.each(['jane:', ':dev'])('is refused as %s', async (user) => {
    const { code, stderr } = await as(user, 'get', 'pods');
    expect(code).toBe(2);
    expect(stderr).toContain('--sandbox-user takes USER or USER:GROUP,GROUP');
  });
});

describe.skipIf(newestKubectl === undefined)(`kubectl trace sandbox${needsKubectl}`, () => {
  it('status makes nothing, and tells what there is', async () => {
    const before = await trace('sandbox', 'status');
    expect(before.stdout).toMatch(
      /^Kubernetes API v1\.\d+\.\d+, .*it has no controllers and runs no containers\.\n/,
    );
    expect(before.stdout).toContain(`State: ${statePath()} (not there yet)`);
    expect(existsSync(statePath())).toBe(false);
    await sandbox('create', 'deployment', 'web', '--image=nginx');
    await sandbox('delete', 'ns', 'demo', '--wait=false');
    const after = await trace('sandbox', 'status');
    expect(after.stdout).toMatch(/ {2}apps\/deployments +1 created\n/);
    expect(after.stdout).toMatch(/ {2}namespaces +1 (changed|deleted)\n/);
  });

  it('reset begins anew, and tells what it removed', async () => {
    await sandbox('create', 'configmap', 'a');
    const { code, stdout } = await trace('sandbox', 'reset');
    expect([code, stdout]).toEqual([
      0,
      `Removed:\n  configmaps  1 created\nThe sandbox in ${statePath()} is a new one.\n`,
    ]);
    expect((await sandbox('get', 'configmap', 'a')).code).toBe(1);
    expect((await trace('sandbox', 'reset')).stdout).toContain('There was nothing to remove');
  });

  it('serve is there for any client until it is told to end, beside other commands', {
    timeout: 60_000,
  }, async () => {
    const served = workspace.start(['sandbox', 'serve']);
    let printed = '';
    for await (const chunk of served.child.stdout ?? []) {
      printed += chunk;
      if (printed.endsWith('\n')) break;
    }
    const [, kubeconfig = ''] = /^export KUBECONFIG=(\S+)\n$/.exec(printed) ?? [];
    expect(statSync(kubeconfig).mode & 0o777).toBe(0o600);
    const kubectl = (...args: string[]) =>
      workspace.runOther(newestKubectl?.path ?? '', args, { env: { KUBECONFIG: kubeconfig } });
    await sandbox('create', 'configmap', 'a');
    expect((await kubectl('get', 'configmap', 'a', '-o', 'name')).stdout).toBe('configmap/a\n');
    expect((await kubectl('create', 'configmap', 'b')).code).toBe(0);
    expect((await sandbox('get', 'configmap', 'b', '-o', 'name')).stdout).toBe('configmap/b\n');
    const watch = workspace.startOther(newestKubectl?.path ?? '', ['get', 'cm', '-w', '-o', 'name'], {
      env: { KUBECONFIG: kubeconfig },
    });
    let seen = '';
    watch.child.stdout?.on('data', (chunk) => {
      seen += chunk;
    });
    await until(() => seen.includes('configmap/b'));
    await trace('sandbox', 'reset');
    // A watch is told of what goes.
    await until(() => seen.split('configmap/b').length > 2);
    watch.child.kill();
    await watch.ended;
    served.child.kill('SIGINT');
    const { code, stderr } = await served.ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/the sandbox serves https:\/\/127\.0\.0\.1:\d+ until Ctrl-C/);
    expect(existsSync(kubeconfig)).toBe(false);
  });

  it('serve goes on where nobody reads its line, and leaves nothing behind', async () => {
    const served = workspace.start(['sandbox', 'serve']);
    served.child.stdout?.destroy();
    await new Promise((resolve) => served.child.stderr?.once('data', resolve));
    expect((await trace('sandbox', 'status')).code).toBe(0);
    served.child.kill('SIGINT');
    expect(await served.ended).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^kubectl trace: .*\n$/),
    });
    expect(readdirSync(workspace.temporary)).toEqual([]);
  });

  it('serve keeps what was written before it was killed', async () => {
    const served = workspace.start(['sandbox', 'serve']);
    await new Promise((resolve) => served.child.stdout?.once('data', resolve));
    await sandbox('create', 'configmap', 'a');
    served.child.kill('SIGKILL');
    await served.ended;
    expect((await sandbox('get', 'configmap', 'a', '-o', 'name')).stdout).toBe('configmap/a\n');
  });

  it.each([
    [['sandbox'], "'sandbox' needs a verb: status, reset or serve"],
    [['sandbox', 'frob'], "'sandbox' takes status, reset or serve, not 'frob'"],
    [['sandbox', 'reset', 'x'], "'sandbox reset' takes no 'x'"],
    [['sandbox', 'serve', '--port'], '--port needs a value'],
    [['sandbox', 'serve', '--port=99999'], "--port takes a number up to 65535, not '99999'"],
  ])('refuses %j', async (args, words) => {
    const { code, stdout, stderr } = await trace(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(`kubectl trace: ${words}\n  see 'kubectl trace sandbox --help'\n`);
  });
});

describe.skipIf(newestKubectl === undefined)(`without a cluster${needsKubectl}`, () => {
  const PROPOSAL = "no cluster is configured: 'kubectl trace --sandbox …' works without one";

  it('the sandbox is proposed', async () => {
    const { code, stderr } = await trace('get', 'pods');
    expect(code).toBe(1);
    expect(stderr).toContain(PROPOSAL);
  });

  it('it is not where a server was named', async () => {
    const { stderr } = await trace('get', 'pods', '--server', 'http://localhost:1');
    expect(stderr).not.toContain(PROPOSAL);
  });
});

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('it did not come about');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
