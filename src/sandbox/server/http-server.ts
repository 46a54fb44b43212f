import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { encodeJson } from '../codec/encode-json.ts';
import { noSuchMethod } from './routes.ts';

/** As kube-apiserver has them (apiserver pkg/server/secure_serving.go). */
const MAX_HEADER_BYTES = 1024 * 1024;
const IDLE_TIMEOUT_MS = 90_000;
const HEADERS_TIMEOUT_MS = 32_000;

export interface ListeningServer {
  port: number;
  /** Ends all connections, also those of watches. */
  close(): Promise<void>;
}

export interface ListenOptions {
  tls: { key: string; cert: string };
  /** 0 or none for any free one. */
  port?: number | undefined;
  handle(request: IncomingMessage, response: ServerResponse): void;
}

/** Listens on loopback. @throws the system's error, such as EADDRINUSE */
export async function listen({ tls, port = 0, handle }: ListenOptions): Promise<ListeningServer> {
  const server = createServer(
    {
      ...tls,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      maxHeaderSize: MAX_HEADER_BYTES,
      keepAliveTimeout: IDLE_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: 0,
    },
    handle,
  );
  server.timeout = 0;
  server.on('tlsClientError', () => undefined);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable) return;
    const code =
      error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    // As net/http answers what it cannot read.
    const body = error.code === 'HPE_INVALID_METHOD' ? UNKNOWN_METHOD : plain(code);
    socket.end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server) };
}

/** Node reads the names of known methods only; the server knows the others as well, and has no use for them. */
const UNKNOWN_METHOD = (() => {
  const body = encodeJson(noSuchMethod().status);
  const head = ['HTTP/1.1 405 Method Not Allowed', 'Content-Type: application/json', 'Connection: close'];
  return [...head, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
})();

function plain(status: string): string {
  const head = [`HTTP/1.1 ${status}`, 'Content-Type: text/plain; charset=utf-8', 'Connection: close'];
  return [...head, '', status].join('\r\n');
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
