import type { Side } from '../../exchange/tunnel.ts';
import type { SpdySession } from './spdy-session.ts';
import type { WebSocketListener } from './websocket-reader.ts';
import type { WireBytes } from './wire-bytes.ts';

/**
 * SPDY/3.1 in the binary messages of a WebSocket, one direction of it. The messages are only pieces of it, and so are not
 * listed as frames. Source: k8s.io/client-go/tools/portforward/tunneling_connection.go.
 */
export class SpdyMessages implements WebSocketListener {
  /** Why what the messages hold is no SPDY, once it has shown. */
  fault: string | undefined;
  readonly #from: Side;
  readonly #session: SpdySession;

  constructor(from: Side, session: SpdySession) {
    this.#from = from;
    this.#session = session;
  }

  begin(): void {}

  payload(bytes: WireBytes): void {
    this.fault ??= this.#session.push(this.#from, bytes);
  }

  end(): void {}
}
