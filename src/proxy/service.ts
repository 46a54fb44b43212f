import type { Upstream } from '../kubeconfig/upstream.ts';
import type { CertificateAuthority } from './certificates.ts';
import { createInnerServer } from './inner-server.ts';
import type { Listener } from './listener.ts';
import type { ProxySettings } from './proxy.ts';
import { createProxyRequests, type ProxyHandlers } from './proxy-requests.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { createTerminator } from './terminate-tls.ts';
import { createUpstreamDialer } from './upstream-connection.ts';
import { createUpstreamSupply } from './upstream-supply.ts';

/** What the proxy needs once a client comes; loaded while kubectl starts. */
export interface Service {
  recorder: Recorder;
  /** Connects to the first server ahead. Ends with whether the connection has come about. */
  warmUp(): Promise<boolean>;
  close(): void;
}

/**
 * Puts the proxy's parts together behind its open port.
 *
 * @param users the proxy users by the upstream that each of them leads to.
 */
export function createService(
  settings: ProxySettings,
  authority: CertificateAuthority,
  listener: Listener,
  users: ReadonlyMap<Upstream, string>,
): Service {
  const { observer, captureLimit, payloads = false } = settings;
  const recorder = createRecorder(observer, { captureLimit, payloads });
  const routes = settings.upstreams.map((upstream) => createRoute(upstream, authority, recorder));
  const byUser = new Map(routes.map((route) => [users.get(route.upstream) ?? '', route.handlers]));
  const requests = createProxyRequests(byUser);
  listener.serve(requests.serve);
  return {
    recorder,
    warmUp: async () => (await routes[0]?.warmUp()) ?? false,
    close() {
      for (const route of routes) route.close();
      requests.close();
    },
  };
}

/** The way to one cluster. */
interface Route {
  upstream: Upstream;
  handlers: ProxyHandlers;
  warmUp(): Promise<boolean>;
  close(): void;
}

function createRoute(upstream: Upstream, authority: CertificateAuthority, recorder: Recorder): Route {
  const supply = createUpstreamSupply(upstream, createUpstreamDialer(upstream));
  const inner = createInnerServer(recorder, upstream.server);
  const terminate = createTerminator({ upstream, authority, supply, recorder, inner });
  return {
    upstream,
    handlers: {
      connect: terminate.connect,
      absolute: (target, request, response) => inner.serveAbsolute(target, request, response, supply),
    },
    warmUp() {
      const connecting = supply.warmUp();
      terminate.prepare();
      return connecting;
    },
    close() {
      supply.close();
      inner.close();
    },
  };
}
