import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import type { TLSSocket, TlsOptions } from 'node:tls';
import type { TestCertificate } from './certificates.ts';

export interface Recorded {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  /** The common name of the client's certificate. */
  client: string | undefined;
  /** The name that the client asked for in its TLS hello; none for an IP address. */
  serverName: string | undefined;
}

export interface RecordingServer {
  port: number;
  requests: Recorded[];
  close(): Promise<void>;
}

export interface RecordingOptions extends TlsOptions {
  /** The address to listen on; 127.0.0.1 where nothing is said. */
  listenOn?: string;
  /** Sent with every answer. */
  answerHeaders?: Record<string, string>;
}

/** Answers `ok` to everything and remembers it; over TLS where it is given a certificate. */
export async function startRecordingServer(
  tls?: TestCertificate & { ca: string },
  { listenOn, answerHeaders = {}, ...options }: RecordingOptions = {},
): Promise<RecordingServer> {
  const requests: Recorded[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const socket = tls === undefined ? undefined : (request.socket as TLSSocket);
    const client = socket?.getPeerCertificate().subject?.CN;
    // Typed without the name, which Node documents, or false.
    const name: unknown = socket === undefined ? undefined : Reflect.get(socket, 'servername');
    const { method = '', url = '', headers } = request;
    requests.push({
      method,
      url,
      headers,
      client: Array.isArray(client) ? client[0] : client,
      serverName: typeof name === 'string' ? name : undefined,
    });
    response.writeHead(200, answerHeaders).end('ok');
  };
  const server =
    tls === undefined
      ? createServer(answer)
      : createTlsServer(
          {
            cert: tls.certificate,
            key: tls.key,
            ca: tls.ca,
            requestCert: true,
            rejectUnauthorized: false,
            maxHeaderSize: 1024 * 1024,
            ...options,
          },
          answer,
        );
  return { port: await listen(server, listenOn), requests, close: () => close(server) };
}

/** A proxy that passes every CONNECT on to one port, whatever it asks for, and remembers it. */
export async function startConnectProxy(targetPort: number): Promise<RecordingServer> {
  const requests: Recorded[] = [];
  const record = (request: IncomingMessage) => {
    const { method = '', url = '', headers } = request;
    requests.push({ method, url, headers, client: undefined, serverName: undefined });
  };
  const server = createServer((request, response) => {
    record(request);
    response.end('ok');
  });
  server.on('connect', (request, socket) => {
    record(request);
    const upstream = connect(targetPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [upstream, socket]) {
      end.on('error', () => {
        upstream.destroy();
        socket.destroy();
      });
    }
  });
  return { port: await listen(server), requests, close: () => close(server) };
}

function listen(server: Server, address = '127.0.0.1'): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, address, () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
