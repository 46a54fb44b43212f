import { writeFileSync } from 'node:fs';
import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAuthority, type Issued } from './certificates.ts';

/** As much of an API server as `get --raw`, `create --raw` and `get namespaces` need, on loopback. */
export interface ApiServer {
  /** `https://127.0.0.1:<port>` */
  url: string;
  port: number;
  /** PEM, of the authority that its certificate is from. */
  ca: string;
  /** `METHOD URL` of what has arrived. */
  requests: string[];
  /** Ends when a request for this path arrives, or has arrived since the last call. */
  seen(path: string): Promise<void>;
  close(): Promise<void>;
}

type Route = (request: IncomingMessage, response: ServerResponse) => void;

/** What `/big` answers: 20 MB that show by their own numbers where something is missing. */
export const BIG_LINES = 1_250_000;

const ROUTES: Readonly<Record<string, Route>> = {
  '/ok': (_request, response) => response.end('ok\n'),
  '/no-newline': (_request, response) => response.end('ok'),
  '/echo': (request, response) => request.pipe(response),
  '/secret-header': (_request, response) => response.setHeader('Set-Cookie', 'sid=geheim').end('ok\n'),
  /** Never answers. */
  '/silent': () => undefined,
  /** Begins, and never ends. */
  '/endless': (_request, response) => {
    response.writeHead(200).write('begun\n');
  },
  '/slow': async (_request, response) => {
    await sleep(250);
    response.end('slow\n');
  },
  '/big': async (_request, response) => {
    for (let line = 0; line < BIG_LINES; line += 12_500) {
      let text = '';
      for (let more = 0; more < 12_500; more++) text += `${String(line + more).padStart(15, '0')}\n`;
      if (!response.write(text)) await new Promise((resolve) => response.once('drain', resolve));
    }
    response.end();
  },
  '/unauthorized': (_request, response) => sendStatus(response, 401, 'Unauthorized'),
  '/forbidden': (_request, response) => sendStatus(response, 403, 'Forbidden'),
  '/busy': (_request, response) => {
    response.setHeader('Retry-After', '1');
    sendStatus(response, 503, 'ServiceUnavailable');
  },
  '/cut': (_request, response) => {
    response.writeHead(200, { 'Content-Length': '1000' }).write('begun\n');
    setTimeout(() => response.socket?.destroy(), 50);
  },
  '/api': (_request, response) => send(response, { kind: 'APIVersions', versions: ['v1'] }),
  '/apis': (_request, response) => send(response, { kind: 'APIGroupList', apiVersion: 'v1', groups: [] }),
  '/api/v1': (_request, response) =>
    send(response, {
      kind: 'APIResourceList',
      groupVersion: 'v1',
      resources: [
        {
          name: 'namespaces',
          singularName: 'namespace',
          namespaced: false,
          kind: 'Namespace',
          verbs: ['list'],
        },
      ],
    }),
  '/api/v1/namespaces': async (request, response) => {
    if (request.url?.includes('watch=flood')) return sendFlood(response);
    if (!request.url?.includes('watch=')) return send(response, NAMESPACES);
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.write(`${JSON.stringify({ type: 'ADDED', object: NAMESPACES.items[0] })}\n`);
  },
};

/** As many events as `watch=flood` sends, of 2 KiB each. */
export const FLOOD_EVENTS = 10_000;

async function sendFlood(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  const filler = 'x'.repeat(2000);
  for (let version = 1; version <= FLOOD_EVENTS; version++) {
    const metadata = { name: 'flood', resourceVersion: String(version), annotations: { filler } };
    const event = { type: 'MODIFIED', object: { kind: 'Namespace', apiVersion: 'v1', metadata } };
    if (!response.write(`${JSON.stringify(event)}\n`))
      await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end();
}

const NAMESPACES = {
  kind: 'NamespaceList',
  apiVersion: 'v1',
  metadata: { resourceVersion: '1' },
  items: [
    {
      kind: 'Namespace',
      apiVersion: 'v1',
      metadata: { name: 'default', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
      status: { phase: 'Active' },
    },
  ],
};

export async function startApiServer(
  options: { plain?: boolean; certificate?: Issued & { ca: string } } = {},
): Promise<ApiServer> {
  const requests: string[] = [];
  let waiting: (() => void)[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    requests.push(`${request.method} ${request.url}`);
    for (const look of waiting) look();
    const route = ROUTES[(request.url ?? '').replace(/\?.*/, '')];
    if (route === undefined) sendStatus(response, 404, 'NotFound');
    else route(request, response);
  };
  const certificate = options.certificate ?? createDefaultCertificate();
  const server =
    options.plain === true
      ? createPlainServer(answer)
      : createServer({ cert: certificate.certificate, key: certificate.key }, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let looked = 0;
  return {
    url: `${options.plain === true ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    ca: certificate.ca,
    requests,
    seen(path) {
      return new Promise((resolve) => {
        const look = () => {
          const at = requests.findIndex((request, index) => index >= looked && request.includes(path));
          if (at < 0) return;
          looked = at + 1;
          waiting = waiting.filter((other) => other !== look);
          resolve();
        };
        waiting.push(look);
        look();
      });
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function createDefaultCertificate(): Issued & { ca: string } {
  const authority = createAuthority('test-ca');
  return { ...authority.issue('server'), ca: authority.certificate };
}

/** Writes a kubeconfig with one context, `test`, and returns its path. Fields that are undefined are left out. */
export function writeKubeconfig(
  path: string,
  server: { url: string; ca?: string | undefined },
  more: { cluster?: object; user?: object } = {},
): string {
  const ca = server.ca === undefined ? undefined : Buffer.from(server.ca).toString('base64');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    clusters: [
      { name: 'test', cluster: { server: server.url, 'certificate-authority-data': ca, ...more.cluster } },
    ],
    users: [{ name: 'test', user: more.user ?? { token: 'the-token' } }],
  };
  writeFileSync(path, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  return path;
}

function send(response: ServerResponse, body: object): void {
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
}

function sendStatus(response: ServerResponse, code: number, reason: string): void {
  response.statusCode = code;
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' };
  send(response, { ...status, message: `the test says ${reason}`, reason, code });
}
