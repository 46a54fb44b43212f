import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { scanKubectlFlags } from '../../src/args/kubectl-flags.ts';
import { type Resolution, resolveUpstream } from '../../src/kubeconfig/resolve.ts';
import type { OuterProxy } from '../../src/kubeconfig/upstream.ts';
import { createTestCertificates } from './certificates.ts';
import { needsKubectl, newestKubectl, runKubectl } from './kubectls.ts';
import { type RecordingServer, startRecordingServer } from './recording-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'resolve-'));
afterAll(() => rmSync(folder, { recursive: true }));

const certificates = createTestCertificates();
const { ca, client } = certificates;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const keyOf = (options: object) =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', ...options },
  }).privateKey;
const encryption = { cipher: 'aes-256-cbc', passphrase: 'x' };

const files: Record<string, string> = {
  'ca.crt': `Here is a comment.\n${ca.certificate}\n${client.certificate}`,
  'client.crt': client.certificate,
  'client.key': client.key,
  'both.pem': client.certificate + client.key,
  'ca-and-key.pem': ca.key + ca.certificate,
  'other.key': keyOf({}),
  'encrypted.key': keyOf(encryption),
  'legacy-encrypted.key': keyOf({ type: 'pkcs1', ...encryption }),
  'garbage.pem': 'garbage',
  'empty.pem': '',
  'ca.crlf': ca.certificate.replaceAll('\n', '\r\n'),
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
mkdirSync(join(folder, 'directory'));

const certificateData = { 'client-certificate-data': base64(client.certificate) };
const keyData = { 'client-key-data': base64(client.key) };
const certificateFile = { 'client-certificate': 'client.crt' };
const keyFile = { 'client-key': 'client.key' };
const caFile = { 'certificate-authority': 'ca.crt' };
const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'x', interactiveMode: 'Never' };

let server: RecordingServer;
beforeAll(async () => {
  server = await startRecordingServer({ ...certificates.server, ca: ca.certificate });
});
afterAll(() => server.close());
const url = () => `https://127.0.0.1:${server.port}`;

interface Case {
  cluster?: object;
  user?: object;
  /** Replaces top-level fields of the kubeconfig. */
  config?: object;
  /** A second file, in a folder of its own; KUBECONFIG is then a list. */
  second?: object;
  /** How the files stand in that list. */
  list?: (first: string, second: string) => string;
  args?: string;
  environment?: NodeJS.ProcessEnv;
}

/** Writes the kubeconfig of a case; the server is `/file` below the recording server. */
function prepare(name: string, { cluster, user, config, second, list, args, environment }: Case) {
  const path = join(folder, `config-${encodeURIComponent(name)}`);
  const content = {
    'current-context': 'x',
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace: 'ns' } }],
    clusters: [{ name: 'c', cluster: { server: `${url()}/file`, ...(cluster ?? caFile) } }],
    users: [{ name: 'u', user: user ?? { token: 't' } }],
    ...config,
  };
  writeFileSync(path, JSON.stringify(content));
  const other = join(folder, 'directory', 'second');
  if (second !== undefined) writeFileSync(other, JSON.stringify(second).replaceAll('<url>', url()));
  const joined = (list ?? ((...files: string[]) => files.join(delimiter)))(path, other);
  const words = (args ?? '').split(' ').filter((word) => word !== '');
  return {
    args: ['get', '--raw', '/', ...words.map((word) => word.replace('URL', url()).replace('DIR', folder))],
    environment: { HOME: folder, KUBECONFIG: second === undefined ? path : joined, ...environment },
  };
}

/** A kubeconfig of another cluster, user and context, all called `second`. */
function second() {
  return {
    clusters: [{ name: 'second', cluster: { server: '<url>/second', 'certificate-authority': '../ca.crt' } }],
    users: [{ name: 'second', user: { ...certificateData, ...keyData } }],
    contexts: [{ name: 'second', context: { cluster: 'second', user: 'second' } }],
  };
}

function two() {
  return { second: second() };
}

function resolveCase(name: string, case_: Case): Promise<Resolution> {
  const { args, environment } = prepare(name, case_);
  return resolveUpstream(scanKubectlFlags(args).connection, environment);
}

describe.skipIf(newestKubectl === undefined)(`the resolver and kubectl agree${needsKubectl}`, () => {
  const table: Record<string, Case> = {
    'a token': {},
    'a certificate as data': { user: { ...certificateData, ...keyData } },
    'a certificate in files': { user: { ...certificateFile, ...keyFile } },
    'a certificate in a file, its key as data': { user: { ...certificateFile, ...keyData } },
    'one file for both': { user: { 'client-certificate': 'both.pem', 'client-key': 'both.pem' } },
    'a certificate and a token': { user: { ...certificateData, ...keyData, token: 't' } },
    'a certificate and exec': { user: { ...certificateData, ...keyData, exec } },
    'a certificate and a password': {
      user: { ...certificateData, ...keyData, username: 'u', password: 'p' },
    },
    'a certificate by flags': { args: '--client-certificate DIR/client.crt --client-key=DIR/client.key' },
    'a certificate by flags over files': {
      user: { 'client-certificate': 'nowhere', 'client-key': 'nowhere' },
      args: '--client-certificate DIR/client.crt --client-key=DIR/client.key',
    },
    'a certificate by flags over data': {
      user: { 'client-certificate-data': base64('x'), 'client-key-data': base64('x') },
      args: '--client-certificate DIR/client.crt --client-key=DIR/client.key',
    },
    'a certificate by a flag, its key in the file': {
      user: { token: 't', ...keyFile },
      args: '--client-certificate DIR/client.crt',
    },
    'certificate and certificate data': { user: { ...certificateData, ...certificateFile, ...keyData } },
    'key and key data': { user: { ...certificateData, ...keyFile, ...keyData } },
    'no key': { user: certificateData },
    'a key alone': { user: { token: 't', ...keyData } },
    "another certificate's key": { user: { ...certificateData, 'client-key': 'other.key' } },
    'an encrypted key': { user: { ...certificateData, 'client-key': 'encrypted.key' } },
    'a key encrypted the old way': { user: { ...certificateData, 'client-key': 'legacy-encrypted.key' } },
    'a certificate that is garbage': { user: { 'client-certificate': 'garbage.pem', ...keyData } },
    'a certificate that is missing': { user: { 'client-certificate': 'nowhere', ...keyData } },
    'a certificate that is a folder': { user: { 'client-certificate': 'directory', ...keyData } },
    'a key that is missing': { user: { ...certificateData, 'client-key': 'nowhere' } },
    'token and password': { user: { token: 't', username: 'u', password: 'p' } },
    'token and --username': { args: '--username u --password p' },
    'exec and auth-provider': { user: { exec, 'auth-provider': { name: 'oidc' } } },
    'CA data': { cluster: { 'certificate-authority-data': base64(ca.certificate) } },
    'CA data and file': { cluster: { ...caFile, 'certificate-authority-data': base64(ca.certificate) } },
    'a CA with CR LF': { cluster: { 'certificate-authority': 'ca.crlf' } },
    'a CA behind a key': { cluster: { 'certificate-authority': 'ca-and-key.pem' } },
    'a CA that is garbage': { cluster: { 'certificate-authority': 'garbage.pem' } },
    'a CA that is missing': { cluster: { 'certificate-authority': 'nowhere' } },
    'a CA that is a folder': { cluster: { 'certificate-authority': 'directory' } },
    'a CA and insecure': { cluster: { ...caFile, 'insecure-skip-tls-verify': true } },
    insecure: { cluster: { 'insecure-skip-tls-verify': true } },
    '--insecure-skip-tls-verify over a CA': { args: '--insecure-skip-tls-verify' },
    '--insecure-skip-tls-verify over a missing CA': {
      cluster: { 'certificate-authority': 'nowhere' },
      args: '--insecure-skip-tls-verify',
    },
    '--insecure-skip-tls-verify=false over insecure': {
      cluster: { 'insecure-skip-tls-verify': true },
      args: '--insecure-skip-tls-verify=false',
    },
    '--certificate-authority over insecure': {
      cluster: { 'insecure-skip-tls-verify': true },
      args: '--certificate-authority DIR/ca.crt',
    },
    '--certificate-authority over CA data': {
      cluster: { 'certificate-authority-data': base64('x') },
      args: '--certificate-authority DIR/ca.crt',
    },
    '--certificate-authority and insecure': {
      args: '--certificate-authority DIR/ca.crt --insecure-skip-tls-verify',
    },
    '--server': { args: '--server URL/flag' },
    '--server clears tls-server-name': {
      cluster: { ...caFile, 'tls-server-name': 'x' },
      args: '-s URL/flag',
    },
    'tls-server-name': { cluster: { ...caFile, 'tls-server-name': 'k8s.example' } },
    '--tls-server-name': {
      cluster: { ...caFile, 'tls-server-name': 'x' },
      args: '--tls-server-name localhost',
    },
    'a server with a query': { args: '-s URL/flag?a=b' },
    'an unknown context': { args: '--context nope' },
    'an unknown cluster': { args: '--cluster nope' },
    'an unknown user': { args: '--user nope' },
    'an unknown current context': { config: { 'current-context': 'nope' } },
    'a server that is no URL': { cluster: { server: 'https://exa mple' } },
    'a server that has a path but no scheme': { cluster: { server: 'localhost:1/p' } },
    'a number, which Go looks up as a name': { args: '-s http://5' },
    'an address written short, which Go looks up as a name': { args: '-s https://127.1:1' },
    'a server of another scheme': { cluster: { server: 'ftp://localhost:1' } },
    'a server with a slash behind it': { args: '-s URL/flag/' },
    'a token file and a token': { user: { tokenFile: 'garbage.pem', token: 't' } },
    'exec and a token': { user: { exec, token: 't' } },
    'token and password, both by flags': { user: {}, args: '--token t --username u --password p' },
    'a token by flag over a password': { user: { username: 'u', password: 'p' }, args: '--token t' },
    'insecure and tls-server-name': {
      cluster: { 'insecure-skip-tls-verify': true, 'tls-server-name': 'any.example' },
    },
    'CA data that is no base64': { cluster: { 'certificate-authority-data': '&' } },
    'insecure in words': { cluster: { 'insecure-skip-tls-verify': 'yes' } },
    '--cluster': { ...two(), args: '--cluster second' },
    '--user': { ...two(), args: '--user second' },
    '--context': { ...two(), args: '--context second' },
    '--context and --cluster': { ...two(), args: '--context second --cluster c' },
    'a list: the first entry of a name has it whole': {
      second: { ...second(), clusters: [{ name: 'c', cluster: { server: '<url>/second', ...caFile } }] },
    },
    'a list: missing, empty and repeated elements': {
      second: second(),
      list: (first, other) => ['', '/nowhere', first, '', other, first].join(delimiter),
      args: '--context second',
    },
    'a list: the second file is the first': {
      second: { ...second(), 'current-context': 'second' },
      list: (first, other) => [other, first].join(delimiter),
    },
    'a list: the first current context that is not empty': {
      config: { 'current-context': '' },
      second: { ...second(), 'current-context': 'second' },
    },
    'a list: a context in one file, its cluster in the other': {
      config: { clusters: [] },
      second: {
        clusters: [{ name: 'c', cluster: { server: '<url>/second', 'certificate-authority': '../ca.crt' } }],
      },
    },
    'a list: with garbage in it': { second: { clusters: 'x' } },
    'an empty current context': {
      config: { 'current-context': '' },
      args: '-s URL/flag --token t --certificate-authority DIR/ca.crt',
    },
    '--kubeconfig over the list': {
      second: { ...second(), 'current-context': 'second' },
      args: '--kubeconfig DIR/directory/second',
    },
    '--kubeconfig that is missing': { args: '--kubeconfig DIR/nowhere' },
    '--kubeconfig that is a folder': { args: '--kubeconfig DIR/directory' },
  };

  it.each(Object.entries(table))('%s', async (name, case_) => {
    const { args, environment } = prepare(name, case_);
    server.requests.length = 0;
    const { stderr } = await runKubectl(newestKubectl?.path ?? '', args, environment, folder);
    const [request] = server.requests;
    const resolution = await resolveUpstream(scanKubectlFlags(args).connection, environment);
    expect([resolution.kind, stderr]).toEqual([request === undefined ? 'untouched' : 'resolved', stderr]);
    if (resolution.kind !== 'resolved') return;
    const { server: base, identity, tlsServerName } = resolution.upstream;
    const subject = identity && new X509Certificate(identity.certificate).subject;
    expect({ path: `${base.pathname.replace(/\/$/, '')}/`, client: subject, tlsServerName }).toEqual({
      path: request?.url,
      client: request?.client && `CN=${request.client}`,
      tlsServerName: request?.serverName,
    });
  });
});

describe.skipIf(newestKubectl === undefined)(`the namespace is kubectl's${needsKubectl}`, () => {
  const context = (fields: object) => ({
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', ...fields } }],
  });
  test.each<[name: string, case_: Case]>([
    ["the context's", {}],
    ['none', { config: context({}) }],
    ['an empty one', { config: context({ namespace: '' }) }],
    ['-n', { args: '-n web' }],
    ['-nNAME', { args: '-nweb' }],
    ['the last --namespace', { args: '--namespace=web --namespace api' }],
    ['an empty --namespace', { args: '--namespace=' }],
    ['another context', { ...two(), args: '--context second' }],
    ['POD_NAMESPACE outside a Pod', { config: context({}), environment: { POD_NAMESPACE: 'pod' } }],
  ])('%s', async (name, case_) => {
    const { args, environment } = prepare(`namespace ${name}`, case_);
    const words = ['create', 'token', 'x', ...args.slice(3)];
    server.requests.length = 0;
    await runKubectl(newestKubectl?.path ?? '', words, environment, folder);
    const asked = /namespaces\/([^/]+)/.exec(server.requests[0]?.url ?? '')?.[1];
    const resolution = await resolveUpstream(scanKubectlFlags(words).connection, environment);
    expect(resolution).toEqual(expect.objectContaining({ kind: 'resolved' }));
    expect((resolution.kind === 'resolved' && resolution.namespace) || 'default').toBe(asked);
  });
});

describe('resolveUpstream', () => {
  it('says what the overlay and the proxy need', async () => {
    const cluster = { server: 'https://H:1/p', ...caFile };
    const resolution = await resolveCase('all', { cluster, user: { exec }, args: '-n web' });
    expect(resolution).toMatchObject({
      kind: 'resolved',
      contextName: 'x',
      clusterName: 'c',
      namespace: 'web',
      cluster: { fields: cluster },
      upstream: {
        server: new URL('https://h:1/p'),
        tlsServerName: undefined,
        trust: {
          kind: 'bundle',
          pem: (ca.certificate + client.certificate).replaceAll('\r', ''),
        },
        identity: undefined,
      },
    });
  });

  it('takes nothing but certificates from a bundle', async () => {
    const resolution = await resolveCase('key in bundle', {
      cluster: { 'certificate-authority': 'ca-and-key.pem' },
    });
    expect(JSON.stringify(resolution)).not.toContain('PRIVATE KEY');
  });

  const systemRoots = { SSL_CERT_FILE: fileURLToPath(import.meta.url) };
  const fromSystem = { kind: 'bundle', pem: readFileSync(systemRoots.SSL_CERT_FILE, 'utf8') };
  test.each<[name: string, case_: Case, expected: object]>([
    ['none: what the system trusts', { cluster: {}, environment: systemRoots }, fromSystem],
    [
      'an empty CA file: the same',
      { cluster: { 'certificate-authority': 'empty.pem' }, environment: systemRoots },
      fromSystem,
    ],
    ['insecure', { cluster: { 'insecure-skip-tls-verify': true } }, { kind: 'none' }],
  ])('trust: %s', async (name, case_, trust) => {
    expect(await resolveCase(name, case_)).toMatchObject({ upstream: { trust } });
  });

  const bare = { config: { 'current-context': '', contexts: [], clusters: [], users: [] } };
  test.each<[name: string, case_: Case, server: string]>([
    ['nothing', bare, 'http://localhost:8080/'],
    ['KUBERNETES_MASTER', { ...bare, environment: { KUBERNETES_MASTER: 'http://h:1' } }, 'http://h:1/'],
    ['no scheme', { ...bare, args: '-s 10.0.0.1:6443' }, 'http://10.0.0.1:6443/'],
    ['IPv6', { ...bare, args: '-s https://[::1]:6443/x' }, 'https://[::1]:6443/x'],
    ['a context whose cluster is missing', { config: { clusters: [] } }, 'http://localhost:8080/'],
  ])('server: %s', async (name, case_, href) => {
    expect(await resolveCase(name, case_)).toMatchObject({
      kind: 'resolved',
      upstream: { server: new URL(href) },
    });
  });

  test.each<[name: string, case_: Case, reason: RegExp]>([
    ['an unknown context', { args: '--context nope' }, /^the kubeconfig has no context "nope"; it has x$/],
    ['a missing file', { args: '--kubeconfig DIR/nope' }, /^the kubeconfig \S+\/nope cannot be read: ENOENT/],
    [
      'a name that no list can hold',
      { args: '--kubeconfig DIR/a:b' },
      /^the name of the kubeconfig \S+\/a:b has ":"/,
    ],
    [
      'a missing certificate',
      { user: { 'client-certificate': 'nope', ...keyFile } },
      /^the client certificate \S+\/nope cannot be read: ENOENT: no such file or directory$/,
    ],
    ['an encrypted key', { user: { ...certificateData, 'client-key': 'encrypted.key' } }, /key is encrypted/],
    ['a wrong key', { user: { ...certificateData, 'client-key': 'other.key' } }, /does not belong/],
  ])('reason: %s', async (name, case_, reason) => {
    const resolution = await resolveCase(name, case_);
    expect(resolution).toEqual({ kind: 'untouched', reason: expect.stringMatching(reason) });
  });

  const proxied = (proxyUrl: string) => ({ cluster: { ...caFile, 'proxy-url': proxyUrl } });
  const system = { cluster: caFile, environment: { HTTPS_PROXY: 'e:3128', HTTP_PROXY: 'http://plain' } };
  test.each<[name: string, case_: Case, via: OuterProxy | undefined]>([
    ['none', { cluster: caFile }, undefined],
    ['an HTTP proxy', proxied('http://p'), { kind: 'http', host: 'p', port: 80, credentials: undefined }],
    [
      'credentials, decoded',
      proxied('https://u%40x:p%3Aw@[::1]:8443'),
      { kind: 'https', host: '::1', port: 8443, credentials: { username: 'u@x', password: 'p:w' } },
    ],
    ['SOCKS', proxied('socks5://s'), { kind: 'socks5', host: 's', port: 1080, credentials: undefined }],
    [
      'the environment, without a scheme',
      { ...system, args: '-s https://h' },
      { kind: 'http', host: 'e', port: 3128, credentials: undefined },
    ],
    ['the environment, loopback', system, undefined],
    [
      "the cluster's own before the environment's",
      { ...system, ...proxied('http://p') },
      { kind: 'http', host: 'p', port: 80, credentials: undefined },
    ],
  ])('the proxy to the server: %s', async (name, case_, via) => {
    const resolution = await resolveCase(`via ${name}`, case_);
    expect(resolution).toEqual(expect.objectContaining({ kind: 'resolved' }));
    expect(resolution.kind === 'resolved' && resolution.upstream.via).toEqual(via);
  });

  describe('in a Pod', () => {
    const pod = join(folder, 'serviceaccount');
    mkdirSync(pod);
    writeFileSync(join(pod, 'token'), 't');
    const inPod = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
    const account = { tokenFile: join(pod, 'token') };
    const own = { server: 'https://10.0.0.1/', user: account };
    const configured = (server: string) => ({ server, user: undefined });
    const local = configured('http://localhost:8080/');
    test.each<[name: string, case_: Case, expected: () => { server: string; user: object | undefined }]>([
      ['nothing configured', bare, () => own],
      [
        '--token',
        { ...bare, args: '--token t -n x --certificate-authority DIR/ca.crt' },
        () => ({ ...own, user: undefined }),
      ],
      ['--as', { ...bare, args: '--as x' }, () => local],
      ['--request-timeout', { ...bare, args: '--request-timeout 5s' }, () => local],
      ['--request-timeout=0s', { ...bare, args: '--request-timeout=0s' }, () => own],
      ['--disable-compression', { ...bare, args: '--disable-compression' }, () => local],
      ['--server', { ...bare, args: '-s http://h' }, () => configured('http://h/')],
      ['KUBERNETES_MASTER', { ...bare, environment: { KUBERNETES_MASTER: 'http://h' } }, () => own],
      ['a kubeconfig', {}, () => configured(`${url()}/file`)],
    ])('%s', async (name, case_, expected) => {
      const { args, environment } = prepare(`pod ${name}`, case_);
      const flags = scanKubectlFlags(args).connection;
      const inside = await resolveUpstream(
        flags,
        { ...environment, ...inPod },
        { serviceAccountFolder: pod },
      );
      expect(inside).toMatchObject({ kind: 'resolved' });
      if (inside.kind !== 'resolved') return;
      expect({ server: inside.upstream.server.href, user: inside.user }).toEqual(expected());
      const outside = await resolveUpstream(flags, environment, { serviceAccountFolder: pod });
      expect(outside.kind).toBe('resolved');
    });
  });
});
