import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Authority, createAuthority, type Issued } from '../cli/certificates.ts';
import { createWorkspace, type Workspace } from '../cli/program.ts';
import { kubectlVersions, needsKubectl } from '../kubeconfig/kubectls.ts';
import { type RecordingServer, startRecordingServer } from '../kubeconfig/recording-server.ts';
import { expectTwins, runTwins } from './twin-run.ts';

let workspace: Workspace;
let authority: Authority;
let server: RecordingServer;
let issuer: Server;
let issued: Record<'old' | 'new', Issued>;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const address = (of: Server) => `https://127.0.0.1:${(of.address() as AddressInfo).port}`;

beforeAll(async () => {
  authority = createAuthority('ways');
  const own = authority.issue('server');
  server = await startRecordingServer({ ...own, ca: authority.certificate });
  issued = { old: authority.issue('old'), new: authority.issue('new') };
  issuer = createServer({ cert: own.certificate, key: own.key }, (request, response) => {
    const answer = request.url?.startsWith('/.well-known/')
      ? { issuer: address(issuer), token_endpoint: `${address(issuer)}/token` }
      : { access_token: 'a', token_type: 'bearer', refresh_token: 'refresh-2', id_token: FRESH };
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  workspace?.remove();
  workspace = createWorkspace();
});
afterAll(async () => {
  workspace.remove();
  issuer.closeAllConnections();
  issuer.close();
  await server.close();
});

/** A JSON Web Token that nobody has signed; clients look at its end only. */
const idToken = (exp: number) =>
  [{ alg: 'none' }, { exp }, 'x']
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
const EXPIRED = idToken(1);
const FRESH = idToken(4_000_000_000);

function write(user: object): string {
  const cluster = {
    server: `https://127.0.0.1:${server.port}`,
    'certificate-authority-data': base64(authority.certificate),
  };
  const config = {
    'current-context': 'x',
    contexts: [{ name: 'x', context: { cluster: 'x', user: 'x' } }],
    clusters: [{ name: 'x', cluster }],
    users: [{ name: 'x', user }],
  };
  return workspace.write('kubeconfig', JSON.stringify(config), 0o600);
}

describe.skipIf(kubectlVersions.length === 0).each(kubectlVersions)(
  `what is renewed meanwhile, $label${needsKubectl}`,
  ({ path: kubectl }) => {
    const script = (renew: string) =>
      ['sh', '-c', `"$KUBECTL" get --raw /one; ${renew}; "$KUBECTL" get --raw /two`] as const;

    it('a token file between two commands', async () => {
      const env = { KUBECONFIG: write({ tokenFile: 'token' }), KUBECTL: kubectl };
      const before = () => void workspace.write('token', 'first');
      const program = script('printf second >token');
      const twins = await runTwins({ workspace, args: [], kubectl, env, servers: [server], program, before });
      expect(twins.untraced.requests.map((request) => /Bearer \w+/.exec(request)?.[0])).toEqual([
        'Bearer first',
        'Bearer second',
      ]);
      expectTwins(twins);
    });

    it('a certificate and its key between two commands', async () => {
      workspace.write('new.crt', issued.new.certificate);
      workspace.write('new.key', issued.new.key);
      const env = {
        KUBECONFIG: write({ 'client-certificate': 'own.crt', 'client-key': 'own.key' }),
        KUBECTL: kubectl,
      };
      const before = () => {
        workspace.write('own.crt', issued.old.certificate);
        workspace.write('own.key', issued.old.key);
      };
      const program = script('cp new.crt own.crt; cp new.key own.key');
      const twins = await runTwins({ workspace, args: [], kubectl, env, servers: [server], program, before });
      expect(twins.untraced.requests.map((request) => /as (\w+)/.exec(request)?.[1])).toEqual(['old', 'new']);
      expectTwins(twins);
    });

    it('a certificate and its key within one command', async () => {
      const write_ = ({ certificate, key }: Issued) => {
        workspace.write('own.crt', certificate);
        workspace.write('own.key', key);
      };
      let answered = 0;
      const { certificate: cert, key } = authority.issue('server');
      const presented: string[] = [];
      // Asked again on a new connection, by when the files are others.
      const busy = createServer(
        { cert, key, ca: authority.certificate, requestCert: true },
        (request, response) => {
          presented.push(String((request.socket as TLSSocket).getPeerCertificate().subject.CN));
          answered += 1;
          write_(issued.new);
          if (answered > 1) response.end('ok');
          else response.writeHead(429, { 'Retry-After': '1', Connection: 'close' }).end();
        },
      );
      await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
      const user = { 'client-certificate': 'own.crt', 'client-key': 'own.key' };
      const env = { KUBECONFIG: write(user) };
      const seen: string[][] = [];
      const twins = await runTwins({
        workspace,
        args: ['get', '--raw', '/ok', `--server=${address(busy)}`],
        kubectl,
        env,
        servers: [],
        before: () => {
          answered = 0;
          write_(issued.old);
        },
        leaves: () => seen.push(presented.splice(0)),
      });
      busy.closeAllConnections();
      busy.close();
      expect(seen[0]?.[0]).toBe('old');
      expect(seen[1]).toEqual(seen[0]);
      // kubectl closes the connection that it is just making; its own words name the port that it speaks to.
      const [untraced, traced] = [twins.untraced, twins.traced].map(({ code, stdout, stderr }) => ({
        code,
        stdout,
        stderr: stderr.replace(/->127\.0\.0\.1:\d+/, ''),
      }));
      expect(traced).toEqual(untraced);
    });

    it("an OIDC token, which reaches the user's file", async () => {
      const config = {
        'idp-issuer-url': address(issuer),
        'idp-certificate-authority-data': base64(authority.certificate),
        'client-id': 'kubectl',
        'client-secret': 's',
        'id-token': EXPIRED,
        'refresh-token': 'refresh-1',
      };
      const before = () => void write({ 'auth-provider': { name: 'oidc', config } });
      const KUBECONFIG = workspace.path('kubeconfig');
      const twins = await runTwins({
        workspace,
        args: ['get', '--raw', '/ok'],
        kubectl,
        env: { KUBECONFIG },
        servers: [server],
        before,
        leaves: () => readFileSync(KUBECONFIG, 'utf8'),
      });
      expect(twins.untraced.requests).toEqual([expect.stringContaining(`Bearer ${FRESH}`)]);
      expect(twins.untraced.left).toContain('refresh-2');
      expectTwins(twins);
    });
  },
);
