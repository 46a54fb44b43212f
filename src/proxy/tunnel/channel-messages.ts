import type { Side } from '../../exchange/tunnel.ts';
import { Base64Reader } from './base64-reader.ts';
import type { ChannelLedger } from './channel-ledger.ts';
import type { FrameEntry, TunnelLedger } from './tunnel-ledger.ts';
import type { WebSocketHeader, WebSocketListener } from './websocket-reader.ts';
import type { WireBytes } from './wire-bytes.ts';

/** What the numbers of channels mean. */
export interface ChannelProtocol {
  channel(number: number): ChannelLedger;
  /** Bytes of the message that has begun that are no payload yet. */
  prefixLength(from: Side, number: number): number;
}

/** From v5.channel.k8s.io on: the byte behind it is the channel on which nothing more comes. */
const CLOSE_SIGNAL = 255;

/** Of a message in base64 that does not begin with a digit: it counts for the tunnel alone. */
const NO_CHANNEL = -1;

/**
 * The messages of `*.channel.k8s.io` in one direction: a byte for the channel, then its payload. In the base64 kinds the
 * byte is the channel's digit, and the rest is base64. Source: k8s.io/apimachinery and k8s.io/streaming, wsstream.
 */
export class ChannelMessages implements WebSocketListener {
  readonly #from: Side;
  readonly #ledger: TunnelLedger;
  readonly #protocol: ChannelProtocol;
  readonly #base64: Base64Reader | undefined;
  #frame: FrameEntry | undefined;
  /** Of the message that is under way; undefined before its first byte. */
  #channel: number | undefined;
  #isLastFrame = true;
  /** Bytes of the message that are to be passed over. */
  #prefix = 0;

  constructor(from: Side, ledger: TunnelLedger, protocol: ChannelProtocol, isBase64: boolean) {
    this.#from = from;
    this.#ledger = ledger;
    this.#protocol = protocol;
    this.#base64 = isBase64 ? new Base64Reader() : undefined;
  }

  begin({ opcode, isFinal, length }: WebSocketHeader): void {
    const frame = this.#ledger.frame(this.#from, TYPES[opcode] ?? '', length);
    this.#frame = frame;
    this.#isLastFrame = isFinal;
    if (opcode !== 0) this.#channel = undefined;
    if (this.#channel !== undefined && isChannel(this.#channel))
      frame.belongsTo(this.#protocol.channel(this.#channel));
  }

  payload(bytes: WireBytes): void {
    if (this.#channel !== undefined) this.#pass(bytes);
    else {
      this.#beginMessage(bytes.at(0));
      this.#pass(bytes.slice(1));
    }
  }

  end(): void {
    this.#frame = undefined;
    if (this.#isLastFrame) {
      this.#channel = undefined;
      this.#base64?.reset();
    }
  }

  #beginMessage(first: number): void {
    const number = this.#base64 === undefined ? first : numberOfDigit(first);
    this.#channel = number;
    if (!isChannel(number)) return;
    this.#prefix = this.#protocol.prefixLength(this.#from, number);
    this.#frame?.belongsTo(this.#protocol.channel(number));
  }

  #pass(raw: WireBytes): void {
    if (this.#channel === NO_CHANNEL) return;
    const bytes = this.#base64?.decode(raw) ?? raw;
    if (bytes.length === 0) return;
    if (this.#channel === CLOSE_SIGNAL) {
      this.#frame?.belongsTo(this.#protocol.channel(bytes.at(0))).isLast();
      return;
    }
    const skipped = Math.min(this.#prefix, bytes.length);
    this.#prefix -= skipped;
    this.#frame?.payload(bytes.slice(skipped));
  }
}

function isChannel(number: number): boolean {
  return number !== CLOSE_SIGNAL && number !== NO_CHANNEL;
}

function numberOfDigit(byte: number): number {
  return byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : NO_CHANNEL;
}

const TYPES = ['continuation', 'text', 'binary'];
