import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createAuthority } from '../cli/certificates.ts';
import { createWorkspace, type Workspace } from '../cli/program.ts';
import { kubectlVersions, needsKubectl } from '../kubeconfig/kubectls.ts';
import { type RecordingServer, startRecordingServer } from '../kubeconfig/recording-server.ts';
import { type OuterProxyServer, startHttpProxy, startSocksProxy } from './outer-proxies.ts';
import { expectTwins, runTwins } from './twin-run.ts';

let workspace: Workspace;
let authority: Authority;
let server: RecordingServer;
let plain: RecordingServer;
let proxies: Record<string, OuterProxyServer>;
const all = () => Object.values(proxies);

beforeAll(async () => {
  workspace = createWorkspace();
  authority = createAuthority('ways');
  const own = authority.issue('server', { names: ['far.example', '127.0.0.1', 'localhost'] });
  server = await startRecordingServer({ ...own, ca: authority.certificate });
  plain = await startRecordingServer();
  const target = server.port;
  proxies = {
    open: await startHttpProxy({ target }),
    locked: await startHttpProxy({ target, credentials: 'me:s3cret@' }),
    secure: await startHttpProxy({ target, tls: own }),
    refusing: await startHttpProxy({ target, refusal: '403 Forbidden by policy' }),
    plain: await startHttpProxy({ target: plain.port }),
    socks: await startSocksProxy({ target }),
    lockedSocks: await startSocksProxy({ target, credentials: 'me:pw' }),
    unreachable: await startSocksProxy({ target, reply: 4 }),
    disallowed: await startSocksProxy({ target, reply: 2 }),
    plainSocks: await startSocksProxy({ target: plain.port }),
  };
});
afterAll(async () => {
  workspace.remove();
  await Promise.all([...all(), server, plain].map((each) => each.close()));
});

interface Case {
  /** `NAME` in it is replaced by the address of that proxy. */
  proxyUrl?: string;
  env?: Record<string, string>;
  server?: string;
  args?: string[];
  /** Whether the command works without us; said, so that equal failures are not taken for success. */
  works: boolean;
}

const FAR = 'https://far.example:6443';
const PLAIN = 'http://far.example:8001';
const CASES: Record<string, Case> = {
  'an HTTP proxy': { proxyUrl: 'http://open', works: true },
  'an HTTP proxy with a password': { proxyUrl: 'http://me:s3cret%40@locked', works: true },
  'an HTTP proxy with a wrong password': { proxyUrl: 'http://me:wrong@locked', works: false },
  'an HTTP proxy without the password that it wants': { proxyUrl: 'http://locked', works: false },
  'an HTTPS proxy': { proxyUrl: 'https://secure', works: true },
  'a proxy that refuses with a reason': { proxyUrl: 'http://refusing', works: false },
  'a proxy that is not there': { proxyUrl: 'http://127.0.0.1:1', works: false },
  'a proxy whose name nobody knows': { proxyUrl: 'http://proxy.invalid:3128', works: false },
  'a SOCKS proxy': { proxyUrl: 'socks5://socks', works: true },
  'a SOCKS proxy with a password': { proxyUrl: 'socks5://me:pw@lockedSocks', works: true },
  'a SOCKS proxy with a wrong password': { proxyUrl: 'socks5://me:no@lockedSocks', works: false },
  'a SOCKS proxy without the password that it wants': { proxyUrl: 'socks5://lockedSocks', works: false },
  'a SOCKS proxy that cannot reach the server': { proxyUrl: 'socks5://unreachable', works: false },
  'a SOCKS proxy that may not': { proxyUrl: 'socks5://disallowed', works: false },
  'a SOCKS proxy that is not there': { proxyUrl: 'socks5://127.0.0.1:1', works: false },
  'a scheme that nobody knows': { proxyUrl: 'ftp://open', works: false },
  HTTPS_PROXY: { env: { HTTPS_PROXY: 'http://open' }, works: true },
  'https_proxy without a scheme': { env: { https_proxy: 'open' }, works: true },
  'HTTPS_PROXY by SOCKS': { env: { HTTPS_PROXY: 'socks5://socks' }, works: true },
  'HTTPS_PROXY and the own proxy-url': {
    env: { HTTPS_PROXY: 'http://refusing' },
    proxyUrl: 'http://open',
    works: true,
  },
  'NO_PROXY by a suffix': { env: { HTTPS_PROXY: 'http://open', NO_PROXY: '.example' }, works: false },
  'NO_PROXY by another port': { env: { HTTPS_PROXY: 'http://open', NO_PROXY: 'far.example:1' }, works: true },
  'NO_PROXY by a network': {
    env: { HTTPS_PROXY: 'http://open', NO_PROXY: '10.0.0.0/8' },
    server: 'https://127.0.0.1:SERVER',
    works: true,
  },
  'loopback is never sent to HTTPS_PROXY': {
    env: { HTTPS_PROXY: 'http://refusing' },
    server: 'https://127.0.0.1:SERVER',
    works: true,
  },
  'loopback is sent to the own proxy-url': {
    proxyUrl: 'http://open',
    server: 'https://127.0.0.1:SERVER',
    works: true,
  },
  'plain http by an HTTP proxy': { proxyUrl: 'http://plain', server: PLAIN, works: true },
  'plain http by HTTP_PROXY': { env: { HTTP_PROXY: 'http://plain' }, server: PLAIN, works: true },
  'plain http by a SOCKS proxy': { proxyUrl: 'socks5://plainSocks', server: PLAIN, works: true },
  'a client certificate through a proxy': {
    proxyUrl: 'http://open',
    args: ['--client-certificate', 'CERTIFICATE', '--client-key', 'KEY'],
    works: true,
  },
};

describe.skipIf(kubectlVersions.length === 0).each(kubectlVersions)(
  `through a proxy, $label${needsKubectl}`,
  ({ path: kubectl }) => {
    it.each(Object.entries(CASES))('%s', async (_name, case_) => {
      const { env, args } = prepare(case_);
      const twins = await runTwins({
        workspace,
        args,
        kubectl,
        env,
        servers: [server, plain],
        proxies: all(),
      });
      expectTwins(twins);
      expect(twins.untraced.code === 0, twins.untraced.stderr).toBe(case_.works);
      expect(twins.untraced.requests.length > 0).toBe(case_.works);
      expect(twins.trace).not.toContain('s3cret');
      if (case_.works) expect(JSON.parse(twins.trace.split('\n')[0] ?? '')).toMatchObject({ request: {} });
    });
  },
);

function prepare({ proxyUrl, env = {}, server: address = FAR, args = [] }: Case) {
  const client = authority.issue('someone');
  const cluster = {
    server: address.replace('SERVER', String(server.port)),
    'certificate-authority-data': Buffer.from(authority.certificate).toString('base64'),
    ...(proxyUrl === undefined ? {} : { 'proxy-url': place(proxyUrl) }),
  };
  const config = {
    'current-context': 'x',
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user: { token: 't' } }],
  };
  const files = {
    CERTIFICATE: workspace.write('client.crt', client.certificate),
    KEY: workspace.write('client.key', client.key),
  };
  const words = args.map((word) => (Object.hasOwn(files, word) ? files[word as keyof typeof files] : word));
  const proxyEnvironment = Object.entries(env).map(([name, value]) => [name, place(value)]);
  return {
    args: ['get', '--raw', '/ok', ...words],
    env: {
      KUBECONFIG: workspace.write('kubeconfig', JSON.stringify(config)),
      ...Object.fromEntries(proxyEnvironment),
    },
  };
}

/** The addresses of the proxies in place of their names. */
function place(text: string): string {
  return text.replace(/[A-Za-z]+$/, (name) => (proxies[name] ? `127.0.0.1:${proxies[name].port}` : name));
}
