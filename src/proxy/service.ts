import type { CertificateAuthority } from './certificates.ts';
import { createInnerServer } from './inner-server.ts';
import type { Listener } from './listener.ts';
import type { ProxySettings } from './proxy.ts';
import { createProxyRequests } from './proxy-requests.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { createTerminator } from './terminate-tls.ts';
import { createUpstreamDialer } from './upstream-connection.ts';
import { createUpstreamSupply } from './upstream-supply.ts';

/** What the proxy needs once a client comes; loaded while kubectl starts. */
export interface Service {
  recorder: Recorder;
  /** Connects to the server ahead. Ends with whether the connection has come about. */
  warmUp(): Promise<boolean>;
  close(): void;
}

/** Puts the proxy's parts together behind its open port. */
export function createService(
  settings: ProxySettings,
  authority: CertificateAuthority,
  listener: Listener,
  credentials: string,
): Service {
  const { upstream, observer, captureLimit } = settings;
  const recorder = createRecorder(observer, { captureLimit, basePath: upstream.server.pathname });
  const supply = createUpstreamSupply(upstream, createUpstreamDialer(upstream));
  const inner = createInnerServer(recorder, upstream.server.protocol === 'https:' ? 'https' : 'http');
  const terminate = createTerminator({ upstream, authority, supply, recorder, inner });
  const requests = createProxyRequests(credentials, {
    connect: terminate.connect,
    absolute: (target, request, response) => inner.serveAbsolute(target, request, response, supply),
  });
  listener.serve(requests.serve);
  return {
    recorder,
    warmUp() {
      const connecting = supply.warmUp();
      terminate.prepare();
      return connecting;
    },
    close() {
      supply.close();
      inner.close();
      requests.close();
    },
  };
}
