import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createAuthority, type Issued } from '../cli/certificates.ts';
import { createWorkspace, type Workspace } from '../cli/program.ts';
import { type Kubectl, kubectlVersions, needsKubectl } from '../kubeconfig/kubectls.ts';
import { type RecordingServer, startRecordingServer } from '../kubeconfig/recording-server.ts';
import { type Observed, runTwins } from './twin-run.ts';

let workspace: Workspace;
let authority: Authority;
let server: RecordingServer;
let strict: RecordingServer;
let issued: Record<'own' | 'other', Issued>;
const base64 = (text: string) => Buffer.from(text).toString('base64');

beforeAll(async () => {
  workspace = createWorkspace();
  authority = createAuthority('ways');
  const tls = { ...authority.issue('server'), ca: authority.certificate };
  server = await startRecordingServer(tls);
  // Refuses whoever shows no certificate, in the handshake itself.
  strict = await startRecordingServer(tls, { rejectUnauthorized: true, maxVersion: 'TLSv1.2' });
  issued = { own: authority.issue('own'), other: authority.issue('plugged-in') };
});
afterAll(async () => {
  workspace.remove();
  await Promise.all([server.close(), strict.close()]);
});

interface Case {
  user: () => object;
  args?: string[];
  cluster?: object;
  strict?: boolean;
  /** Calls of the plugin without us; with us there is one more where it gives a certificate. */
  calls?: number;
  givesCertificate?: boolean;
  works?: boolean;
}

const certificate = () => ({
  'client-certificate-data': base64(issued.own.certificate),
  'client-key-data': base64(issued.own.key),
});
const plugin = (gives: string[], more: object = {}) => ({
  exec: {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: './plugin',
    args: gives,
    env: [{ name: 'FROM_THE_ENTRY', value: 'ä "quoted"' }],
    interactiveMode: 'Never',
    installHint: 'install the plugin like this',
    ...more,
  },
});

const CASES: Record<string, Case> = {
  'a token': { user: () => ({ token: 't' }) },
  'a token of 64 KiB': { user: () => ({ token: 'x'.repeat(65_536) }) },
  'a token file': { user: () => ({ tokenFile: 'token' }) },
  'a token file and a token': { user: () => ({ tokenFile: 'token', token: 'other' }) },
  'a token file and --token': { user: () => ({ tokenFile: 'token' }), args: ['--token', 'other'] },
  'a token file that is missing': { user: () => ({ tokenFile: 'nowhere' }), works: false },
  'a name and a password': { user: () => ({ username: 'u', password: 'p' }) },
  'a certificate': { user: certificate },
  'a certificate and a token': { user: () => ({ ...certificate(), token: 't' }) },
  'a certificate and a password': { user: () => ({ ...certificate(), username: 'u', password: 'p' }) },
  'a certificate where one must be shown': { user: certificate, strict: true },
  'no certificate where one must be shown': { user: () => ({ token: 't' }), strict: true, works: false },
  'impersonation in the file': {
    user: () => ({ token: 't', as: 'jane', 'as-groups': ['a', 'b'], 'as-user-extra': { scope: ['x', 'y'] } }),
  },
  'impersonation by flags': {
    user: () => ({ token: 't' }),
    args: ['--as=jane', '--as-group=a', '--as_group', 'b', '--as-uid', '7'],
  },
  'a plugin that gives a token': { user: () => plugin(['token']), calls: 1 },
  'a plugin that gives a certificate': {
    user: () => plugin(['certificate']),
    calls: 1,
    givesCertificate: true,
  },
  'a plugin that gives both': {
    user: () => plugin(['token', 'certificate']),
    calls: 1,
    givesCertificate: true,
  },
  'a plugin that gives a certificate where one must be shown': {
    user: () => plugin(['certificate']),
    strict: true,
    calls: 1,
    givesCertificate: true,
  },
  'a plugin that is told the cluster': {
    user: () => plugin(['token', 'tell'], { provideClusterInfo: true }),
    cluster: {
      extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'x', deep: [1] } }],
    },
    calls: 1,
  },
  'a plugin of v1beta1': {
    user: () => plugin(['token'], { apiVersion: 'client.authentication.k8s.io/v1beta1' }),
    calls: 1,
  },
  'a plugin that may speak with a person': {
    user: () => plugin(['token'], { interactiveMode: 'IfAvailable' }),
    calls: 1,
  },
  'a plugin that must speak with a person': {
    user: () => plugin(['token'], { interactiveMode: 'Always' }),
    works: false,
  },
  'a plugin beside a token': { user: () => ({ ...plugin(['token']), token: 't' }), calls: 0 },
  'a plugin beside a certificate': { user: () => ({ ...plugin(['token']), ...certificate() }), calls: 0 },
  'a plugin and --token': { user: () => plugin(['token']), args: ['--token', 'flag'], calls: 0 },
  'a plugin that fails': { user: () => plugin(['fail']), calls: 1, works: false },
  'a plugin that is not there': { user: () => plugin([], { command: './none' }), works: false },
  'a plugin that gives nonsense': { user: () => plugin(['nonsense']), calls: 1, works: false },
  'a plugin beside an auth-provider': {
    user: () => ({ ...plugin(['token']), 'auth-provider': { name: 'oidc' } }),
    works: false,
  },
};

describe.skipIf(kubectlVersions.length === 0).each(kubectlVersions)(
  `who kubectl is, $label${needsKubectl}`,
  ({ path: kubectl }: Kubectl) => {
    it.each(Object.entries(CASES))('%s', async (_name, case_) => {
      const { env, args } = prepare(case_);
      const servers = [server, strict];
      const { untraced, traced } = await runTwins({ workspace, args, kubectl, env, servers });
      expect(untraced.code === 0, untraced.stderr).toBe(case_.works ?? true);
      expect(untraced.calls).toHaveLength(case_.calls ?? 0);
      const expected = case_.givesCertificate === true ? withOneMoreCall(untraced) : untraced;
      expect(withoutOverlay(traced)).toEqual(withoutOverlay(expected));
    });
  },
);

/** The key of a certificate never leaves kubectl: we ask the plugin for it ourselves. */
function withOneMoreCall(observed: Observed): Observed {
  return { ...observed, calls: observed.calls.flatMap((call) => [call, call]) };
}

/** What a plugin is told of the cluster: the way through us, and that we are trusted, must differ. */
function withoutOverlay(observed: Observed): Observed {
  const calls = observed.calls.map((call) =>
    call
      .replace(/"certificate-authority-data":"[^"]*",?/, '')
      .replace(/"proxy-url":"http:\/\/kubectl-trace:[^"]*",?/, ''),
  );
  return { ...observed, calls };
}

function prepare({ user, args = [], cluster = {}, strict: isStrict = false }: Case) {
  workspace.write('token', 'from-the-file\n');
  workspace.write('credential.json', JSON.stringify({ token: 'plugged-in-token', ...issued.other }));
  workspace.write('plugin', PLUGIN, 0o755);
  const config = {
    'current-context': 'x',
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    clusters: [
      {
        name: 'c',
        cluster: {
          server: `https://127.0.0.1:${(isStrict ? strict : server).port}`,
          'certificate-authority-data': base64(authority.certificate),
          ...cluster,
        },
      },
    ],
    users: [{ name: 'u', user: user() }],
  };
  return {
    args: ['get', '--raw', '/ok', ...args],
    env: {
      KUBECONFIG: workspace.write('kubeconfig', JSON.stringify(config)),
      CALLS: workspace.path('calls'),
    },
  };
}

/** An exec plugin: its arguments say what it gives; each call leaves a line about what it was told. */
const PLUGIN = `#!${process.execPath}
const fs = require('node:fs');
const gives = process.argv.slice(2);
const info = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
fs.appendFileSync(process.env.CALLS, JSON.stringify([gives, process.env.FROM_THE_ENTRY, info]) + '\\n');
process.stderr.write('the plugin speaks\\n');
if (gives.includes('fail')) process.exit(7);
if (gives.includes('nonsense')) { console.log('nonsense'); process.exit(0); }
const { token, certificate, key } = JSON.parse(fs.readFileSync(__dirname + '/credential.json', 'utf8'));
const status = {
  ...(gives.includes('token') ? { token } : {}),
  ...(gives.includes('certificate') ? { clientCertificateData: certificate, clientKeyData: key } : {}),
};
console.log(JSON.stringify({ apiVersion: info.apiVersion, kind: 'ExecCredential', status }));
`;
