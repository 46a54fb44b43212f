import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { hostOf, portOf } from '../kubeconfig/upstream.ts';
import type { HostPort } from './go-errors.ts';
import { HTTP_SERVER_OPTIONS, setServerLimits } from './socket-options.ts';

/** What reaches the proxy as one of its users, with the right password. */
export interface ProxyHandlers {
  /** `CONNECT host:port`. */
  connect(target: HostPort, downstream: Socket): void;
  /** `GET http://host:port/path`, kubectl's way to a plain http server. */
  absolute(target: HostPort, request: IncomingMessage, response: ServerResponse): void;
}

export interface ProxyRequests {
  /** Takes a new connection. */
  serve(socket: Socket): void;
  close(): void;
}

/**
 * Reads what comes to the proxy's port, for whoever holds the credentials, which only the overlay kubeconfig
 * holds. Others get 407, and what is not a proxy request 400; neither reaches the server.
 *
 * @param routes by `user:password`.
 */
export function createProxyRequests(routes: ReadonlyMap<string, ProxyHandlers>): ProxyRequests {
  const routeOf = createLookup(routes);
  const server = createServer(HTTP_SERVER_OPTIONS, (request, response) => {
    const target = parseAbsoluteForm(request.url ?? '');
    const route = routeOf(request);
    if (target === undefined) {
      response.writeHead(400, { Connection: 'close' }).end('This is the proxy of kubectl trace.\n');
    } else if (route === undefined) {
      response.writeHead(407, { 'Proxy-Authenticate': REALM, Connection: 'close' }).end();
    } else {
      route.absolute(target, request, response);
    }
  });
  setServerLimits(server);
  server.on('connect', (request: IncomingMessage, duplex: Duplex, head: Buffer) => {
    const socket = duplex as Socket;
    const target = parseAuthority(request.url ?? '');
    const route = routeOf(request);
    if (route === undefined) {
      refuse(socket, `407 Proxy Authentication Required\r\nProxy-Authenticate: ${REALM}`);
    } else if (target === undefined || head.length > 0) {
      // No client of ours speaks before the answer to CONNECT.
      refuse(socket, '400 Bad Request');
    } else {
      route.connect(target, socket);
    }
  });
  server.on('clientError', (_error, socket) => refuse(socket, '400 Bad Request'));
  return {
    serve(socket) {
      server.emit('connection', socket);
      socket.resume();
    },
    close() {
      server.close();
    },
  };
}

const REALM = 'Basic realm="kubectl trace"';

/** Answers with a bare status line and ends the connection. @param status `407 Proxy Authentication Required`. */
export function refuse(socket: Duplex, status: string): void {
  if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
  else socket.destroy();
}

function createLookup(
  routes: ReadonlyMap<string, ProxyHandlers>,
): (request: IncomingMessage) => ProxyHandlers | undefined {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const known = [...routes].map(([credentials, handlers]) => ({
    expected: digest(`Basic ${Buffer.from(credentials).toString('base64')}`),
    handlers,
  }));
  return (request) => {
    const given = digest(request.headers['proxy-authorization'] ?? '');
    return known.find(({ expected }) => timingSafeEqual(given, expected))?.handlers;
  };
}

function parseAuthority(authority: string): HostPort | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:/@]+)):(\d{1,5})$/.exec(authority);
  const host = match?.[1] ?? match?.[2];
  return host === undefined ? undefined : { host, port: Number(match?.[3]) };
}

function parseAbsoluteForm(url: string): HostPort | undefined {
  if (!/^http:\/\//i.test(url) || !URL.canParse(url)) return undefined;
  const target = new URL(url);
  return { host: hostOf(target), port: portOf(target) };
}
