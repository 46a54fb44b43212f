import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { scanKubectlFlags, withoutFlags } from '../../src/args/kubectl-flags.ts';
import { createOverlay, kubeconfigList, writeOverlay } from '../../src/kubeconfig/overlay.ts';
import { type Resolved, resolveUpstream } from '../../src/kubeconfig/resolve.ts';
import type { Trust } from '../../src/kubeconfig/upstream.ts';
import { createTestCertificates } from './certificates.ts';
import { kubectlVersions, needsKubectl, runKubectl } from './kubectls.ts';
import { type RecordingServer, startConnectProxy, startRecordingServer } from './recording-server.ts';

const PROXY_URL = 'http://me:0123@127.0.0.1:9';
const base64 = (text: string) => Buffer.from(text).toString('base64');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlay-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('createOverlay', () => {
  const create = (trust: Trust, fields?: Record<string, unknown>) => {
    const resolved = {
      clusterName: 'y',
      cluster: fields === undefined ? undefined : { fields, file: 'config' },
      user: undefined,
      others: [],
      upstream: {
        server: new URL('https://h'),
        tlsServerName: undefined,
        trust,
        identity: undefined,
        via: undefined,
      },
    };
    const [entry] = createOverlay({ resolved, proxyUrls: [PROXY_URL], caPem: 'OURS\n' }).clusters;
    return entry ?? expect.fail('the overlay has no cluster');
  };

  it('keeps what the entry holds, but for what excludes our certificate authority', () => {
    const kept = {
      server: 'https://H:6443/',
      'tls-server-name': 'n',
      'disable-compression': true,
      extensions: [{ name: 'e', extension: { a: [1] } }],
      unknown: { field: null },
    };
    const entry = { ...kept, 'certificate-authority': 'ca.crt' };
    expect(create({ kind: 'bundle', pem: '' }, entry)).toEqual({
      name: 'y',
      cluster: { ...kept, 'proxy-url': PROXY_URL, 'certificate-authority-data': base64('OURS\n') },
    });
  });

  it('leaves unverified what is not verified', () => {
    const entry = { server: 'https://H', 'certificate-authority-data': 'x' };
    expect(create({ kind: 'none' }, entry).cluster).toEqual({
      server: 'https://H',
      'proxy-url': PROXY_URL,
      'insecure-skip-tls-verify': true,
    });
  });

  it("lets our certificate authority stand before the user's own", () => {
    const entry = create({ kind: 'bundle', pem: 'THEIRS\n' }, { 'certificate-authority-data': 'x' });
    expect(entry.cluster['certificate-authority-data']).toBe(base64('OURS\nTHEIRS\n'));
  });

  it('leaves the server open where there is no entry', () => {
    expect(create({ kind: 'bundle', pem: '' }).cluster).not.toHaveProperty('server');
  });
});

test('writeOverlay writes JSON that only its owner may read', () => {
  const cluster = { 'proxy-url': PROXY_URL };
  const path = writeOverlay(folder, { apiVersion: 'v1', kind: 'Config', clusters: [{ name: 'y', cluster }] });
  expect(JSON.parse(readFileSync(path, 'utf8')).clusters).toEqual([{ name: 'y', cluster }]);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
});

describe('kubeconfigList', () => {
  it('puts the overlay first', () => {
    expect(kubeconfigList('/t/kubeconfig', ['a', '/b'])).toBe(['/t/kubeconfig', 'a', '/b'].join(delimiter));
  });

  it('reaches a folder whose name cannot stand in a list', () => {
    const odd = join(folder, `o${delimiter}dd`);
    mkdirSync(odd);
    writeFileSync(join(odd, 'config'), 'x');
    const list = kubeconfigList(join(folder, 'kubeconfig'), [join(odd, 'config')]).split(delimiter);
    expect(list).toHaveLength(2);
    expect(readFileSync(list[1] ?? '', 'utf8')).toBe('x');
  });

  it('refuses a temporary folder that cannot stand in a list', () => {
    expect(() => kubeconfigList(`/t${delimiter}mp/x/kubeconfig`, ['/b'])).toThrow(/TMPDIR|in its name/);
  });
});

describe.skipIf(kubectlVersions.length === 0)(`kubectl with an overlay${needsKubectl}`, () => {
  const certificates = createTestCertificates();
  let server: RecordingServer;
  let plainServer: RecordingServer;
  let proxy: RecordingServer;
  beforeAll(async () => {
    server = await startRecordingServer({ ...certificates.server, ca: certificates.ca.certificate });
    plainServer = await startRecordingServer();
    proxy = await startConnectProxy(server.port);
  });
  afterAll(() => Promise.all([server.close(), plainServer.close(), proxy.close()]));

  const ca = base64(certificates.ca.certificate);
  const user = { token: 'secret-token' };
  const context = { cluster: 'y', user: 'u' };
  const https = 'https://k8s.example:6443';
  const config = (cluster: object, more: object = {}) => ({
    'current-context': 'x',
    clusters: [{ name: 'y', cluster }],
    contexts: [{ name: 'x', context }],
    users: [{ name: 'u', user }],
    ...more,
  });
  /** What is asked of the proxy: CONNECT to a host, or a whole URL over plain HTTP. */
  const table: [name: string, file: object | undefined, args: string[], asked: string, error?: RegExp][] = [
    [
      'a cluster with CA data',
      config({ server: https, 'certificate-authority-data': ca }),
      [],
      'k8s.example:6443',
    ],
    [
      'a CA file beside the file',
      config({ server: https, 'certificate-authority': 'ca.crt' }),
      [],
      'k8s.example:6443',
    ],
    [
      '--certificate-authority, which moves',
      config({ server: https, 'insecure-skip-tls-verify': true }),
      ['--certificate-authority', 'FOLDER/ca.crt'],
      'k8s.example:6443',
    ],
    [
      'insecure-skip-tls-verify',
      config({ server: https, 'insecure-skip-tls-verify': true }),
      [],
      'k8s.example:6443',
    ],
    [
      '--insecure-skip-tls-verify',
      config({ server: https, 'certificate-authority-data': ca }),
      ['--insecure-skip-tls-verify'],
      'k8s.example:6443',
    ],
    [
      '--server over the entry',
      config({ server: 'https://other', 'certificate-authority-data': ca }),
      ['-s', https],
      'k8s.example:6443',
    ],
    ['no CA', config({ server: https }), [], 'k8s.example:6443', /certificate/],
    [
      'tls-server-name',
      config({ server: https, 'certificate-authority-data': ca, 'tls-server-name': 'localhost' }),
      [],
      'k8s.example:6443',
    ],
    [
      'a context whose cluster is missing',
      config({}, { clusters: [] }),
      ['-s', https],
      'k8s.example:6443',
      /certificate/,
    ],
    ['a cluster without a server', config({}), [], 'http://localhost:8080/x'],
    [
      'no context, one cluster',
      config({ server: https }, { 'current-context': '' }),
      [],
      'http://localhost:8080/x',
    ],
    ['an empty file and --server', {}, ['-s', https, '--token', 't'], 'k8s.example:6443', /certificate/],
    ['an empty file', {}, [], 'http://localhost:8080/x'],
    ['no file at all', undefined, [], 'http://localhost:8080/x'],
    ['no file at all and --server', undefined, ['-s', 'http://k8s.example:80'], 'http://k8s.example/x'],
    ['a server without a scheme', config({ server: '10.0.0.1:8080' }), [], 'http://10.0.0.1:8080/x'],
    [
      '--cluster with --context',
      config(
        { server: 'https://other' },
        {
          clusters: [
            { name: 'y', cluster: { server: 'https://other' } },
            { name: 'z', cluster: { server: https, 'certificate-authority-data': ca } },
          ],
        },
      ),
      ['--cluster=z', '--context', 'x', '--user', 'u'],
      'k8s.example:6443',
    ],
  ];

  for (const kubectl of kubectlVersions) {
    it.each(table)(`${kubectl.label}: %s`, async (_, file, args, asked, error) => {
      writeFileSync(join(folder, 'ca.crt'), certificates.ca.certificate);
      const path = join(folder, 'config');
      if (file !== undefined) writeFileSync(path, JSON.stringify(file));
      const given = ['get', '--raw', '/x', ...args.map((arg) => arg.replace('FOLDER', folder))];
      const resolved = await resolveUpstream(scanKubectlFlags(given).connection, { KUBECONFIG: path });
      expect(resolved).toMatchObject({ kind: 'resolved' });
      const overlay = createOverlay({
        resolved: resolved as Resolved,
        proxyUrls: [`http://me:0123@127.0.0.1:${proxy.port}`],
        caPem: certificates.client.certificate,
      });
      const environment = {
        HOME: folder,
        KUBECONFIG: kubeconfigList(writeOverlay(folder, overlay), (resolved as Resolved).sources),
      };
      proxy.requests.length = 0;
      server.requests.length = 0;
      const { stderr } = await runKubectl(kubectl.path, withoutFlags(given), environment);
      // The last: a kubectl that picks its version by the server's asks that first.
      const request = proxy.requests.at(-1);
      expect([request?.url.replace(/:80\//, '/'), stderr]).toEqual([
        asked,
        expect.stringMatching(error ?? /^/),
      ]);
      expect(request?.headers['proxy-authorization']).toBe(`Basic ${base64('me:0123')}`);
      const authorization = server.requests[0]?.headers.authorization;
      if (error === undefined && asked.endsWith(':6443')) expect(authorization).toBe('Bearer secret-token');
    });
  }

  it('asks for the same credentials with it and without', async () => {
    const path = join(folder, 'config');
    writeFileSync(path, JSON.stringify(config({ server: https }, { users: [] })));
    const environment = { HOME: folder, KUBECONFIG: path };
    const resolved = (await resolveUpstream({}, environment)) as Resolved;
    const overlay = createOverlay({
      resolved,
      proxyUrls: [PROXY_URL],
      caPem: certificates.client.certificate,
    });
    const list = kubeconfigList(writeOverlay(folder, overlay), resolved.sources);
    const kubectl = kubectlVersions.at(-1)?.path ?? '';
    const [without, with_] = await Promise.all([
      runKubectl(kubectl, ['get', '--raw', '/x'], environment),
      runKubectl(kubectl, ['get', '--raw', '/x'], { ...environment, KUBECONFIG: list }),
    ]);
    expect(without.stdout).toContain('Please enter Username');
    expect(with_).toEqual(without);
  });
});
