import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Authority, createAuthority, type Issued } from '../cli/certificates.ts';
import { createWorkspace, type Workspace } from '../cli/program.ts';
import { kubectlVersions, needsKubectl } from '../kubeconfig/kubectls.ts';
import {
  type RecordingOptions,
  type RecordingServer,
  startRecordingServer,
} from '../kubeconfig/recording-server.ts';
import { runTwins, type TwinRun } from './twin-run.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);

let workspace: Workspace;
let authority: Authority;
let someone: Issued;
let servers: Record<string, RecordingServer>;
const stranger = createAuthority('stranger');
const base64 = (text: string) => Buffer.from(text).toString('base64');

beforeAll(async () => {
  authority = createAuthority('ways');
  someone = authority.issue('someone');
  const start = (options?: RecordingOptions, names?: string[]) =>
    startRecordingServer(
      { ...authority.issue('server', names && { names }), ca: authority.certificate },
      options,
    );
  servers = {
    SERVER: await start(),
    OTHER: await start(),
    OLD: await start({ maxVersion: 'TLSv1.2' }),
    NEW: await start({ minVersion: 'TLSv1.3' }),
    STRICT: await start({ rejectUnauthorized: true, minVersion: 'TLSv1.3' }),
    STRICT_OLD: await start({ rejectUnauthorized: true, maxVersion: 'TLSv1.2' }),
    NAMED: await start({}, ['inner.example']),
    WORDY: await start({ answerHeaders: { 'X-Long': 'x'.repeat(65_536) } }),
    PLAIN: await startRecordingServer(),
    ...(hasIpv6 ? { SIX: await start({ listenOn: '::1' }, ['::1']) } : {}),
  };
});
beforeEach(() => {
  workspace?.remove();
  workspace = createWorkspace();
});
afterAll(async () => {
  workspace.remove();
  await Promise.all(Object.values(servers).map((server) => server.close()));
});

/** Words in capitals behind a colon stand for ports of servers, <dir> for the folder of the files: see `place`. */
interface Case {
  cluster?: object;
  user?: object;
  /** Over the usual files: by name, kubeconfigs as objects. */
  files?: Record<string, object | string>;
  env?: Record<string, string | undefined>;
  args?: string[];
  /** Instead of `get --raw /ok`. */
  command?: string[];
  works?: boolean;
  /** What kubectl may say of it instead, where the server's word comes too late to reach it: see the case. */
  orSays?: string;
  /** Where versions of kubectl differ, nothing is said about who works. */
  versionsDiffer?: boolean;
}

const trusting = () => ({ 'certificate-authority-data': base64(authority.certificate) });
const certificate = () => ({
  'client-certificate-data': base64(someone.certificate),
  'client-key-data': base64(someone.key),
});
const at = (server: string, more: object = {}) => ({ server, ...trusting(), ...more });
const kubeconfig = (cluster: object, user: object, name = 'x') => ({
  'current-context': name,
  contexts: [{ name, context: { cluster: name, user: name } }],
  clusters: [{ name, cluster }],
  users: [{ name, user }],
});
const flag = (...args: string[]): Case => ({ cluster: at('https://127.0.0.1:1'), args });

/** Made late: the authority is not there yet when this file is read. */
const SERVERS: Record<string, () => Case> = {
  'https by name': () => ({ cluster: at('https://localhost:SERVER') }),
  'https by IPv4': () => ({}),
  'a path prefix': () => ({ cluster: at('https://127.0.0.1:SERVER/k8s/clusters/c-1') }),
  'a path prefix with a slash': () => ({ cluster: at('https://127.0.0.1:SERVER/k8s/') }),
  'no scheme': () => ({ cluster: at('127.0.0.1:PLAIN') }),
  'plain http': () => ({ cluster: { server: 'http://127.0.0.1:PLAIN' } }),
  'plain http with a path': () => ({ cluster: { server: 'http://localhost:PLAIN/a/b' } }),
  'plain http, with a token and a certificate': () => ({
    cluster: { server: 'http://127.0.0.1:PLAIN' },
    user: { token: 't', ...certificate() },
  }),
  'tls-server-name': () => ({
    cluster: at('https://127.0.0.1:NAMED', { 'tls-server-name': 'inner.example' }),
  }),
  'a wrong tls-server-name': () => ({
    cluster: at('https://127.0.0.1:NAMED', { 'tls-server-name': 'other.example' }),
    works: false,
  }),
  'another name than the certificate has': () => ({ cluster: at('https://127.0.0.1:NAMED'), works: false }),
  'insecure-skip-tls-verify': () => ({
    cluster: { server: 'https://127.0.0.1:NAMED', 'insecure-skip-tls-verify': true },
  }),
  'insecure-skip-tls-verify with a certificate': () => ({
    cluster: { server: 'https://127.0.0.1:NAMED', 'insecure-skip-tls-verify': true },
    user: certificate(),
  }),
  'a bundle of several certificates': () => ({
    cluster: at('https://127.0.0.1:SERVER', {
      'certificate-authority-data': base64(`${stranger.certificate}words\n${authority.certificate}`),
    }),
  }),
  'a bundle in a file': () => ({
    cluster: { server: 'https://127.0.0.1:SERVER', 'certificate-authority': 'bundle.crt' },
    files: { 'bundle.crt': stranger.certificate + authority.certificate },
  }),
  "somebody else's authority": () => ({
    cluster: at('https://127.0.0.1:SERVER', {
      'certificate-authority-data': base64(stranger.certificate),
    }),
    works: false,
  }),
  "no authority: the system's": () => ({
    cluster: { server: 'https://127.0.0.1:SERVER' },
    env: { SSL_CERT_FILE: '<dir>/ca.crt' },
  }),
  "no authority, and the system's is another": () => ({
    cluster: { server: 'https://127.0.0.1:SERVER' },
    files: { 'other.crt': stranger.certificate },
    env: { SSL_CERT_FILE: '<dir>/other.crt' },
    works: false,
  }),
  'TLS 1.2 only': () => ({ cluster: at('https://127.0.0.1:OLD') }),
  'TLS 1.3 only': () => ({ cluster: at('https://127.0.0.1:NEW') }),
  'mutual TLS 1.2': () => ({ cluster: at('https://127.0.0.1:STRICT_OLD'), user: certificate() }),
  'mutual TLS 1.3': () => ({ cluster: at('https://127.0.0.1:STRICT'), user: certificate() }),
  // TLS 1.3 refuses after the handshake: where kubectl is already speaking with us by then, it can only be told the end.
  'mutual TLS 1.3 without a certificate': () => ({
    cluster: at('https://127.0.0.1:STRICT'),
    works: false,
    orSays: 'Unable to connect to the server: EOF\n',
  }),
  'mutual TLS with a certificate of somebody else': () => {
    const { certificate: cert, key } = stranger.issue('nobody');
    return {
      cluster: at('https://127.0.0.1:STRICT_OLD'),
      user: { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) },
      works: false,
    };
  },
  'an answer with a header of 64 KiB': () => ({ cluster: at('https://127.0.0.1:WORDY') }),
  'a request with headers of 64 KiB': () => ({ user: { token: 't', as: 'x'.repeat(65_536) } }),
  'compression switched off by the cluster': () => ({
    cluster: at('https://127.0.0.1:SERVER', { 'disable-compression': true }),
  }),
};
const SIX: Record<string, () => Case> = {
  'https by IPv6': () => ({ cluster: at('https://[::1]:SIX') }),
  'https by IPv6, with a path': () => ({ cluster: at('https://[::1]:SIX/p'), user: certificate() }),
};

const FILES: Record<string, () => Case> = {
  'a list with overlaps, missing and empty elements': () => ({
    files: {
      one: { ...kubeconfig(at('https://127.0.0.1:OTHER/one'), { token: 'one' }), contexts: [] },
      two: kubeconfig(at('https://127.0.0.1:SERVER/two'), { token: 'two' }),
    },
    env: { KUBECONFIG: ':<dir>/none::<dir>/one:<dir>/two:<dir>/one:' },
  }),
  'a list where only the later file has the user': () => ({
    files: {
      one: { ...kubeconfig(at('https://127.0.0.1:SERVER'), {}), users: [] },
      two: { users: [{ name: 'x', user: { token: 'two' } }] },
    },
    env: { KUBECONFIG: '<dir>/one:<dir>/two' },
  }),
  'a list with a file that is garbage': () => ({
    files: { bad: 'a: b: c' },
    env: { KUBECONFIG: '<dir>/config:<dir>/bad' },
    works: false,
  }),
  '--kubeconfig over KUBECONFIG': () => ({
    files: { own: kubeconfig(at('https://127.0.0.1:OTHER'), { token: 'own' }) },
    args: ['--kubeconfig', '<dir>/own'],
  }),
  '--kubeconfig that is missing': () => ({ args: ['--kubeconfig=<dir>/none'], works: false }),
  '--kubeconfig, relative, with relative paths in it': () => ({
    files: {
      'sub/own': kubeconfig(
        { server: 'https://127.0.0.1:SERVER', 'certificate-authority': '../ca.crt' },
        { tokenFile: 'token' },
      ),
      'sub/token': 'from-sub',
    },
    args: ['--kubeconfig=sub/own'],
  }),
  '~/.kube/config': () => ({
    files: { 'home/.kube/config': kubeconfig(at('https://127.0.0.1:SERVER'), { token: 'home' }) },
    env: { KUBECONFIG: undefined },
  }),
  'an empty KUBECONFIG': () => ({
    files: { 'home/.kube/config': kubeconfig(at('https://127.0.0.1:SERVER'), { token: 'home' }) },
    env: { KUBECONFIG: '' },
  }),
  'none at all': () => ({ env: { KUBECONFIG: undefined, HTTP_PROXY: undefined }, works: false }),
  'none at all, and KUBERNETES_MASTER': () => ({
    env: { KUBECONFIG: undefined, KUBERNETES_MASTER: 'http://127.0.0.1:PLAIN' },
  }),
  'none at all, and --server': () => ({
    env: { KUBECONFIG: undefined },
    args: ['-s', 'https://127.0.0.1:SERVER', '--token=t', '--certificate-authority=<dir>/ca.crt'],
  }),
  'an empty file': () => ({
    files: { empty: '' },
    env: { KUBECONFIG: '<dir>/empty', KUBERNETES_MASTER: 'http://127.0.0.1:PLAIN' },
  }),
  'names that YAML 1.1 reads as something else': () => ({
    files: { config: YAML_ODDITIES },
  }),
  'a file with 500 contexts': () => {
    const numbers = Array.from({ length: 500 }, (_, index) => `n${index}`);
    const own = kubeconfig(at('https://127.0.0.1:SERVER'), { token: 'own' });
    const cluster = at('https://127.0.0.1:OTHER');
    return {
      files: {
        config: {
          ...own,
          clusters: [...numbers.map((name) => ({ name, cluster })), ...own.clusters],
          contexts: [
            ...numbers.map((name) => ({ name, context: { cluster: name, user: 'x' } })),
            ...own.contexts,
          ],
        },
      },
    };
  },
};

const YAML_ODDITIES = `apiVersion: v1
kind: Config
current-context: "on"
clusters:
- name: "0x10"
  cluster: {server: "https://127.0.0.1:SERVER", insecure-skip-tls-verify: yes}
contexts:
- {name: "on", context: {cluster: "0x10", user: "1e3", namespace: "012"}}
users:
- name: "1e3"
  user: {token: "007"}
`;

const FLAGS: Record<string, () => Case> = {
  '--server=URL': () => flag('--server=https://127.0.0.1:SERVER'),
  '--server URL': () => flag('--server', 'https://127.0.0.1:SERVER'),
  '-sURL': () => flag('-shttps://127.0.0.1:SERVER'),
  '-s=URL': () => flag('-s=https://127.0.0.1:SERVER'),
  '-s URL': () => flag('-s', 'https://127.0.0.1:SERVER'),
  '-AsURL': () => flag('-Ashttps://127.0.0.1:SERVER'),
  '-As URL': () => flag('-As', 'https://127.0.0.1:SERVER'),
  'before the verb': () => ({
    ...flag(),
    command: ['--server', 'https://127.0.0.1:SERVER', 'get', '--raw', '/ok'],
  }),
  'the last of two': () => flag('--server=https://127.0.0.1:1', '-s', 'https://127.0.0.1:SERVER'),
  'not behind --': () => ({ ...flag('--', '--server=https://127.0.0.1:SERVER'), works: false }),
  '--server clears tls-server-name': () => ({
    cluster: at('https://127.0.0.1:1', { 'tls-server-name': 'inner.example' }),
    args: ['-s', 'https://127.0.0.1:SERVER'],
  }),
  '--tls_server_name': () => flag('-s=https://127.0.0.1:NAMED', '--tls_server_name', 'inner.example'),
  '--certificate-authority over data': () => ({
    cluster: at('https://127.0.0.1:SERVER', { 'certificate-authority-data': base64(stranger.certificate) }),
    args: ['--certificate-authority', 'ca.crt'],
  }),
  '--insecure-skip-tls-verify': () => ({
    cluster: { server: 'https://127.0.0.1:NAMED' },
    args: ['--insecure-skip-tls-verify'],
  }),
  '--insecure_skip_tls_verify=1': () => ({
    cluster: { server: 'https://127.0.0.1:NAMED' },
    args: ['--insecure_skip_tls_verify=1'],
  }),
  '--insecure-skip-tls-verify false': () => ({
    cluster: { server: 'https://127.0.0.1:NAMED' },
    args: ['--insecure-skip-tls-verify', 'false'],
    versionsDiffer: true,
  }),
  '--client-certificate and --client-key': () => ({
    args: ['--client-certificate=client.crt', '--client-key', '<dir>/client.key'],
  }),
  '--client-certificate over data': () => ({
    user: certificate(),
    args: ['--client-certificate=client.crt', '--client-key', 'client.key'],
    versionsDiffer: true,
  }),
  '--token over a token': () => ({ args: ['--token=flag'] }),
  '--username and --password': () => ({ user: {}, args: ['--username', 'u', '--password=p'] }),
  '--username over a token': () => ({ args: ['--username', 'u', '--password=p'], works: false }),
  '--context, --cluster, --user': () => ({
    files: { second: kubeconfig(at('https://127.0.0.1:OTHER/second'), { token: 'second' }, 'second') },
    env: { KUBECONFIG: '<dir>/config:<dir>/second' },
    args: ['--cluster=second', '--user', 'second', '--context', 'x'],
  }),
  '--context': () => ({
    files: { second: kubeconfig(at('https://127.0.0.1:OTHER/second'), { token: 'second' }, 'second') },
    env: { KUBECONFIG: '<dir>/config:<dir>/second' },
    args: ['--context', 'second'],
  }),
  '--context that nobody knows': () => ({ args: ['--context', 'none'], works: false }),
  '--cluster that nobody knows': () => ({ args: ['--cluster', 'none'], works: false }),
  '--user that nobody knows': () => ({ args: ['--user', 'none'], works: false }),
  '--as-user-extra': () => ({ args: ['--as=j', '--as-user-extra=a=b'], versionsDiffer: true }),
  '--request-timeout': () => ({ args: ['--request-timeout=7s'] }),
  '--request-timeout that is none': () => ({ args: ['--request-timeout', 'soon'], works: false }),
  '--disable-compression': () => ({ args: ['--disable-compression'], versionsDiffer: true }),
  '--cache-dir': () => ({ args: ['--cache-dir', '<dir>/elsewhere'] }),
  '-n': () => ({ args: ['-n', 'web'] }),
  'a flag that nobody knows': () => ({
    args: ['--nonsense', '--server', 'https://127.0.0.1:1'],
    works: false,
  }),
  '--user of create rolebinding': () => ({
    command: ['create', 'rolebinding', 'b', '--role=r', '--user', 'second', '--validate=false'],
    works: false,
  }),
};

describe.skipIf(kubectlVersions.length === 0).each(kubectlVersions)(
  `the server, $label${needsKubectl}`,
  ({ path: kubectl }) => {
    const check = async (_name: string, create: () => Case) => {
      const case_ = create();
      const twin = prepare(case_, kubectl);
      const { untraced, traced, trace } = await runTwins(twin);
      if (case_.versionsDiffer !== true)
        expect(untraced.code === 0, untraced.stderr).toBe(case_.works ?? true);
      const isOther = case_.orSays !== undefined && traced.stderr === case_.orSays;
      expect(isOther ? { ...traced, stderr: untraced.stderr } : traced).toEqual(untraced);
      if (untraced.code === 0) expect(trace).toContain('"request"');
    };
    describe('where it is and how it is trusted', () => {
      it.each(Object.entries(SERVERS))('%s', check);
    });
    describe.skipIf(!hasIpv6)(`IPv6${hasIpv6 ? '' : ' (skipped: there is no ::1)'}`, () => {
      it.each(Object.entries(SIX))('%s', check);
    });
    describe('where it is configured', () => {
      it.each(Object.entries(FILES))('%s', check);
    });
    describe('flags', () => {
      it.each(Object.entries(FLAGS))('%s', check);
    });
  },
);

function prepare(
  { cluster, user, files = {}, env = {}, args = [], command }: Case,
  kubectl: string,
): TwinRun {
  for (const folder of ['home/.kube', 'sub']) mkdirSync(workspace.path(folder), { recursive: true });
  const all = {
    config: kubeconfig(cluster ?? at('https://127.0.0.1:SERVER'), user ?? { token: 't' }),
    'ca.crt': authority.certificate,
    'client.crt': someone.certificate,
    'client.key': someone.key,
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    // Nobody may write them, us included.
    workspace.write(name, place(typeof content === 'string' ? content : JSON.stringify(content)), 0o444);
  }
  const settings = Object.entries({ KUBECONFIG: '<dir>/config', ...env });
  const elsewhere = workspace.path('elsewhere');
  return {
    workspace,
    kubectl,
    args: [...(command ?? ['get', '--raw', '/ok']), ...args].map(place),
    env: Object.fromEntries(settings.map(([name, value]) => [name, value && place(value)])),
    servers: Object.values(servers),
    before: () => rmSync(elsewhere, { recursive: true, force: true }),
    leaves: () => (existsSync(elsewhere) ? readdirSync(elsewhere, { recursive: true }).sort() : []),
  };
}

/** Ports and paths in place of their names. */
function place(text: string): string {
  return text
    .replaceAll(/(?<=:)[A-Z_]+\b/g, (name) => String(servers[name]?.port ?? name))
    .replaceAll('<dir>', workspace.folder);
}
