import type { Body, Exchange, RecordedExchange } from '../../exchange/exchange.ts';
import type { Redact } from '../../exchange/redact.ts';
import { redactWatchEvent } from '../../exchange/watch-event.ts';
import type { Renderer } from '../../render/renderer.ts';
import { ShowQueue } from './show-queue.ts';
import { createStreamReader, type StreamReader } from './stream-reader.ts';

export interface LiveParts {
  redact: Redact;
  /** Whether an exchange of which only the head of the answer is known is to be shown. */
  isShown(exchange: Exchange): boolean;
  renderer: Pick<Renderer, 'opened' | 'event'>;
  write(text: string): void;
  /** Runs what may have a fault of ours. */
  guard(doing: () => void): void;
  /** False where everything waits until the command has ended: then streams are only counted. */
  isLive: boolean;
}

/** Shows and counts answers without an end of their own, as they come. */
export interface LiveStreams {
  started(recorded: RecordedExchange): void;
  chunk(recorded: RecordedExchange, chunk: Buffer): void;
  /** Writes what has come, and the counts into the recording. Returns whether the exchange has been shown so far. */
  ended(recorded: RecordedExchange): boolean;
}

interface Stream {
  recorded: RecordedExchange;
  reader: StreamReader | undefined;
  /** As it was opened; undefined where it is not shown. */
  shown: Exchange | undefined;
  /** Whether its events are to be shown. */
  wantsEvents: boolean;
}

export function createLiveStreams(parts: LiveParts): LiveStreams {
  const { redact, isShown, renderer, write, guard, isLive } = parts;
  const streams = new Map<RecordedExchange, Stream>();
  const queue = new ShowQueue(guard);

  const open = (stream: Stream) => {
    const exchange = redact(stream.recorded);
    if (isShown(exchange)) {
      stream.shown = exchange;
      write(renderer.opened?.(exchange) ?? '');
    } else stream.wantsEvents = false;
  };
  const show = (stream: Stream, type: string, event: Buffer | string) => {
    if (stream.shown === undefined) return;
    const body =
      typeof event === 'string' ? withheld(event) : redactWatchEvent(redact, stream.recorded, event);
    write(renderer.event?.(stream.shown, { type, body }) ?? '');
  };
  const enqueue = (stream: Stream, type: string, event: Buffer | string) => {
    if (!stream.wantsEvents) return;
    // Copied: it is a part of what kubectl gets, and waits here.
    const kept = typeof event === 'string' ? event : Buffer.from(event);
    if (queue.add(() => show(stream, type, kept), kept.length)) return;
    queue.skip(stream, (count) => show(stream, '', `events that came too fast to be shown: ${count}`));
  };

  return {
    started(recorded) {
      if (recorded.response?.status !== 200) return;
      const mayShow = isLive && renderer.opened !== undefined;
      const wantsEvents = mayShow && renderer.event !== undefined;
      const stream: Stream = { recorded, reader: undefined, shown: undefined, wantsEvents };
      stream.reader = createStreamReader(recorded, (type, event) => enqueue(stream, type, event));
      streams.set(recorded, stream);
      if (mayShow) queue.add(() => open(stream));
    },
    chunk(recorded, chunk) {
      streams.get(recorded)?.reader?.push(chunk);
    },
    ended(recorded) {
      const stream = streams.get(recorded);
      if (stream === undefined) return false;
      streams.delete(recorded);
      guard(() => stream.reader?.close());
      queue.drain();
      return stream.shown !== undefined;
    },
  };
}

function withheld(why: string): Body {
  return { size: 0, mediaType: '', withheld: why, masked: 0 };
}
