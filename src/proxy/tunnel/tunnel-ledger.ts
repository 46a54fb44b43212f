import type { Frame, RecordedTunnel, Side } from '../../exchange/tunnel.ts';
import { ChannelLedger, type ChannelName } from './channel-ledger.ts';
import type { WireBytes } from './wire-bytes.ts';

export interface LedgerSettings {
  /** Bytes of each channel and direction that are kept at most; all channels together keep four times as much. */
  captureLimit: number;
  /** Whether the payloads of users are kept: standard input and output, forwarded bytes. */
  payloads: boolean;
}

/** How many frames are listed. */
const MAX_FRAMES = 1000;

/** How many channels are told apart; the streams of later ones are counted together with their like. */
const MAX_CHANNELS = 200;

/** How many kinds of later streams are told apart. */
const MAX_SHARED = 50;
const OTHERS: ChannelName = { name: 'other streams' };

/** Counts what passes, and remembers its beginning: in memory that does not grow with it. */
export class TunnelLedger {
  /** Milliseconds since the head of the request: when what is being read came. */
  now = 0;
  readonly #settings: LedgerSettings;
  readonly #channels: ChannelLedger[] = [];
  readonly #shared = new Map<string, ChannelLedger>();
  readonly #frames: Frame[] = [];
  readonly #budget: { left: number };
  #omitted = 0;
  #close: RecordedTunnel['close'];

  constructor(settings: LedgerSettings) {
    this.#settings = settings;
    this.#budget = { left: 4 * settings.captureLimit };
  }

  open(name: ChannelName): ChannelLedger {
    if (this.#channels.length < MAX_CHANNELS) return this.#add(name);
    const key = `${name.name} ${name.port}`;
    const shared = this.#shared.get(key) ?? this.#share(key, { ...name, connection: undefined });
    shared.streams += 1;
    return shared;
  }

  /** Names and ports come from the wire: of those too there may be more than are told apart. */
  #share(key: string, name: ChannelName): ChannelLedger {
    const isOneTooMany = this.#shared.size >= MAX_SHARED;
    const shared =
      (isOneTooMany ? this.#shared.get('') : undefined) ?? this.#add(isOneTooMany ? OTHERS : name);
    this.#shared.set(isOneTooMany ? '' : key, shared);
    return shared;
  }

  #add(name: ChannelName): ChannelLedger {
    const { payloads, captureLimit } = this.#settings;
    const isKept = payloads || OWN_WORDS.has(name.name);
    const limit = payloads ? captureLimit : Math.min(captureLimit, MAX_OWN_WORDS);
    const channel = new ChannelLedger(this.#channels.length, name, isKept ? limit : undefined, this.#budget);
    this.#channels.push(channel);
    return channel;
  }

  /** @param size bytes behind the frame's header; they count until a channel is known, and then its payload does. */
  frame(from: Side, type: string, size: number): FrameEntry {
    const frame: Frame = { from, at: this.now, type, size };
    if (this.#frames.length < MAX_FRAMES) this.#frames.push(frame);
    else this.#omitted += 1;
    return new FrameEntry(this, frame);
  }

  close(from: Side, body: Buffer): void {
    if (this.#close !== undefined) return;
    this.#close = { from, at: this.now };
    if (body.length < 2) return;
    this.#close.code = body.readUInt16BE(0);
    const reason = body.toString('utf8', 2);
    if (reason !== '') this.#close.reason = reason;
  }

  /** What has been counted so far; may be asked again later. */
  snapshot(): Pick<RecordedTunnel, 'channels' | 'frames' | 'omitted' | 'close'> {
    return {
      channels: this.#channels.map((channel) => channel.snapshot()),
      frames: this.#frames.map((frame) => ({ ...frame })),
      omitted: this.#omitted,
      ...(this.#close === undefined ? {} : { close: { ...this.#close } }),
    };
  }
}

/** What the server and kubectl say of a command themselves; all else is the user's data. */
const OWN_WORDS: ReadonlySet<string> = new Set(['error', 'resize']);

/** Bytes. */
const MAX_OWN_WORDS = 64 * 1024;

/** A frame that has begun; its channel may become known by its payload. */
export class FrameEntry {
  readonly #ledger: TunnelLedger;
  readonly #frame: Frame;
  #channel: ChannelLedger | undefined;
  #start: number | undefined;

  constructor(ledger: TunnelLedger, frame: Frame) {
    this.#ledger = ledger;
    this.#frame = frame;
  }

  belongsTo(channel: ChannelLedger): this {
    this.#channel = channel;
    this.#frame.channel = channel.index;
    this.#frame.size = 0;
    return this;
  }

  payload(bytes: WireBytes): void {
    const traffic = this.#channel?.traffic(this.#frame.from);
    if (traffic === undefined || bytes.length === 0) return;
    this.#frame.size += bytes.length;
    const isFirst = this.#start === undefined;
    this.#start ??= traffic.kept;
    traffic.push(bytes, this.#ledger.now, isFirst);
    if (traffic.kept > this.#start) this.#frame.span = [this.#start, traffic.kept];
  }

  /** The sender has said that nothing more comes. */
  isLast(): void {
    this.#frame.end = true;
    this.#channel?.traffic(this.#frame.from).end(this.#ledger.now);
  }
}
