import type { Body, RawHeader, RecordedExchange } from './exchange.ts';
import type { Redact } from './redact.ts';

/** One event of a watch, as it came and as it may be shown. */
export interface WatchEvent {
  /** `ADDED`, `MODIFIED`, `DELETED`, `BOOKMARK`, `ERROR`; `other` for what is none of them, or is not known. */
  type: string;
  /** Its text is the event's JSON. Where there is none, `withheld` says why. */
  body: Body;
}

/** The types of events that there are (k8s.io/apimachinery pkg/watch). */
export const EVENT_TYPES: ReadonlySet<string> = new Set([
  'ADDED',
  'MODIFIED',
  'DELETED',
  'BOOKMARK',
  'ERROR',
]);

/**
 * Masks one event as the whole answer would be masked: it passes through the same redaction, as an answer of its own
 * to the same request. What stands in another event decides nothing: each is a whole object.
 *
 * @param bytes the event without content coding: its JSON, its frame of protobuf, or its item of CBOR.
 */
export function redactWatchEvent(redact: Redact, recorded: RecordedExchange, bytes: Uint8Array): Body {
  const { response, open: _, error: __, ...rest } = recorded;
  const nothing: Body = { size: bytes.length, mediaType: '', withheld: 'not recorded', masked: 0 };
  if (response === undefined) return nothing;
  const single: RecordedExchange = {
    ...rest,
    response: {
      ...response,
      headers: response.headers.filter(isContentType),
      body: { size: bytes.length, bytes },
    },
  };
  const body = redact(single).response?.body ?? nothing;
  // One event is one line.
  return body.text?.endsWith('\n') === true ? { ...body, text: body.text.slice(0, -1) } : body;
}

function isContentType([name]: RawHeader): boolean {
  return name.toLowerCase() === 'content-type';
}
