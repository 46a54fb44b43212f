import type { Side } from '../../exchange/tunnel.ts';
import type { ChannelLedger } from './channel-ledger.ts';
import { SpdyHeaders } from './spdy-headers.ts';
import { type SpdyListener, SpdyReader } from './spdy-reader.ts';
import type { FrameEntry, TunnelLedger } from './tunnel-ledger.ts';
import type { WireBytes } from './wire-bytes.ts';

/**
 * Both directions of a SPDY/3.1 connection, whose streams are the channels: the side that opens one says in its headers
 * what it is for. Source: k8s.io/client-go/tools/remotecommand/v2.go, k8s.io/client-go/tools/portforward.
 */
export class SpdySession {
  readonly #streams = new Streams();
  readonly #directions: Record<Side, SpdyReader>;

  constructor(ledger: TunnelLedger) {
    this.#directions = {
      client: new SpdyReader(new SpdyDirection('client', ledger, this.#streams)),
      server: new SpdyReader(new SpdyDirection('server', ledger, this.#streams)),
    };
  }

  /** Returns why this is no SPDY, where it is none; nothing may be pushed in this direction after that. */
  push(from: Side, bytes: WireBytes): string | undefined {
    return this.#directions[from].push(bytes);
  }
}

/** How many streams are known at a time; kubectl leaves those of connections that have ended half open. */
const MAX_STREAMS = 4096;

/** The streams by their numbers. */
class Streams {
  /** The highest number that has been opened: they only rise. */
  latest = 0;
  readonly #channels = new Map<number, ChannelLedger>();

  add(stream: number, channel: ChannelLedger): void {
    this.latest = Math.max(this.latest, stream);
    this.#channels.set(stream, channel);
    const [oldest] = this.#channels.keys();
    if (this.#channels.size > MAX_STREAMS && oldest !== undefined) this.#channels.delete(oldest);
  }

  isKnown(stream: number): boolean {
    return stream > 0 && stream <= this.latest;
  }

  get(stream: number): ChannelLedger | undefined {
    return this.#channels.get(stream);
  }
}

/** Types of control frames (draft-mbelshe-httpbis-spdy-00, 2.6). */
const SYN_STREAM = 1;
const SYN_REPLY = 2;
const RST_STREAM = 3;
const HEADERS = 8;
const TYPES = ['', 'open', 'reply', 'reset', 'settings', '', 'ping', 'goaway', 'headers', 'window'];

const FLAG_FIN = 1;

/** Where the header block of each begins. */
const HEADERS_AT: Readonly<Record<number, number>> = { [SYN_STREAM]: 10, [SYN_REPLY]: 4, [HEADERS]: 4 };

class SpdyDirection implements SpdyListener {
  readonly #from: Side;
  readonly #ledger: TunnelLedger;
  readonly #streams: Streams;
  readonly #headers = new SpdyHeaders();
  #data: FrameEntry | undefined;
  #isLast = false;

  constructor(from: Side, ledger: TunnelLedger, streams: Streams) {
    this.#from = from;
    this.#ledger = ledger;
    this.#streams = streams;
  }

  control(type: number, flags: number, length: number, body: Buffer | undefined): void {
    const frame = this.#ledger.frame(this.#from, TYPES[type] || `type ${type}`, length);
    const at = HEADERS_AT[type];
    if (at === undefined && type !== RST_STREAM) return;
    if (body === undefined || body.length < (at ?? 4)) {
      // The stream has a number that is not known then, and every later header block builds on this one.
      if (at !== undefined) this.#headers.skip();
      if (type === SYN_STREAM) this.#streams.latest = STREAM_BITS;
      return;
    }
    const stream = body.readUInt32BE(0) & STREAM_BITS;
    const headers = at === undefined ? undefined : this.#headers.read(body.subarray(at));
    if (type === SYN_STREAM) this.#streams.add(stream, this.#open(stream, headers));
    const channel = this.#streams.get(stream);
    if (channel === undefined) return;
    frame.belongsTo(channel);
    if ((flags & FLAG_FIN) !== 0 && at !== undefined) frame.isLast();
  }

  beginData(stream: number, flags: number, length: number): string | undefined {
    if (!this.#streams.isKnown(stream)) return `stream ${stream} was never opened`;
    this.#data = this.#ledger.frame(this.#from, 'data', length);
    this.#isLast = (flags & FLAG_FIN) !== 0;
    const channel = this.#streams.get(stream);
    if (channel !== undefined) this.#data.belongsTo(channel);
    return undefined;
  }

  payload(bytes: WireBytes): void {
    this.#data?.payload(bytes);
  }

  endData(): void {
    if (this.#isLast) this.#data?.isLast();
    this.#data = undefined;
  }

  #open(stream: number, headers: ReadonlyMap<string, string> | undefined): ChannelLedger {
    const type = headers?.get('streamtype') ?? '';
    return this.#ledger.open({
      name: KNOWN.has(type) ? type : `stream ${stream}`,
      port: numberOf(headers?.get('port')),
      connection: numberOf(headers?.get('requestid')),
    });
  }
}

const STREAM_BITS = 0x7fff_ffff;

/** Values of `streamType`: k8s.io/api/core/v1/types.go. */
const KNOWN: ReadonlySet<string> = new Set(['stdin', 'stdout', 'stderr', 'error', 'resize', 'data']);

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
