import { type ClientIdentity, hostOf, portOf, type Upstream } from '../kubeconfig/upstream.ts';
import type { HostPort } from './go-errors.ts';
import type { UpstreamConnection, UpstreamDialer } from './upstream-connection.ts';

/** Where the connections to the server come from, each for one connection of kubectl's. */
export interface UpstreamSupply {
  /** @throws DialError, TlsError as the dialer does. */
  take(target: HostPort, signal: AbortSignal): Promise<UpstreamConnection>;
  /** As `take`, but as nobody: for a kubectl that presents no certificate although the kubeconfig holds one. */
  takeWithout(target: HostPort, signal: AbortSignal): Promise<UpstreamConnection>;
  /** The certificate that `take` presents. */
  identity: ClientIdentity | undefined;
  /**
   * Opens the first connection ahead of its time. Ends with whether it has come about; never rejects:
   * whoever takes it gets its error. A second call waits for the same connection.
   */
  warmUp(): Promise<boolean>;
  /** Ends what nobody has taken. */
  close(): void;
}

export function createUpstreamSupply(upstream: Upstream, dialer: UpstreamDialer): UpstreamSupply {
  const { identity } = upstream;
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
  return {
    identity,
    async take(target, signal) {
      if (warm !== undefined && target.host === home.host && target.port === home.port) {
        // Taken before it is awaited: two clients at once must not get the same connection.
        const ahead = warm;
        warm = undefined;
        const connection = await takeWarm(ahead);
        if (connection !== undefined) return connection;
      }
      return dialer.dial(target, identity, signal);
    },
    takeWithout: (target, signal) => dialer.dial(target, undefined, signal),
    warmUp() {
      if (warmed === undefined) {
        warm = dialer.dial(home, identity, closing.signal);
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
}

/** Nothing where the server has closed it by now: an idle connection may end at any time. */
async function takeWarm(warm: Promise<UpstreamConnection>): Promise<UpstreamConnection | undefined> {
  const connection = await warm;
  return connection.socket.destroyed || !connection.socket.writable || connection.socket.readableEnded
    ? undefined
    : connection;
}
