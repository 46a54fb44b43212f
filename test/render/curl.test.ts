import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawHeader } from '../../src/exchange/exchange.ts';
import { createRenderer } from '../../src/render/curl.ts';
import { kubectlVersions, needsKubectl } from '../kubeconfig/kubectls.ts';
import { exchange, RUN, renderRun } from './factory.ts';
import { type ServedSandbox, serveSandbox } from './two-sandboxes.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const script = (...sketches: Parameters<typeof exchange>[0][]) =>
  renderRun(createRenderer, sketches.map(exchange));

describe('the script', () => {
  it.each([
    ['masked', { requestBody: { masked: 1 } }, '1 value of its body masked'],
    ['cut', { requestBody: { recorded: 3 } }, 'only the first 3 B of its body are here'],
    [
      'binary',
      { requestBody: { size: 9, text: undefined, withheld: 'binary (x)' } },
      'its body is not here: binary (x), 9 B',
    ],
    ['a watch', { path: '/api/v1/pods?watch=true', method: 'GET' }, 'its answer has no end'],
    ['an upgrade', { status: 101 }, 'it upgrades to a stream'],
    ['masked in the URL', { path: '/x?token=<masked>' }, 'a part of its head is masked'],
  ])('%s: told in a comment and not run', (_name, more, why) => {
    const text = script({ id: 1, method: 'POST', path: CONFIG_MAPS, send: { a: 1 }, ...more } as never);
    expect(text).toContain(`# Not run: ${why}`);
    expect(text).not.toMatch(/^curl/m);
  });

  it('keeps secrets, connection and identity of the client out', () => {
    const text = script({ id: 1, path: CONFIG_MAPS, requestHeaders: HEADERS });
    const command = /^curl.*(?:\n {2}.*)*/m.exec(text)?.[0];
    expect(command).toBe(
      `curl -K "$access" "$server${CONFIG_MAPS}" \\\n  -H 'Accept: application/json' \\\n  -H 'Impersonate-User: jane'`,
    );
    expect(text).toContain('# They were traced on https://10.0.0.5');
    expect(text.replaceAll(/^#.*\n/gm, '')).not.toContain('10.0.0.5');
  });

  it('leaves out discovery unless it is asked for', () => {
    const discovery = [exchange({ id: 1, path: '/api?timeout=32s' })];
    expect(renderRun(createRenderer, discovery)).toContain('# 1 discovery request left out');
    expect(renderRun(createRenderer, discovery, { discovery: 'show' })).toMatch(/^curl/m);
  });

  it('takes the path of a gateway from the kubeconfig, and goes where --context went', () => {
    const run = {
      ...RUN,
      server: 'https://rancher/k8s/clusters/c',
      args: ['get', 'pods', '--context', "it's"],
    };
    const text = renderRun(
      createRenderer,
      [exchange({ id: 1, path: 'https://rancher/k8s/clusters/c/api/v1/pods' })],
      {},
      run,
    );
    expect(text).toContain('"$server/api/v1/pods"');
    expect(text).toContain(`config view '--context=it'\\''s' --minify`);
  });

  it('quotes what a shell would read, and ends a body where the body does not', () => {
    const marker = 'EOF\n$(touch x) `touch y`\nEOF2';
    const text = script({
      id: 1,
      method: 'POST',
      path: '/x?a=\'$(id)"',
      send: marker,
      contentType: 'text/plain',
    });
    const body = text.slice(text.indexOf('\ncurl -K "$access"'));
    const { stdout } = spawnSync('sh', {
      input: `access=a server=s; curl() { printf '<%s>\\n' "$@"; cat; }${body}`,
    });
    expect(stdout.toString()).toContain(`<s/x?a='$(id)">`);
    expect(stdout.toString()).toContain(`<@->\n${marker}\n`);
  });
});

const HEADERS: RawHeader[] = [
  ['Host', '10.0.0.5:6443'],
  ['User-Agent', 'kubectl'],
  ['Accept', 'application/vnd.kubernetes.protobuf,application/json'],
  ['Authorization', 'Bearer visible'],
  ['Cookie', 'visible'],
  ['Impersonate-User', 'jane'],
  ['Connection', 'keep-alive'],
];

const hasCurl = spawnSync('curl', ['--version']).status === 0;
// Of the kubectls there the second newest: kubectl 1.35 creates ConfigMaps in protobuf, which a script cannot show.
const kubectl = kubectlVersions.at(-2) ?? kubectlVersions.at(-1);
const hasOlder = kubectlVersions.length > 1;
const CREATE = hasOlder
  ? ['create', 'cm', 'colors', '--from-literal=sky=blue']
  : ['create', '-f', 'colors.json'];
const COLORS = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"colors"},"data":{"sky":"blue"}}';
const skipped = hasCurl ? needsKubectl : ' (skipped: there is no curl on PATH)';

describe.skipIf(kubectl === undefined || !hasCurl)(`run against a new server${skipped}`, () => {
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
    const text = await traced.trace(['-o', 'curl'], command);
    const answered = [...text.matchAll(/^# #.*: answered (\d+)/gm)].map(([, status]) => status);
    expect(answered.join(' ')).toBe(statuses);
    const { code, stderr } = await replayed.sh(text);
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
    const text = await traced.trace(['-o', 'curl'], ['get', 'cm']);
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
    expect((await replayed.sh(text, { KUBECONFIG: kubeconfig })).stderr).toMatch(/^200 /);
    config.clusters[0].cluster = { server: cluster.server, 'insecure-skip-tls-verify': true };
    config.users[0].user = { token: 'wrong' };
    workspace.write('files.json', JSON.stringify(config));
    expect((await replayed.sh(text, { KUBECONFIG: kubeconfig })).stderr).toMatch(/^401 /);
    expect(text).not.toContain(user.token);
    expect(spawnSync('ls', [workspace.temporary]).stdout.toString()).not.toContain('tmp.');
  });

  it('in a Pod without a kubeconfig it is the service account; elsewhere it says what kubectl says', async () => {
    const text = await traced.trace(['-o', 'curl'], ['get', 'cm']);
    const config = JSON.parse((await replayed.kubectl(['config', 'view', '--raw', '-o', 'json'])).stdout);
    const { server, ...cluster } = config.clusters[0].cluster;
    const { workspace } = replayed;
    writeFileSync(workspace.path('token'), config.users[0].user.token);
    writeFileSync(workspace.path('ca.crt'), Buffer.from(cluster['certificate-authority-data'], 'base64'));
    const inPod = text.replace(/^pod=.*$/m, `pod='${workspace.folder}'`);
    expect(inPod).not.toBe(text);
    const { hostname, port } = new URL(server);
    const env = { KUBECONFIG: undefined, KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
    expect((await replayed.sh(inPod, env)).stderr).toMatch(/^200 /);
    expect((await replayed.sh(inPod, { ...env, KUBECTL: 'no-such-kubectl' })).stderr).toMatch(/^200 /);
    expect(await replayed.sh(text, { KUBECONFIG: undefined })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('current-context must exist'),
    });
    expect(readFileSync(workspace.path('token'), 'utf8')).not.toBe('');
  });
});
