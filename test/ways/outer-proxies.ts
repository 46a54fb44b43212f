import { createServer, request as forward, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import type { Duplex } from 'node:stream';
import type { Issued } from '../cli/certificates.ts';

/** A proxy as a company has it between kubectl and the cluster; all it is asked for ends at one server on loopback. */
export interface OuterProxyServer {
  port: number;
  /** What it was asked for, with the headers that concern it. */
  asked: string[];
  close(): Promise<void>;
}

export interface HttpProxyOptions {
  /** The port that all ends at, whatever is asked for. */
  target: number;
  /** `user:password`; others get 407. */
  credentials?: string;
  /** Instead of a connection: `403 Forbidden by policy`. */
  refusal?: string;
  tls?: Issued;
}

/** Takes CONNECT, and requests in absolute form. */
export async function startHttpProxy(options: HttpProxyOptions): Promise<OuterProxyServer> {
  const asked: string[] = [];
  const note = ({ method, url, headers }: IncomingMessage) => {
    const told = [headers['proxy-authorization'], headers['user-agent']].filter(
      (value) => value !== undefined,
    );
    asked.push([method, url, ...told].join(' '));
  };
  const expected = options.credentials && `Basic ${Buffer.from(options.credentials).toString('base64')}`;
  const isRefused = (request: IncomingMessage) =>
    expected !== undefined && request.headers['proxy-authorization'] !== expected;
  const answer = (request: IncomingMessage, response: import('node:http').ServerResponse) => {
    note(request);
    const { method, headers } = request;
    const path = (request.url ?? '').replace(/^http:\/\/[^/]*/, '') || '/';
    const { 'proxy-authorization': _credentials, ...kept } = headers;
    const onward = forward({ port: options.target, method, path, headers: kept }, (incoming) => {
      response.writeHead(incoming.statusCode ?? 502, incoming.headers);
      incoming.pipe(response);
    });
    request.pipe(onward);
  };
  const server = options.tls
    ? createTlsServer({ cert: options.tls.certificate, key: options.tls.key }, answer)
    : createServer(answer);
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    note(request);
    const refusal = isRefused(request) ? '407 Proxy Authentication Required' : options.refusal;
    if (refusal === undefined) join(socket, options.target, 'HTTP/1.1 200 OK\r\n\r\n');
    else socket.end(`HTTP/1.1 ${refusal}\r\nContent-Length: 0\r\n\r\n`);
  });
  return started(server, asked);
}

export interface SocksProxyOptions {
  target: number;
  /** `user:password`. */
  credentials?: string;
  /** The reply to CONNECT (RFC 1928, section 6); 0 is success. */
  reply?: number;
}

/** As much of SOCKS 5 as CONNECT needs. */
export function startSocksProxy({
  target,
  credentials,
  reply = 0,
}: SocksProxyOptions): Promise<OuterProxyServer> {
  const asked: string[] = [];
  const server = createTcpServer(async (socket) => {
    socket.on('error', () => undefined);
    const read = reader(socket);
    const [, methods = 0] = await read(2);
    const offered = [...(await read(methods))];
    const wanted = credentials === undefined ? 0 : 2;
    if (!offered.includes(wanted)) return void socket.end(Buffer.from([5, 0xff]));
    socket.write(Buffer.from([5, wanted]));
    if (credentials !== undefined) {
      const name = await readText(read, (await read(2))[1] ?? 0);
      const password = await readText(read, (await read(1))[0] ?? 0);
      const isRight = `${name}:${password}` === credentials;
      socket.write(Buffer.from([1, isRight ? 0 : 1]));
      if (!isRight) return void socket.end();
    }
    const [, , , type] = await read(4);
    const length = type === 1 ? 4 : type === 4 ? 16 : ((await read(1))[0] ?? 0);
    const address = await read(length);
    const port = (await read(2)).readUInt16BE();
    asked.push(`${type === 3 ? address.toString() : [...address].join('.')}:${port}`);
    const answer = Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]);
    if (reply === 0) join(socket, target, answer);
    else socket.end(answer);
  });
  return started(server, asked);
}

type Read = (length: number) => Promise<Buffer>;

/** Reads byte by byte what has been asked for; never ends for a client that says less. */
function reader(socket: Socket): Read {
  return async (length) => {
    while (socket.readableLength < length) await new Promise((resolve) => socket.once('readable', resolve));
    return length === 0 ? Buffer.alloc(0) : (socket.read(length) as Buffer);
  };
}

const readText = async (read: Read, length: number) => (await read(length)).toString();

function join(socket: Duplex, port: number, greeting: string | Buffer): void {
  const onward = connect(port, '127.0.0.1', () => {
    socket.write(greeting);
    onward.pipe(socket).pipe(onward);
  });
  for (const end of [onward, socket]) {
    end.on('error', () => undefined);
    end.on('close', () => {
      onward.destroy();
      socket.destroy();
    });
  }
}

async function started(server: Server, asked: string[]): Promise<OuterProxyServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
