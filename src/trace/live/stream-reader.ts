import type { RecordedExchange } from '../../exchange/exchange.ts';
import { headerValue } from '../../exchange/headers.ts';
import { isFollowedLog } from '../../exchange/long-running.ts';
import { EVENT_TYPES } from '../../exchange/watch-event.ts';
import { CborSplitter, stringInMap } from './cbor-items.ts';
import { createContentDecoder } from './content-decoder.ts';
import { END_OF_INITIAL_EVENTS, EventCounter } from './event-counter.ts';
import { FrameSplitter } from './frames.ts';
import { LineSplitter } from './lines.ts';

/** Counts what comes on one stream. */
export interface StreamReader {
  /** A part of the answer, as it went over the wire. */
  push(chunk: Buffer): void;
  /** Writes the counts into the recording. */
  close(): void;
}

/**
 * Told of each event of a watch.
 * @param bytes as it came, without content coding, valid until this returns; or why it cannot be shown, in words.
 */
export type OnEvent = (type: string, bytes: Buffer | string) => void;

/** What is shown of one event, in bytes; a longer one is counted. etcd takes objects up to 1.5 MiB. */
const EVENT_LIMIT = 4 * 1024 * 1024;

/** @returns undefined for a stream that cannot be read: its bytes are counted as those of any body. */
export function createStreamReader(recorded: RecordedExchange, onEvent: OnEvent): StreamReader | undefined {
  const headers = recorded.response?.headers ?? [];
  const type = headerValue(headers, 'content-type') ?? '';
  const reader = isFollowedLog(recorded.request)
    ? readLog(recorded)
    : READERS.find(([mediaType]) => mediaType.test(type))?.[1](recorded, onEvent);
  if (reader === undefined) return undefined;
  const decoder = createContentDecoder(headers, reader.push);
  if (decoder === undefined) return undefined;
  return {
    push: decoder.push,
    close() {
      decoder.end();
      reader.close();
    },
  };
}

const READERS: readonly [RegExp, (recorded: RecordedExchange, onEvent: OnEvent) => StreamReader][] = [
  [/^\s*application\/json\s*(?:;|$)/i, readJson],
  [/^\s*application\/vnd\.kubernetes\.protobuf\s*(?:;|$)/i, readProtobuf],
  [/^\s*application\/cbor-seq\s*(?:;|$)/i, readCbor],
];

function readJson(recorded: RecordedExchange, onEvent: OnEvent): StreamReader {
  const counter = new EventCounter();
  const splitter = new LineSplitter(EVENT_LIMIT, (line) => {
    const type = counter.add(line);
    if (type !== undefined)
      onEvent(type, line.bytes ?? `${line.size} bytes: too long to be shown as it comes`);
  });
  const counted = createCounted(recorded, counter, (plain) => splitter.push(plain));
  return {
    push: counted.push,
    close() {
      counted.close();
      if (splitter.unfinished > 0) onEvent('', `an unfinished event, ${splitter.unfinished} bytes`);
    },
  };
}

function readProtobuf(recorded: RecordedExchange, onEvent: OnEvent): StreamReader {
  const counter = new EventCounter();
  const splitter = new FrameSplitter(EVENT_LIMIT, ({ type, size, bytes }) => {
    counter.count(type, () => bytes?.includes(END_OF_INITIAL_EVENTS) === true);
    onEvent(type, bytes ?? `${size} bytes of protobuf: too long to be shown as it comes`);
  });
  return createCounted(recorded, counter, (plain) => splitter.push(plain));
}

function readCbor(recorded: RecordedExchange, onEvent: OnEvent): StreamReader {
  const counter = new EventCounter();
  const splitter = new CborSplitter(EVENT_LIMIT, (item) => {
    const type = stringInMap(item, 'type') ?? '';
    const known = EVENT_TYPES.has(type) ? type : 'other';
    counter.count(known, () => item.includes(END_OF_INITIAL_EVENTS));
    onEvent(known, item);
  });
  return createCounted(recorded, counter, (plain) => splitter.push(plain));
}

function createCounted(
  recorded: RecordedExchange,
  counter: EventCounter,
  push: (plain: Buffer) => void,
): StreamReader {
  return {
    push,
    close() {
      if (recorded.response !== undefined) recorded.response.events = counter.counts();
    },
  };
}

function readLog(recorded: RecordedExchange): StreamReader {
  let lines = 0;
  let endsWithin = false;
  return {
    push(plain) {
      for (let at = plain.indexOf(NEWLINE); at !== -1; at = plain.indexOf(NEWLINE, at + 1)) lines += 1;
      endsWithin = plain.at(-1) !== NEWLINE;
    },
    close() {
      if (recorded.response !== undefined) recorded.response.lines = lines + (endsWithin ? 1 : 0);
    },
  };
}

const NEWLINE = 0x0a;
