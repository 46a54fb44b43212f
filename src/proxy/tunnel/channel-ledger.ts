import type { Channel, RecordedPayload, Side, Traffic } from '../../exchange/tunnel.ts';
import { BodyCapture } from '../capture.ts';
import type { WireBytes } from './wire-bytes.ts';

export interface ChannelName {
  name: string;
  port?: number | undefined;
  connection?: number | undefined;
}

/** Counts one channel of a tunnel in both directions. */
export class ChannelLedger {
  readonly index: number;
  /** How many streams share it, where it is shared. */
  streams = 0;
  readonly #name: ChannelName;
  readonly #sent: TrafficLedger;
  readonly #received: TrafficLedger;

  /** @param limit in bytes for each direction; undefined where no payload is kept. */
  constructor(index: number, name: ChannelName, limit: number | undefined, budget: { left: number }) {
    this.index = index;
    this.#name = name;
    this.#sent = new TrafficLedger(limit, budget);
    this.#received = new TrafficLedger(limit, budget);
  }

  traffic(from: Side): TrafficLedger {
    return from === 'client' ? this.#sent : this.#received;
  }

  snapshot(): Channel<RecordedPayload> {
    const { name, port, connection } = this.#name;
    const received = this.#received.snapshot();
    return {
      name,
      ...(port === undefined ? {} : { port }),
      ...(connection === undefined ? {} : { connection }),
      ...(this.streams === 0 ? {} : { streams: this.streams }),
      sent: this.#sent.snapshot(),
      received:
        PRINTED.has(name) && this.#received.isWithinLine ? { ...received, isWithinLine: true } : received,
    };
  }
}

/** What a client prints as it comes. */
const PRINTED: ReadonlySet<string> = new Set(['stdout', 'stderr']);
const NEWLINE = 0x0a;

class TrafficLedger {
  readonly #capture: BodyCapture | undefined;
  readonly #limit: number;
  readonly #budget: { left: number };
  readonly #counts: Traffic<never> = { bytes: 0, frames: 0 };
  /** Bytes of payload that are kept. */
  kept = 0;
  /** Whether the last byte was no end of a line. */
  isWithinLine = false;

  constructor(limit: number | undefined, budget: { left: number }) {
    this.#capture = limit === undefined ? undefined : new BodyCapture(limit);
    this.#limit = limit ?? 0;
    this.#budget = budget;
  }

  /** @param isFirst whether a frame begins with it. */
  push(bytes: WireBytes, at: number, isFirst: boolean): void {
    const counts = this.#counts;
    counts.bytes += bytes.length;
    if (isFirst) counts.frames += 1;
    counts.first ??= at;
    counts.last = at;
    if (bytes.length > 0) this.isWithinLine = bytes.at(bytes.length - 1) !== NEWLINE;
    // Once something is left out, nothing that follows may be kept: what is kept is a beginning.
    if (this.#capture === undefined || this.kept < counts.bytes - bytes.length) return;
    const count = Math.min(bytes.length, this.#limit - this.kept, this.#budget.left);
    if (count <= 0) return;
    this.#capture.push(bytes.slice(0, count).toBuffer());
    this.kept += count;
    this.#budget.left -= count;
  }

  end(at: number): void {
    this.#counts.ended ??= at;
  }

  snapshot(): Traffic<RecordedPayload> {
    if (this.#capture === undefined || this.#counts.bytes === 0) return { ...this.#counts };
    return { ...this.#counts, payload: { bytes: this.#capture.body().bytes } };
  }
}
