import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket, type TLSSocketOptions } from 'node:tls';
import type { Upstream } from '../../src/kubeconfig/upstream.ts';
import { createCertificateAuthority } from '../../src/proxy/certificates.ts';
import { ByteStream } from './byte-stream.ts';

export interface UpstreamServerOptions {
  /** Speaks plain http instead of TLS. */
  plain?: boolean;
  host?: '127.0.0.1' | '::1';
  /** The name in its certificate. */
  name?: string;
  tls?: TLSSocketOptions;
  /** Accepts connections and never says a word. */
  silent?: boolean;
}

/** The API server of a test: it says what the test writes, byte for byte. */
export interface UpstreamServer {
  port: number;
  /** `127.0.0.1:6443` */
  authority: string;
  /** As a kubeconfig would name and trust it. */
  upstream: Upstream;
  /** How many TCP connections have come. */
  readonly accepted: number;
  /** How many of them have not ended. */
  readonly open: number;
  /** The next connection that has not been taken, TLS done. */
  next(): Promise<ServerSide>;
  close(): Promise<void>;
}

/** The server's side of a connection. */
export class ServerSide extends ByteStream {
  readonly tcp: Socket;

  constructor(stream: Socket, tcp: Socket) {
    super(stream);
    this.tcp = tcp;
  }

  reset(): void {
    this.tcp.resetAndDestroy();
  }

  /** What was presented, if anything was. */
  get clientName(): string | undefined {
    const { stream } = this;
    const subject = stream instanceof TLSSocket ? stream.getPeerX509Certificate()?.subject : undefined;
    return subject;
  }
}

// One for all tests of a file: the key pairs are what costs.
const authority = createCertificateAuthority();

export async function startUpstreamServer(options: UpstreamServerOptions = {}): Promise<UpstreamServer> {
  const { host = '127.0.0.1', plain = false } = options;
  const waiting: ServerSide[] = [];
  const takers: ((side: ServerSide) => void)[] = [];
  const sockets = new Set<Socket>();
  let accepted = 0;
  const hand = (side: ServerSide) => {
    const taker = takers.shift();
    if (taker === undefined) waiting.push(side);
    else taker(side);
  };
  const secureContext = createSecureContext(authority.issue(options.name ?? host));
  const server = createServer({ noDelay: true }, (tcp) => {
    accepted += 1;
    sockets.add(tcp);
    tcp.on('close', () => sockets.delete(tcp));
    tcp.on('error', () => undefined);
    if (options.silent === true) {
      tcp.resume();
      return;
    }
    if (plain) {
      hand(new ServerSide(tcp, tcp));
      return;
    }
    const secure = new TLSSocket(tcp, {
      isServer: true,
      secureContext,
      ...options.tls,
    });
    secure.on('error', () => undefined);
    secure.once('secure', () => hand(new ServerSide(secure, tcp)));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const at = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    port,
    authority: at,
    upstream: {
      server: new URL(`${plain ? 'http' : 'https'}://${at}`),
      tlsServerName: undefined,
      trust: { kind: 'bundle', pem: authority.pem },
      identity: undefined,
      via: undefined,
    },
    get accepted() {
      return accepted;
    },
    get open() {
      return sockets.size;
    },
    next() {
      const side = waiting.shift();
      if (side !== undefined) return Promise.resolve(side);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('no connection came to the server')), 8000);
        takers.push((taken) => {
          clearTimeout(timer);
          resolve(taken);
        });
      });
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
