import type { Side } from '../../exchange/tunnel.ts';
import type { TunnelLedger } from './tunnel-ledger.ts';
import type { WebSocketHeader, WebSocketListener } from './websocket-reader.ts';
import type { WireBytes } from './wire-bytes.ts';

/**
 * Takes the frames that are a WebSocket's own (RFC 6455, 5.5), which may stand between those of a message, from one
 * direction, and passes the others on.
 */
export class ControlFrames implements WebSocketListener {
  readonly #from: Side;
  readonly #ledger: TunnelLedger;
  readonly #next: WebSocketListener;
  /** The one that is under way. */
  #frame: { opcode: number; body: Buffer } | undefined;

  constructor(from: Side, ledger: TunnelLedger, next: WebSocketListener) {
    this.#from = from;
    this.#ledger = ledger;
    this.#next = next;
  }

  begin(header: WebSocketHeader): void {
    const type = TYPES[header.opcode];
    if (type === undefined) this.#next.begin(header);
    else {
      this.#ledger.frame(this.#from, type, header.length);
      this.#frame = { opcode: header.opcode, body: Buffer.alloc(0) };
    }
  }

  payload(bytes: WireBytes): void {
    if (this.#frame === undefined) this.#next.payload(bytes);
    else this.#frame.body = Buffer.concat([this.#frame.body, bytes.toBuffer()]);
  }

  end(): void {
    if (this.#frame === undefined) this.#next.end();
    else if (this.#frame.opcode === CLOSE) this.#ledger.close(this.#from, this.#frame.body);
    this.#frame = undefined;
  }
}

const CLOSE = 8;

const TYPES: Readonly<Record<number, string>> = { [CLOSE]: 'close', 9: 'ping', 10: 'pong' };
