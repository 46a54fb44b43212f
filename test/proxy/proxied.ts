import { test } from 'vitest';
import type { RecordedExchange } from '../../src/exchange/exchange.ts';
import type { Upstream } from '../../src/kubeconfig/upstream.ts';
import { type LocalProxy, startProxy } from '../../src/proxy/proxy.ts';
import type { ProxyObserver } from '../../src/proxy/recorder.ts';
import { type ClientSide, connectThrough } from './raw-client.ts';
import {
  type ServerSide,
  startUpstreamServer,
  type UpstreamServer,
  type UpstreamServerOptions,
} from './upstream-server.ts';

/** What the observer of a proxy was told. */
export interface Told {
  started: RecordedExchange[];
  ended: RecordedExchange[];
  problems: string[];
}

export interface ProxiedOptions extends UpstreamServerOptions {
  /** What the kubeconfig says otherwise than the server is. */
  upstream?: Partial<Upstream>;
  observer?: ProxyObserver;
  captureLimit?: number;
  /** Whether a connection to the server is made ahead of the first client, as in a traced run; the default. */
  ahead?: boolean;
}

/** A server, the proxy before it, and clients through it. */
export interface Proxied {
  server: UpstreamServer;
  proxy: LocalProxy;
  told: Told;
  /** Both sides of a new connection. */
  open(): Promise<Sides>;
}

export interface Sides {
  client: ClientSide;
  server: ServerSide;
}

/** `it` with `start`: what is started ends with the test. */
export const it = test.extend<{ start: (options?: ProxiedOptions) => Promise<Proxied> }>({
  start: async ({ task: _task }, use) => {
    const started: Proxied[] = [];
    await use(async (options = {}) => {
      const proxied = await startProxied(options);
      started.push(proxied);
      return proxied;
    });
    for (const { proxy, server } of started) {
      await proxy.close();
      await server.close();
    }
  },
});

async function startProxied(options: ProxiedOptions): Promise<Proxied> {
  const server = await startUpstreamServer(options);
  const told: Told = { started: [], ended: [], problems: [] };
  const proxy = await startProxy({
    upstreams: [{ ...server.upstream, ...options.upstream }],
    observer: options.observer ?? createObserver(told),
    captureLimit: options.captureLimit ?? 1024 * 1024,
  });
  await proxy.serve();
  // The connection that is made ahead goes to the first client.
  if (options.ahead === false) await proxy.serve();
  else if (options.silent === true) proxy.prepare();
  else await proxy.prepare();
  return {
    server,
    proxy,
    told,
    async open() {
      const [client, serverSide] = await Promise.all([
        connectThrough(proxy.url, server.authority, { ca: proxy.caPem }),
        server.next(),
      ]);
      return { client, server: serverSide };
    },
  };
}

function createObserver(told: Told): ProxyObserver {
  return {
    exchangeStarted: (exchange) => told.started.push(exchange),
    exchangeEnded: (exchange) => told.ended.push(exchange),
    problem: (message) => told.problems.push(message),
  };
}
