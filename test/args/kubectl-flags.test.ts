import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { sendsNothing } from '../../src/args/kubectl-commands.ts';
import {
  type ConnectionFlags,
  isGlobalFlag,
  scanKubectlFlags,
  withoutFlags,
} from '../../src/args/kubectl-flags.ts';
import { resolveUpstream } from '../../src/kubeconfig/resolve.ts';
import { needsKubectl, newestKubectl, runKubectl } from '../kubeconfig/kubectls.ts';
import { type RecordingServer, startRecordingServer } from '../kubeconfig/recording-server.ts';

/** Words split at blanks; `''` is an empty word. */
const words = (line: string) => line.split(' ').map((word) => (word === "''" ? '' : word));

describe('scanKubectlFlags', () => {
  const table: [name: string, line: string, expected: ConnectionFlags][] = [
    ['no flag', 'get pods', {}],
    ['--f=v', 'get --context=a pods', { context: 'a' }],
    ['--f v', 'get pods --context a', { context: 'a' }],
    ['before the verb', '--context a get pods', { context: 'a' }],
    ['a value with =', '--context=a=b get', { context: 'a=b' }],
    ['_ for -', 'get --tls_server_name x', { tlsServerName: 'x' }],
    ['-sURL', 'get -shttp://h', { server: 'http://h' }],
    ['-s=URL', 'get -s=http://h', { server: 'http://h' }],
    ['-s URL', 'get -s http://h', { server: 'http://h' }],
    ['-s= alone is the value =', 'get -s=', { server: '=' }],
    ['a cluster', 'get -AsURL', { server: 'URL' }],
    ['a cluster and the next word', 'get -As URL', { server: 'URL' }],
    ['a cluster and =', 'get -As=URL', { server: 'URL' }],
    ['a cluster that ends in a value', 'get -Ans pods', { namespace: 's' }],
    ['the last wins', 'get --context a --context=b', { context: 'b' }],
    ['an empty last one gives nothing', 'get --context a --context=', {}],
    ['a value that looks like a flag', 'get --context --cluster', { context: '--cluster' }],
    [
      'a bool never takes the next word',
      'get --insecure-skip-tls-verify false',
      { insecureSkipTlsVerify: true },
    ],
    ['a bool with =false', 'get --insecure-skip-tls-verify=false', {}],
    ['a bool with =1', 'get --insecure_skip_tls_verify=1', { insecureSkipTlsVerify: true }],
    ['-- ends flags', 'exec p -- --context a', {}],
    ['-- as a value', 'get --token -- --context a', { token: '--', context: 'a' }],
    ['a value of a short flag', 'get -l --context pods', {}],
    ['a value of a long flag', 'get --selector --context pods', {}],
    ['a value of a flag glued to it', 'get -l=--context --context a', { context: 'a' }],
    ['-o takes the next word', 'get -o --context', {}],
    ['--dry-run takes none', 'create --dry-run --context a', { context: 'a' }],
    ['-f is a bool in logs', 'logs -f --context a', { context: 'a' }],
    ['-p is a bool in logs', 'logs -p --context a', { context: 'a' }],
    ['-p is a value in patch', 'patch x -p --context', {}],
    ['-w is a bool in get', 'get -w --context a', { context: 'a' }],
    ['-w is a value in proxy', 'proxy -w --context', {}],
    ['--prefix is a bool in logs', 'logs --prefix --context a', { context: 'a' }],
    ['--prefix is a value in set env', 'set env --prefix --context', {}],
    ['--containers is a bool in top pod', 'top pod --containers --context a', { context: 'a' }],
    ['--user of create rolebinding', 'create rolebinding b --user x --context a', { context: 'a' }],
    ['--user of create clusterrolebinding', 'create clusterrolebinding b --user=x', {}],
    ['--user of set subject', 'set subject rolebinding b --user x', {}],
    ['--user elsewhere', 'create role --user x', { user: 'x' }],
    ['the command behind flags', '--user x create -n y rolebinding', { namespace: 'y' }],
    ['a lone dash', 'apply -f - --context a', { context: 'a' }],
    ['an empty word', "get '' --context a", { context: 'a' }],
    ['a value that is missing', 'get --context', {}],
    ['an unknown flag', 'get --nonsense --context a', { context: 'a' }],
    [
      'credentials',
      'get --username u --password p --client-certificate c --client-key k',
      { username: 'u', password: 'p', clientCertificate: 'c', clientKey: 'k' },
    ],
  ];
  test.each(table)('%s: %s', (_, line, expected) => {
    expect(scanKubectlFlags(words(line)).connection).toEqual(expected);
  });

  test.each([
    ['get pods', ['get']],
    ['-n x get pods', ['get']],
    ['--context=a create -f x', ['create']],
    ['create -n x rolebinding b', ['create', 'rolebinding']],
    ['--insecure-skip-tls-verify get', ['get']],
    ['-n x', []],
    ['-- get', []],
    ['exec pod -- ls', ['exec']],
  ])('finds the command of %s', (line, expected) => {
    expect(scanKubectlFlags(words(line)).command).toEqual(expected);
  });

  test.each([
    ['get -v 8', '8'],
    ['get -v=8', '8'],
    ['get --v=8', '8'],
    ['get --v 8', '8'],
    ['get -Av6', '6'],
    ['exec p -- -v 8', undefined],
    ['get -l -v', undefined],
  ])('finds the log level of %s', (line, expected) => {
    expect(scanKubectlFlags(words(line)).verbosity).toBe(expected);
  });
});

describe('withoutFlags', () => {
  test.each([
    ['get pods -n x', 'get pods -n x'],
    ['get --kubeconfig f pods', 'get pods'],
    ['--kubeconfig=f get --certificate-authority c --context a', 'get --context a'],
    ['--kubeconfig f --kubeconfig=g get', 'get'],
    ['get --certificate_authority c', 'get'],
    ['exec p -- ls --kubeconfig f', 'exec p -- ls --kubeconfig f'],
    ['get -l --kubeconfig x', 'get -l --kubeconfig x'],
    ['config set-cluster c --certificate-authority f', 'config set-cluster c --certificate-authority f'],
    ["get '' --kubeconfig '' pods", "get '' pods"],
  ])('%s', (line, expected) => {
    expect(withoutFlags(words(line))).toEqual(words(expected));
  });
});

test.each([
  ['-n', true],
  ['-nweb', true],
  ['-s=http://h', true],
  ['-v', true],
  ['-v8', true],
  ['--v=8', true],
  ['--context', true],
  ['--as_group=x', true],
  ['--kuberc', true],
  ['--n', false],
  ['--contextual', false],
  ['--s', false],
  ['-A', false],
  ['-', false],
  ['--', false],
  ['--=x', false],
  ['get', false],
])('isGlobalFlag(%s) is %s', (word, expected) => {
  expect(isGlobalFlag(word)).toBe(expected);
});

test.each([
  ['config view', true],
  ['--context a config use-context b', true],
  ['completion bash', true],
  ['__complete get pods', true],
  ['plugin list', true],
  ['kustomize .', true],
  ['options', true],
  ['help get', true],
  ['get --help', true],
  ['get -h', true],
  ['alpha kuberc view', true],
  ['version --client', true],
  ['-n x', true],
  ['version', false],
  ['version --client=false', false],
  ['alpha events', false],
  ['get config', false],
  ['-n config get pods', false],
  ['exec p -- ls --help', false],
  ['get -l --help', false],
])('sendsNothing: %s is %s', (line, expected) => {
  expect(sendsNothing(scanKubectlFlags(words(line)))).toBe(expected);
});

describe.skipIf(newestKubectl === undefined)(`the scanner and kubectl agree${needsKubectl}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-flags-'));
  let server: RecordingServer;
  beforeAll(async () => {
    server = await startRecordingServer();
    for (const file of ['one', 'two']) {
      writeFileSync(join(folder, file), JSON.stringify(kubeconfig(file)));
    }
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const kubeconfig = (file: string) => ({
    'current-context': 'a',
    clusters: ['a', 'b', 'c'].map((name) => ({ name, cluster: { server: `${base()}/${file}-${name}` } })),
    contexts: ['a', 'b', 'c'].map((name) => ({ name, context: { cluster: name } })),
  });
  const base = () => `http://127.0.0.1:${server.port}`;

  // Each line ends at a server whose path tells which values kubectl took; S stands for the server's URL.
  const lines = `
    get --raw /
    get --raw / --context b
    get --raw / --context=b
    --context b get --raw /
    get --context b --context=c --raw /
    get --raw / --cluster b
    get --raw / --context c --cluster=b
    get --raw=/ -sS/x
    get --raw=/ -s=S/x
    get --raw=/ -s S/x
    get -AsS/x --raw /
    get -As=S/x --raw /
    get -As S/x --raw /
    get --raw / --server S/x --server=S/y
    get --raw / --server S/x --server=
    get --raw / --kubeconfig two
    get --raw / --kubeconfig=one --kubeconfig two --context c
    get x -l --context b
    get x --selector --context b
    get x -l=c --context b
    get x -o --context b
    logs -fp x --context b
    patch x -p --context b
    create rolebinding x --clusterrole y --user z --context b
    rollout status -w x --context b
    top pod --containers --context b
    get --raw / -n --context
    get --raw / --namespace x --context b
    get --raw / --insecure_skip_tls_verify --context b
    get --raw / --insecure-skip-tls-verify=true --context b
    get --raw / --as x --as_group --context --context b
    get --raw / --user= --context b
    get --raw / -v 0 --context b
    get -wv0 x --context b
    get --raw / --cache-dir --context --context b
    get --raw / --context nope
    create --raw / -f one --context b
    delete --raw / --dry-run --context b
    -n get --context b get --raw /
  `;
  const forms = lines.trim().split(/\n\s*/);
  it('about which server is contacted', async () => {
    const kubectl = newestKubectl?.path ?? '';
    const environment = { KUBECONFIG: join(folder, 'one'), HOME: folder };
    const results: [string, string][] = [];
    const expected: [string, string][] = [];
    for (const form of forms) {
      const args = words(form.replaceAll('S/', `${base()}/`)).map((word) =>
        word.replace(/^(--kubeconfig=)?(one|two)$/, (_, flag, file) => (flag ?? '') + join(folder, file)),
      );
      server.requests.length = 0;
      const { stderr } = await runKubectl(kubectl, args, environment, folder);
      results.push([form, server.requests[0]?.url.match(/^\/[^/]*/)?.[0] ?? (stderr && 'none')]);
      const resolution = await resolveUpstream(scanKubectlFlags(args).connection, environment);
      expected.push([form, resolution.kind === 'resolved' ? resolution.upstream.server.pathname : 'none']);
    }
    expect(expected).toEqual(results);
  });
});
