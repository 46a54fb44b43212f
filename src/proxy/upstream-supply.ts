import type { Socket } from 'node:net';
import {
  type ClientIdentity,
  hostOf,
  type OuterProxy,
  portOf,
  type Upstream,
} from '../kubeconfig/upstream.ts';
import type { HostPort } from './go-errors.ts';
import { TlsError, type UpstreamConnection, type UpstreamDialer } from './upstream-connection.ts';

/** Where the connections to the server come from, each for one connection of kubectl's. */
export interface UpstreamSupply {
  /** @throws DialError, TlsError as the dialer does. */
  take(target: HostPort, signal: AbortSignal): Promise<UpstreamConnection>;
  /** A new connection with this certificate, or as nobody: for a kubectl that is not whom `take` presents. */
  takeAs(
    identity: ClientIdentity | undefined,
    target: HostPort,
    signal: AbortSignal,
  ): Promise<UpstreamConnection>;
  /** For requests in absolute form: plain http. */
  takePlain(target: HostPort, signal: AbortSignal): Promise<UpstreamConnection>;
  /** A connection for bytes that pass as they are. */
  takeRaw(target: HostPort, signal: AbortSignal): Promise<Socket>;
  /** The certificate that `take` presents; later connections present what is set here. */
  identity: ClientIdentity | undefined;
  /** The proxy that requests in absolute form go to; undefined where they go to the server itself. */
  plainProxy: OuterProxy | undefined;
  /**
   * Opens the first connection ahead of its time. Ends with whether it has come about; never rejects:
   * whoever takes it gets its error. A second call waits for the same connection.
   */
  warmUp(): Promise<boolean>;
  /** Ends what nobody has taken. */
  close(): void;
}

export function createUpstreamSupply(upstream: Upstream, dialer: UpstreamDialer): UpstreamSupply {
  const { via } = upstream;
  const home: HostPort = {
    host: hostOf(upstream.server),
    port: portOf(upstream.server),
  };
  const closing = new AbortController();
  let warm: Promise<UpstreamConnection> | undefined;
  let warmed: Promise<boolean> | undefined;
  const destroyWarm = () => {
    warm?.then(({ socket }) => socket.destroy()).catch(() => undefined);
    warm = undefined;
  };
  // kubectl asks a plain http server in absolute form first.
  const isPlain = upstream.server.protocol === 'http:';
  const takeAhead = async (target: HostPort): Promise<UpstreamConnection | undefined> => {
    if (warm === undefined || target.host !== home.host || target.port !== home.port) return undefined;
    // Taken before it is awaited: two clients at once must not get the same connection.
    const ahead = warm;
    warm = undefined;
    return takeWarm(ahead);
  };
  const supply: UpstreamSupply = {
    identity: upstream.identity,
    plainProxy: via?.kind === 'socks5' ? undefined : via,
    async take(target, signal) {
      const ahead = isPlain && via !== undefined ? undefined : await takeAhead(target);
      return ahead ?? dialer.dial(target, supply.identity, signal);
    },
    takeAs: (identity, target, signal) => dialer.dial(target, identity, signal),
    takePlain: async (target, signal) => (await takeAhead(target)) ?? dialer.dialPlain(target, signal),
    takeRaw: (target, signal) => dialer.dialRaw(target, signal),
    warmUp() {
      if (warmed === undefined) {
        warm = isPlain
          ? dialer.dialPlain(home, closing.signal)
          : dialer.dial(home, supply.identity, closing.signal);
        warmed = warm.then(
          () => true,
          () => false,
        );
      }
      return warmed;
    },
    close() {
      destroyWarm();
      closing.abort();
    },
  };
  return supply;
}

/**
 * Nothing where the server has closed it by now: an idle connection may end at any time.
 * @throws TlsError where the server has refused it for want of a certificate, which TLS 1.3 says after the handshake.
 */
async function takeWarm(warm: Promise<UpstreamConnection>): Promise<UpstreamConnection | undefined> {
  const connection = await warm;
  const { error } = connection;
  if (error !== undefined) {
    const refusal = new TlsError(error.message, { cause: error });
    if (refusal.wantsCertificate) throw refusal;
  }
  return connection.socket.destroyed || !connection.socket.writable || connection.socket.readableEnded
    ? undefined
    : connection;
}
