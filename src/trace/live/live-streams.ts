import type { Exchange, RawHeader, RecordedExchange } from '../../exchange/exchange.ts';
import { isFollowedLog } from '../../exchange/long-running.ts';
import type { Redact } from '../../exchange/redact.ts';
import { redactWatchEvent } from '../../exchange/watch-event.ts';
import type { Renderer } from '../../render/renderer.ts';
import { createContentDecoder } from './content-decoder.ts';
import { EventCounter } from './event-counter.ts';
import { type Line, LineSplitter } from './lines.ts';
import { ShowQueue } from './show-queue.ts';

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

/** What is shown of one event, in bytes; a longer one is counted. etcd takes objects up to 1.5 MiB. */
const EVENT_LIMIT = 4 * 1024 * 1024;

interface Stream {
  /** As it was opened; undefined where it is not shown. */
  shown: Exchange | undefined;
  /** Whether its events are to be shown. */
  wantsEvents: boolean;
  push: ((chunk: Buffer) => void) | undefined;
  /** Writes the counts. */
  close(): void;
}

export function createLiveStreams(parts: LiveParts): LiveStreams {
  const { redact, isShown, renderer, write, guard, isLive } = parts;
  const streams = new Map<RecordedExchange, Stream>();
  const queue = new ShowQueue(guard);

  const open = (recorded: RecordedExchange, stream: Stream) => {
    const exchange = redact(recorded);
    stream.wantsEvents = isShown(exchange) && renderer.event !== undefined;
    if (!isShown(exchange)) return;
    stream.shown = exchange;
    write(renderer.opened?.(exchange) ?? '');
  };
  const show = (recorded: RecordedExchange, stream: Stream, type: string, bytes: Buffer | undefined) => {
    if (stream.shown === undefined) return;
    const body =
      bytes === undefined
        ? { size: 0, mediaType: '', withheld: 'too long to be shown as it comes', masked: 0 }
        : redactWatchEvent(redact, recorded, bytes);
    write(renderer.event?.(stream.shown, { type, body }) ?? '');
  };
  const tellSkipped = (stream: Stream, count: number) => {
    if (stream.shown === undefined) return;
    const withheld = `${count} event${count === 1 ? '' : 's'} that came too fast to be shown`;
    write(
      renderer.event?.(stream.shown, { type: '', body: { size: 0, mediaType: '', withheld, masked: 0 } }) ??
        '',
    );
  };

  return {
    started(recorded) {
      const { response } = recorded;
      if (response?.status !== 200) return;
      const wantsEvents = isLive && renderer.opened !== undefined;
      const stream: Stream = { shown: undefined, wantsEvents, push: undefined, close: () => undefined };
      streams.set(recorded, stream);
      if (wantsEvents) queue.add(() => open(recorded, stream));
      if (isFollowedLog(recorded.request)) countLines(recorded, stream);
      else if (isJson(response.headers)) {
        const counter = new EventCounter();
        const splitter = new LineSplitter(EVENT_LIMIT, (line: Line) => {
          const type = counter.add(line);
          if (type === undefined || !stream.wantsEvents) return;
          // Copied: the line is a part of what kubectl gets, and waits here.
          const bytes = line.bytes === undefined ? undefined : Buffer.from(line.bytes);
          const isQueued = queue.add(() => show(recorded, stream, type, bytes), bytes?.length ?? 0);
          if (!isQueued) queue.skip(stream, (count) => tellSkipped(stream, count));
        });
        stream.push = createContentDecoder(response.headers, (plain) => splitter.push(plain));
        stream.close = () => {
          if (stream.push !== undefined && recorded.response !== undefined)
            recorded.response.events = counter.counts();
        };
      }
    },
    chunk(recorded, chunk) {
      streams.get(recorded)?.push?.(chunk);
    },
    ended(recorded) {
      const stream = streams.get(recorded);
      if (stream === undefined) return false;
      streams.delete(recorded);
      guard(() => stream.close());
      queue.drain();
      return stream.shown !== undefined;
    },
  };
}

function countLines(recorded: RecordedExchange, stream: Stream): void {
  let lines = 0;
  let endsWithin = false;
  const count = (plain: Buffer) => {
    for (let at = plain.indexOf(0x0a); at !== -1; at = plain.indexOf(0x0a, at + 1)) lines += 1;
    endsWithin = plain.at(-1) !== 0x0a;
  };
  stream.push = createContentDecoder(recorded.response?.headers ?? [], count);
  stream.close = () => {
    if (stream.push !== undefined && recorded.response !== undefined)
      recorded.response.lines = lines + (endsWithin ? 1 : 0);
  };
}

function isJson(headers: readonly RawHeader[]): boolean {
  const type = headers.findLast(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  return /^\s*application\/json\s*(?:;|$)/i.test(type);
}
