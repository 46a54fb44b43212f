import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  checkServerIdentity,
  connect,
  createSecureContext,
  type SecureContext,
  type SecureContextOptions,
  type TLSSocket,
} from 'node:tls';
import { codeOf, messageOf } from '../errors.ts';
import { hasSameKey } from '../kubeconfig/pem.ts';
import type { ClientIdentity, OuterProxy, Trust, Upstream } from '../kubeconfig/upstream.ts';
import { DialError, type DialedSocket, dialTcp } from './dial.ts';
import { GO_TLS_TIMEOUT, type HostPort } from './go-errors.ts';
import { connectThrough } from './outer-proxy.ts';
import { TLS_HANDSHAKE_TIMEOUT_MS } from './socket-options.ts';

/** A connection to the server that is ready for requests: TCP done, and TLS where the server speaks it. */
export interface UpstreamConnection {
  socket: Socket | TLSSocket;
  /** The TCP socket below `socket`; the same one on plain http. */
  tcp: Socket;
  /** The client certificate that was presented. */
  identity: ClientIdentity | undefined;
  remoteAddress: string;
  /** Milliseconds. */
  dns: number;
  /** Milliseconds. */
  dial: number;
  /** Milliseconds; absent on plain http. */
  tls?: number;
  /** The error by which it has ended; `errored` of the socket does not know an alert of TLS. */
  error?: Error;
}

/**
 * TLS with the server did not come about, or its certificate does not verify. What kubectl says then depends
 * on its own TLS library in many ways, so the caller lets kubectl meet the server itself.
 */
export class TlsError extends Error {
  override readonly name = 'TlsError';

  /** Whether the server has refused us for want of a client certificate. */
  get wantsCertificate(): boolean {
    return /ALERT_(HANDSHAKE_FAILURE|BAD_CERTIFICATE|CERTIFICATE_REQUIRED)/.test(codeOf(this.cause) ?? '');
  }
}

export interface UpstreamDialer {
  /**
   * @param identity the client certificate to present.
   * @throws DialError where kubectl is to be told Go's words, TlsError where it should see for itself.
   */
  dial(
    target: HostPort,
    identity: ClientIdentity | undefined,
    signal: AbortSignal,
  ): Promise<UpstreamConnection>;
  /** To the server, or to a proxy that takes requests for it in absolute form: plain http. */
  dialPlain(target: HostPort, signal: AbortSignal): Promise<UpstreamConnection>;
  /** To the server, whatever is spoken there: for bytes that pass as they are. */
  dialRaw(target: HostPort, signal: AbortSignal): Promise<Socket>;
}

/** Dials as the given cluster is to be dialled: its trust, its TLS name. Certificates are parsed once. */
export function createUpstreamDialer(upstream: Upstream): UpstreamDialer {
  const contexts = new Map<ClientIdentity | undefined, SecureContext>();
  const contextFor = (identity: ClientIdentity | undefined): SecureContext => {
    const context = contexts.get(identity) ?? createContext(upstream.trust, identity);
    contexts.set(identity, context);
    return context;
  };
  const { via, trust, tlsServerName } = upstream;
  const dialVia = async (proxy: OuterProxy, signal: AbortSignal): Promise<DialedSocket> => {
    const { host, port } = proxy;
    try {
      const dialed = await dialTcp({ host, port }, signal);
      if (proxy.kind !== 'https') return dialed;
      // Go takes the cluster's own trust and certificate for such a proxy too (net/http transport.go, dialConn).
      const context = contextFor(upstream.identity);
      return { ...dialed, socket: await startTls(dialed, tlsServerName ?? host, trust, context, signal) };
    } catch (error) {
      throw new DialError(`proxyconnect tcp: ${messageOf(error)}`, { cause: error });
    }
  };
  const dialTunnel = async (target: HostPort, signal: AbortSignal): Promise<DialedSocket> => {
    if (via === undefined) return dialTcp((await upstream.findAddress?.()) ?? target, signal);
    const dialed = await dialVia(via, signal);
    return { ...dialed, socket: await connectThrough(via, dialed.socket, target, signal) };
  };
  return {
    async dial(target, identity, signal) {
      if (upstream.server.protocol === 'http:') {
        const dialed = await dialTunnel(target, signal);
        return { ...dialed, tcp: dialed.socket, identity: undefined };
      }
      const context = contextFor(identity);
      const dialed = await dialTunnel(target, signal);
      const start = performance.now();
      const socket = await startTls(dialed, tlsServerName ?? target.host, trust, context, signal);
      const tls = performance.now() - start;
      const connection: UpstreamConnection = { ...dialed, tcp: dialed.socket, socket, identity, tls };
      socket.once('error', (error) => {
        connection.error = error;
      });
      return connection;
    },
    async dialPlain(target, signal) {
      const isForProxy = via !== undefined && via.kind !== 'socks5';
      const dialed = await (isForProxy ? dialVia(via, signal) : dialTunnel(target, signal));
      return { ...dialed, tcp: dialed.socket, identity: undefined };
    },
    dialRaw: async (target, signal) => (await dialTunnel(target, signal)).socket,
  };
}

/** @throws TlsError where OpenSSL refuses a certificate that Go may take. */
function createContext(trust: Trust, identity: ClientIdentity | undefined): SecureContext {
  // @types/node for Node 20 does not know it. Go takes every certificate of a pool for an anchor, OpenSSL only roots.
  const anchors: SecureContextOptions & { allowPartialTrustChain: boolean } = {
    allowPartialTrustChain: true,
  };
  try {
    return createSecureContext({
      ...anchors,
      ...(identity === undefined ? {} : { cert: identity.certificate, key: identity.key }),
      // An empty list, not an empty text: Node would take its own roots for that.
      ca: trust.kind === 'bundle' && trust.pem !== '' ? trust.pem : [],
      // Go's minimum for clients since 1.18, and key sizes as Go takes them (OpenSSL's default level grows).
      minVersion: 'TLSv1.2',
      ciphers: 'DEFAULT@SECLEVEL=1',
    });
  } catch (error) {
    throw new TlsError(messageOf(error), { cause: error });
  }
}

function startTls(
  dialed: DialedSocket,
  name: string,
  trust: Trust,
  secureContext: SecureContext,
  signal: AbortSignal,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      socket: dialed.socket,
      secureContext,
      // `servername` would refuse an address; RFC 6066 allows names only as SNI.
      ...(isName(name) ? { servername: name } : { host: name }),
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: trust.kind !== 'none',
      checkServerIdentity: (_host, certificate) =>
        hasAlternativeNames(certificate)
          ? checkServerIdentity(name, certificate)
          : new Error('no alternative names'),
    });
    const timer = setTimeout(() => fail(new DialError(GO_TLS_TIMEOUT)), TLS_HANDSHAKE_TIMEOUT_MS);
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      dialed.socket.off('close', closed);
    };
    const fail = (error: Error) => {
      settle();
      dialed.socket.destroy();
      reject(error instanceof DialError ? error : new TlsError(error.message, { cause: error }));
    };
    const abort = () => fail(new DialError('operation was canceled'));
    const closed = () => fail(new Error('the server closed the connection during the TLS handshake'));
    dialed.socket.once('close', closed);
    // Stays for the life of the socket: an error between two owners' listeners must not end the program.
    socket.on('error', fail);
    socket.once('secureConnect', () => {
      settle();
      resolve(socket);
    });
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

function isName(host: string): boolean {
  return !/^[\d.]+$|:/.test(host);
}

/** Go reads alternative names only; Node would also take the common name (removed in Go 1.17). */
function hasAlternativeNames(certificate: { subjectaltname?: string | undefined }): boolean {
  return certificate.subjectaltname !== undefined && certificate.subjectaltname !== '';
}

/** Whether a certificate that kubectl presented to us belongs to the identity that we presented upstream. */
export function isSameIdentity(
  presented: X509Certificate | undefined,
  identity: ClientIdentity | undefined,
): boolean {
  return presented === undefined ? identity === undefined : hasSameKey(identity, presented);
}
