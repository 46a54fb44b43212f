import { randomBytes } from 'node:crypto';
import { PROXY_USER, type Upstream } from '../kubeconfig/upstream.ts';
import { createCertificateAuthority } from './certificates.ts';
import { listenOnLoopback } from './listener.ts';
import type { ProxyObserver } from './recorder.ts';
import type { Service } from './service.ts';

export interface ProxySettings {
  /** The servers that the traced program may speak to, each by a proxy URL of its own; the first is the likely one. */
  upstreams: readonly [Upstream, ...Upstream[]];
  observer: ProxyObserver;
  /** How many bytes of each body are recorded. */
  captureLimit: number;
  /** Whether what users send through tunnels is recorded too; it is not by default. */
  payloads?: boolean;
}

/** The local proxy between kubectl and the API server. */
export interface LocalProxy {
  /** For the overlay's `proxy-url`, password included: the way to the first upstream. */
  url: string;
  /** The ways to all upstreams, in their order. */
  urls: readonly string[];
  /** The certificate of the throwaway authority, PEM, for the overlay's `certificate-authority-data`. */
  caPem: string;
  /** Loads what serves the clients; until then they wait. A second call does nothing. */
  serve(): Promise<void>;
  /**
   * To be called once kubectl is starting: serves, and connects to the server in the time (about 50 ms) that
   * kubectl takes to get there. Ends with whether the connection has come about.
   */
  prepare(): Promise<boolean>;
  /** How many exchanges are under way. */
  readonly openCount: number;
  /** How many have begun. */
  readonly count: number;
  /** Tells the observer of the exchanges that are still under way, marked as open. */
  endOpen(): void;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

/**
 * Opens the proxy's port and makes its certificate authority: what the overlay kubeconfig has to name before
 * kubectl can start. All else waits for `prepare`.
 */
export async function startProxy(settings: ProxySettings): Promise<LocalProxy> {
  const listening = listenOnLoopback();
  const authority = createCertificateAuthority();
  const listener = await listening;
  // The password differs too: whoever may use one way has not got the others.
  const users = new Map(
    settings.upstreams.map((upstream, index) => {
      const name = index === 0 ? PROXY_USER : `${PROXY_USER}-${index + 1}`;
      return [upstream, `${name}:${randomBytes(24).toString('hex')}`] as const;
    }),
  );
  const urls = [...users.values()].map((user) => `http://${user}@127.0.0.1:${listener.port}`);
  let service: Service | undefined;
  let isClosed = false;
  const load = async (): Promise<Service> => {
    try {
      const { createService } = await import('./service.ts');
      service ??= createService(settings, authority, listener, users);
    } catch (error) {
      // Nobody will ever serve those who wait: kubectl is to see a refused connection, not silence.
      await listener.close();
      throw error;
    }
    // The end may have come while that was loaded.
    if (isClosed) service.close();
    return service;
  };
  return {
    url: urls[0] ?? '',
    urls,
    caPem: authority.pem,
    async serve() {
      await load();
    },
    prepare: async () => (await load()).warmUp(),
    get openCount() {
      return service?.recorder.openCount ?? 0;
    },
    get count() {
      return service?.recorder.count ?? 0;
    },
    endOpen: () => service?.recorder.endOpen(),
    async close() {
      isClosed = true;
      service?.close();
      await listener.close();
    },
  };
}
