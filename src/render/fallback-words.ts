import type { Exchange } from '../exchange/exchange.ts';
import { headerValue } from '../exchange/headers.ts';

/**
 * What kubectl does when a server, or a proxy before it, refuses a WebSocket: it asks for SPDY, in a request of its own
 * (k8s.io/client-go/tools/remotecommand/fallback.go). An instance serves one run.
 */
export class FallbackWords {
  /** Refused WebSockets by their path. */
  readonly #refused = new Map<string, number>();

  of(exchange: Exchange): string | undefined {
    const { id, request, response } = exchange;
    const asked = headerValue(request.headers, 'upgrade')?.toLowerCase();
    const { path } = request.info;
    if (asked === 'websocket' && response !== undefined && response.status !== 101) {
      this.#refused.set(path, id);
      return 'no WebSocket: kubectl can try SPDY';
    }
    const refused = this.#refused.get(path);
    if (asked === undefined || asked === 'websocket' || refused === undefined) return undefined;
    this.#refused.delete(path);
    return `SPDY, as the WebSocket of #${refused} was refused`;
  }
}
