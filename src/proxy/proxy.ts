import type { Upstream } from '../kubeconfig/upstream.ts';
import { createCertificateAuthority } from './certificates.ts';
import { createInnerServer } from './inner-server.ts';
import { listen, refuse } from './listener.ts';
import { createRecorder, type ProxyObserver } from './recorder.ts';
import { createTerminator } from './terminate-tls.ts';
import { createUpstreamDialer } from './upstream-connection.ts';
import { createUpstreamSupply } from './upstream-supply.ts';

export interface ProxySettings {
  upstream: Upstream;
  observer: ProxyObserver;
  /** How many bytes of each body are recorded. */
  captureLimit: number;
  environment: NodeJS.ProcessEnv;
}

/** The local proxy between kubectl and the API server. */
export interface LocalProxy {
  /** For the overlay's `proxy-url`, password included. */
  url: string;
  /** The certificate of the throwaway authority, PEM, for the overlay's `certificate-authority-data`. */
  caPem: string;
  /**
   * To be called once kubectl is starting: connects to the server and loads what the first request needs in
   * the time (about 80 ms) that kubectl takes to get there. Ends with whether the connection has come about.
   */
  prepare(): Promise<boolean>;
  /** How many exchanges are under way. */
  readonly openCount: number;
  /** Tells the observer of the exchanges that are still under way, marked as open. */
  endOpen(): void;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

/** Starts the proxy on a free loopback port. */
export async function startProxy(settings: ProxySettings): Promise<LocalProxy> {
  const { upstream, environment } = settings;
  const authority = createCertificateAuthority();
  const recorder = createRecorder(settings.observer, {
    captureLimit: settings.captureLimit,
    basePath: upstream.server.pathname,
  });
  const supply = createUpstreamSupply(upstream, createUpstreamDialer(upstream, environment));
  const inner = createInnerServer(recorder, upstream.server.protocol === 'https:' ? 'https' : 'http');
  const terminate = createTerminator({ upstream, authority, supply, recorder, inner });
  const listener = await listen({
    connect: (target, downstream, head) => {
      // Nobody of ours speaks before the answer to CONNECT; what does is not kubectl.
      if (head.length > 0) refuse(downstream, '400 Bad Request');
      else terminate(target, downstream);
    },
    absolute: (target, request, response) => inner.serveAbsolute(target, request, response, supply),
  });
  return {
    url: listener.url,
    caPem: authority.pem,
    async prepare() {
      const [isConnected] = await Promise.all([supply.warmUp(), inner.prepare()]);
      return isConnected;
    },
    get openCount() {
      return recorder.openCount;
    },
    endOpen: () => recorder.endOpen(),
    async close() {
      supply.close();
      inner.close();
      await listener.close();
    },
  };
}
