import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HostPort } from './go-errors.ts';
import { HTTP_SERVER_OPTIONS, setSocketOptions } from './socket-options.ts';

/** What reaches the proxy with the right password. */
export interface ProxyHandlers {
  /** `CONNECT host:port`; `head` is what the client has sent behind it already. */
  connect(target: HostPort, downstream: Socket, head: Buffer): void;
  /** `GET http://host:port/path`, kubectl's way to a plain http server. */
  absolute(target: HostPort, request: IncomingMessage, respond: Parameters<RequestHandler>[1]): void;
}

type RequestHandler = NonNullable<Parameters<typeof createServer>[1]>;

export interface Listener {
  /** `http://user:password@127.0.0.1:port`, for the overlay's proxy-url. */
  url: string;
  /** Stops listening and ends every connection. */
  close(): Promise<void>;
}

/** kubectl 1.24 sends the percent-encoded user info with SPDY requests: unreserved characters only. */
const USER = 'kubectl-trace';

/**
 * Listens on loopback, on a free port, for whoever holds the password, which only the overlay kubeconfig
 * holds. Others get 407, and what is not a proxy request 400; neither reaches the server.
 */
export async function listen(handlers: ProxyHandlers): Promise<Listener> {
  const password = randomBytes(24).toString('hex');
  const isAuthorized = createCheck(password);
  const connections = new Set<Socket>();
  const server = createServer(HTTP_SERVER_OPTIONS, (request, response) => {
    const target = parseAbsoluteForm(request.url ?? '');
    if (target === undefined) {
      response.writeHead(400, { Connection: 'close' }).end('This is the proxy of kubectl trace.\n');
    } else if (!isAuthorized(request)) {
      response.writeHead(407, { 'Proxy-Authenticate': REALM, Connection: 'close' }).end();
    } else {
      handlers.absolute(target, request, response);
    }
  });
  server.on('connect', (request: IncomingMessage, duplex: Duplex, head: Buffer) => {
    const socket = duplex as Socket;
    const target = parseAuthority(request.url ?? '');
    if (!isAuthorized(request))
      refuse(socket, `407 Proxy Authentication Required\r\nProxy-Authenticate: ${REALM}`);
    else if (target === undefined) refuse(socket, '400 Bad Request');
    else handlers.connect(target, socket, head);
  });
  server.on('connection', (socket) => {
    setSocketOptions(socket);
    socket.on('error', () => undefined);
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  server.on('clientError', (_error, socket) => refuse(socket, '400 Bad Request'));
  const port = await listenOnLoopback(server);
  return {
    url: `http://${USER}:${password}@127.0.0.1:${port}`,
    close() {
      for (const socket of connections) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const REALM = 'Basic realm="kubectl trace"';

/** Answers with a bare status line and ends the connection. @param status `407 Proxy Authentication Required`. */
export function refuse(socket: Duplex, status: string): void {
  if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
  else socket.destroy();
}

function createCheck(password: string): (request: IncomingMessage) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(`Basic ${Buffer.from(`${USER}:${password}`).toString('base64')}`);
  return (request) => timingSafeEqual(digest(request.headers['proxy-authorization'] ?? ''), expected);
}

function parseAuthority(authority: string): HostPort | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:/@]+)):(\d{1,5})$/.exec(authority);
  const host = match?.[1] ?? match?.[2];
  return host === undefined ? undefined : { host, port: Number(match?.[3]) };
}

function parseAbsoluteForm(url: string): HostPort | undefined {
  if (!/^http:\/\//i.test(url) || !URL.canParse(url)) return undefined;
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) };
}

function listenOnLoopback(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
