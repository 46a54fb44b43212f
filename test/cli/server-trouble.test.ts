import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, startApiServer, writeKubeconfig } from './api-server.ts';
import { createAuthority } from './certificates.ts';
import { needsKubectl, outerKubectls } from './kubectls.ts';
import { createWorkspace, type Workspace } from './program.ts';

/** A server that does one thing with each connection. */
async function startTcpServer(behave: (socket: Socket) => void): Promise<{ port: number; close(): void }> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    behave(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

const ours = createAuthority('test-ca');
const namesake = createAuthority('test-ca');
const stranger = createAuthority('other-ca');
const DAY_MS = 86_400_000;
const CERTIFICATES = {
  'a CA of another name': stranger.issue('server'),
  'a CA of the same name': namesake.issue('server'),
  'an expired certificate': ours.issue('server', { notAfter: new Date(Date.now() - DAY_MS) }),
  'another host name': ours.issue('server', { names: ['elsewhere.example', '10.9.8.7'] }),
  'no alternative names': ours.issue('127.0.0.1', { names: [] }),
};

let workspace: Workspace;
let api: ApiServer;
let plain: ApiServer;
const closing: (() => void)[] = [];
/** The URLs of servers in trouble, by what the trouble is. */
const urls: Record<string, string> = {};

beforeAll(async () => {
  workspace = createWorkspace();
  api = await startApiServer({ certificate: { ...ours.issue('server'), ca: ours.certificate } });
  plain = await startApiServer({ plain: true });
  for (const [name, certificate] of Object.entries(CERTIFICATES)) {
    const server = await startApiServer({ certificate: { ...certificate, ca: '' } });
    urls[name] = server.url;
    closing.push(() => server.close());
  }
  const behaviours: Record<string, (socket: Socket) => void> = {
    'closes at once': (socket) => socket.end(),
    'resets at once': (socket) => socket.once('data', () => socket.resetAndDestroy()),
    'closes in the handshake': (socket) => socket.once('data', () => socket.end()),
    'speaks garbage': (socket) => socket.once('data', () => socket.end('garbage\n')),
    'never answers': () => undefined,
  };
  for (const [name, behave] of Object.entries(behaviours)) {
    const { port, close } = await startTcpServer(behave);
    urls[name] = `https://127.0.0.1:${port}`;
    urls[`http: ${name}`] = `http://127.0.0.1:${port}`;
    closing.push(close);
  }
  const gone = await startTcpServer(() => undefined);
  gone.close();
  Object.assign(urls, {
    'refused by address': `https://127.0.0.1:${gone.port}`,
    'refused by name': `https://localhost:${gone.port}`,
    'http: refused': `http://127.0.0.1:${gone.port}`,
    'http: refused by name': `http://localhost:${gone.port}`,
    'unknown host': 'https://no-such-host.invalid:6443',
    'http: unknown host': 'http://no-such-host.invalid:8080',
    'speaks plain HTTP': plain.url.replace('http:', 'https:'),
    'http: speaks TLS': api.url.replace('https:', 'http:'),
    fine: api.url,
    'http: fine': plain.url,
  });
});
afterAll(async () => {
  for (const close of closing) close();
  await Promise.all([api.close(), plain.close()]);
  workspace.remove();
});

/**
 * What differs from run to run without us: klog's time and pid, ports that the system picks, the words of two
 * timers of Go's that run out together. And, on plain http, kubectl's peer: the proxy.
 */
function steady(stderr: string): string {
  return (
    stderr
      .replaceAll(/^([IWEF])\d{4} [\d:.]+ +\d+ /gm, '$1 ')
      .replaceAll(/127\.0\.0\.1:\d+->127\.0\.0\.1:\d+/g, '127.0.0.1:…->127.0.0.1:…')
      .replaceAll(TIMEOUTS, 'timeout')
      // Whether a server has closed before or after the request has gone out is for the system to decide.
      .replaceAll('http: server closed idle connection', 'EOF')
      .replaceAll(/current time \S+/g, 'current time …')
      .replaceAll(/lookup (\S+) on [\d.:[\]]+(?:: read udp \S+)?/g, 'lookup $1 on …')
  );
}

const TIMEOUTS =
  /(?:net\/http: request canceled(?: while waiting for connection)?|context deadline exceeded)(?: \(Client\.Timeout [^)]*\))?/g;

/**
 * Where our words may be others than the server's trouble alone would give: the proxy learns of it in a way
 * that it cannot hand on. Both are one line and the same exit code.
 */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  'resets at once': 'Unable to connect to the server: EOF\n',
  'http: speaks garbage': 'Unable to connect to the server: EOF\n',
};

/** kubectl's own stderr out of a traced run's: ours went to the file, but for the notes. */
const withoutNotes = (stderr: string) => stderr.replaceAll(/^kubectl trace: .*\n/gm, '');

const TROUBLE = [
  'refused by address',
  'refused by name',
  'http: refused',
  'http: refused by name',
  'unknown host',
  'http: unknown host',
  ...Object.keys(CERTIFICATES),
  'speaks plain HTTP',
  'http: speaks TLS',
  'closes at once',
  'http: closes at once',
  'closes in the handshake',
  'http: closes in the handshake',
  'resets at once',
  'http: resets at once',
  'speaks garbage',
  'http: speaks garbage',
] as const;

describe.skipIf(outerKubectls.length === 0).each(outerKubectls)(
  `server trouble, in $label's own words${needsKubectl}`,
  ({ path }) => {
    const compare = async (name: string, args: readonly string[], more: { flags?: string[] } = {}) => {
      const server = {
        url: urls[name] ?? '',
        ca: urls[name]?.startsWith('https') ? ours.certificate : undefined,
      };
      const file = workspace.path(`${name.replaceAll(/\W/g, '-')}.kubeconfig`);
      const KUBECONFIG = writeKubeconfig(file, server);
      const env = { KUBECONFIG, KUBECTL: path };
      const all = [...args, ...(more.flags ?? [])];
      const [untraced, traced] = await Promise.all([
        workspace.runOther(path, all, { env }),
        workspace.run(['-w', workspace.path('trace.txt'), ...all], { env }),
      ]);
      const words = steady(withoutNotes(traced.stderr));
      if (words !== OTHER_WORDS[name]) expect(words, traced.stderr).toBe(steady(untraced.stderr));
      expect({ code: traced.code, stdout: traced.stdout }).toEqual({
        code: untraced.code,
        stdout: untraced.stdout,
      });
      return untraced;
    };

    it.each(TROUBLE)('%s', async (name) => {
      const untraced = await compare(name, ['get', '--raw', '/ok']);
      expect(untraced.code).toBe(1);
    });

    it.each(['fine', 'http: fine'])('%s: 401, 403, 404, a broken answer', async (name) => {
      await compare(name, ['get', '--raw', '/ok']);
      for (const path of ['/unauthorized', '/forbidden', '/none', '/cut']) {
        const untraced = await compare(name, ['get', '--raw', path]);
        expect({ path, code: untraced.code }).toEqual({ path, code: 1 });
      }
    });

    it('a wrong name and a wrong CA while kubectl does not look', async () => {
      for (const name of Object.keys(CERTIFICATES)) {
        const KUBECONFIG = writeKubeconfig(
          workspace.path('insecure'),
          { url: urls[name] ?? '' },
          { cluster: { 'insecure-skip-tls-verify': true } },
        );
        const { code, stdout } = await workspace.run(['get', '--raw', '/ok'], {
          env: { KUBECONFIG, KUBECTL: path },
        });
        expect({ name, code, stdout }).toEqual({ name, code: 0, stdout: 'ok\n' });
      }
    });

    it('a server that never answers, with --request-timeout', async () => {
      const flags = ['--request-timeout=1s'];
      const answers = await Promise.all([
        compare('fine', ['get', '--raw', '/silent'], { flags }),
        compare('http: never answers', ['get', '--raw', '/x'], { flags }),
        compare('never answers', ['get', '--raw', '/x'], { flags }),
      ]);
      expect(answers.map(({ code }) => code)).toEqual([1, 1, 1]);
    });

    it('503 with Retry-After is asked again', async () => {
      // client-go retries ten times, a second apart: the timeout ends that.
      const before = api.requests.length;
      await compare('fine', ['get', '--raw', '/busy'], { flags: ['--request-timeout=2500ms'] });
      const asked = api.requests.slice(before).filter((request) => request.startsWith('GET /busy'));
      expect(asked.length).toBeGreaterThanOrEqual(4);
    });
  },
);
