import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectlVersions, needsKubectl } from '../kubeconfig/kubectls.ts';
import { findHttpie } from './httpie-program.ts';
import { type ServedSandbox, serveSandbox } from './two-sandboxes.ts';

const hasCurl = spawnSync('curl', ['--version']).status === 0;
// Of the kubectls there the second newest: kubectl 1.35 creates ConfigMaps in protobuf, which a script cannot show.
const kubectl = kubectlVersions.at(-2) ?? kubectlVersions.at(-1);
const hasOlder = kubectlVersions.length > 1;
const CREATE = hasOlder
  ? ['create', 'cm', 'colors', '--from-literal=sky=blue']
  : ['create', '-f', 'colors.json'];
const COLORS = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"colors"},"data":{"sky":"blue"}}';
const httpie = findHttpie();
const HTTP = { HTTP: httpie };
const PROGRAMS = [
  ['curl', hasCurl ? needsKubectl : ' (skipped: there is no curl on PATH)'],
  ['httpie', httpie === undefined ? ' (skipped: no HTTPie, and PyPI does not give it)' : needsKubectl],
] as const;

describe.each(PROGRAMS)('-o %s, run against a new server%s', (format, why) => {
  if (why !== '') {
    it.skip(`needs more${why}`, () => {});
    return;
  }
  const example = (name: string) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
  let traced: ServedSandbox;
  let replayed: ServedSandbox;
  beforeAll(async () => {
    [traced, replayed] = await Promise.all([
      serveSandbox(kubectl?.path ?? ''),
      serveSandbox(kubectl?.path ?? ''),
    ]);
    traced.workspace.write('colors.json', COLORS);
  });
  afterAll(async () => {
    await Promise.all([traced?.stop(), replayed?.stop()]);
  });

  it.each([
    ['apply -f', ['apply', '-f', example('web.yaml')], '404 201'],
    ['apply -f of a change', ['apply', '-f', example('web-changed.yaml')], '200 200'],
    ['create cm', CREATE, '201'],
    ['get', ['get', 'cm', 'colors'], '200'],
    ['patch, strategic', ['patch', 'cm', 'colors', '-p', '{"data":{"tree":"it\'s $green"}}'], '200 200'],
    ['patch, merge', ['patch', 'cm', 'colors', '--type=merge', '-p', '{"data":{"sky":null}}'], '200 200'],
    [
      'patch, JSON',
      ['patch', 'cm', 'colors', '--type=json', '-p', '[{"op":"add","path":"/data/a","value":"b"}]'],
      '200 200',
    ],
    ['apply --server-side', ['apply', '--server-side', '-f', example('web-service.yaml')], '201'],
    ['impersonation', ['get', 'cm', 'colors', '--as=jane', '--as-group=system:masters'], '200'],
    ['delete', ['delete', 'deployment', 'web'], '200 404'],
  ])('%s: the same statuses and the same objects', async (_name, command, statuses) => {
    const text = await traced.trace(['-o', format], command);
    const answered = [...text.matchAll(/^# #.*: answered (\d+)/gm)].map(([, status]) => status);
    expect(answered.join(' ')).toBe(statuses);
    const { code, stderr } = await replayed.sh(text, HTTP);
    expect(
      stderr
        .replaceAll(/ https:.*/g, '')
        .trim()
        .split('\n'),
    ).toEqual(answered);
    expect(code).toBe(0);
    const objects = await replayed.stored();
    expect(objects).toEqual(await traced.stored());
    expect(JSON.stringify(objects)).toContain('"name":"kubernetes"');
  });

  it('presents a token from a file, trusts an authority from a file, and leaves nothing behind', async () => {
    const text = await traced.trace(['-o', format], ['get', 'cm']);
    const config = JSON.parse((await replayed.kubectl(['config', 'view', '--raw', '-o', 'json'])).stdout);
    const { workspace } = replayed;
    const { cluster } = config.clusters[0];
    const { user } = config.users[0];
    writeFileSync(workspace.path('token'), user.token);
    writeFileSync(workspace.path('ca.pem'), Buffer.from(cluster['certificate-authority-data'], 'base64'));
    config.clusters[0].cluster = {
      server: cluster.server,
      'certificate-authority': workspace.path('ca.pem'),
    };
    config.users[0].user = { tokenFile: workspace.path('token') };
    const kubeconfig = workspace.write('files.json', JSON.stringify(config));
    expect((await replayed.sh(text, { ...HTTP, KUBECONFIG: kubeconfig })).stderr).toMatch(/^200\b/);
    config.clusters[0].cluster = { server: cluster.server, 'insecure-skip-tls-verify': true };
    config.users[0].user = { token: 'wrong' };
    workspace.write('files.json', JSON.stringify(config));
    expect((await replayed.sh(text, { ...HTTP, KUBECONFIG: kubeconfig })).stderr).toMatch(/^401\b/);
    expect(text).not.toContain(user.token);
    expect(spawnSync('ls', [workspace.temporary]).stdout.toString()).not.toContain('tmp.');
  });

  it('in a Pod without a kubeconfig it is the service account; elsewhere it says what kubectl says', async () => {
    const text = await traced.trace(['-o', format], ['get', 'cm']);
    const config = JSON.parse((await replayed.kubectl(['config', 'view', '--raw', '-o', 'json'])).stdout);
    const { server, ...cluster } = config.clusters[0].cluster;
    const { workspace } = replayed;
    writeFileSync(workspace.path('token'), config.users[0].user.token);
    writeFileSync(workspace.path('ca.crt'), Buffer.from(cluster['certificate-authority-data'], 'base64'));
    const inPod = text.replace(/^pod=.*$/m, `pod='${workspace.folder}'`);
    expect(inPod).not.toBe(text);
    const { hostname, port } = new URL(server);
    const env = {
      ...HTTP,
      KUBECONFIG: undefined,
      KUBERNETES_SERVICE_HOST: hostname,
      KUBERNETES_SERVICE_PORT: port,
    };
    expect((await replayed.sh(inPod, env)).stderr).toMatch(/^200\b/);
    expect((await replayed.sh(inPod, { ...env, KUBECTL: 'no-such-kubectl' })).stderr).toMatch(/^200\b/);
    expect(await replayed.sh(text, { KUBECONFIG: undefined })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('current-context must exist'),
    });
    expect(readFileSync(workspace.path('token'), 'utf8')).not.toBe('');
  });

  it('asks the exec plugin of the kubeconfig, as kubectl does', async () => {
    const text = await traced.trace(['-o', format], ['get', 'cm']);
    const config = JSON.parse((await replayed.kubectl(['config', 'view', '--raw', '-o', 'json'])).stdout);
    const { workspace } = replayed;
    const { token } = config.users[0].user;
    const answer = (status: object) =>
      JSON.stringify(
        { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status },
        undefined,
        2,
      );
    const plugin = (body: string) => workspace.write('plugin', `#!/bin/sh\n${body}`, 0o700);
    const command = plugin(
      `echo "$KUBERNETES_EXEC_INFO" >'${workspace.path('info')}'\n[ "$1/$2/$A" = "it's/x y/b c" ] && cat <<'END'\n${answer({ token })}\nEND\n`,
    );
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command,
      args: ["it's", 'x y'],
      env: [{ name: 'A', value: 'b c' }],
      interactiveMode: 'Never',
      provideClusterInfo: true,
    };
    config.users[0].user = { exec };
    const env = { ...HTTP, KUBECONFIG: workspace.write('exec.json', JSON.stringify(config)) };
    expect((await replayed.sh(text, env)).stderr).toMatch(/^200\b/);
    const info = JSON.parse(readFileSync(workspace.path('info'), 'utf8'));
    expect(info).toMatchObject({
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: expect.any(String) } },
    });
    plugin('exit 3');
    expect(await replayed.sh(text, env)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('failed'),
    });
    plugin(`cat <<'END'\n${answer({})}\nEND\n`);
    expect(await replayed.sh(text, env)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('gave none'),
    });
    expect((await replayed.sh(text, { ...env, TOKEN: token })).stderr).toMatch(/^200\b/);
  });

  it('does not send what is masked', async () => {
    const secret = ['create', 'secret', 'generic', 'colors', '--from-literal=sky=hidden'];
    const text = await traced.trace(['-o', format], secret);
    expect(text).toMatch(
      /^# #\d+ create secrets default\/colors: answered 201 Created\n# Not run: .*masked/m,
    );
    expect(text).not.toContain('hidden');
    expect(await replayed.sh(text, HTTP)).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect((await replayed.kubectl(['get', 'secret', 'colors'])).stderr).toContain('NotFound');
  });
});
