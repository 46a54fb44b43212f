import { encodeJson } from '../codec/encode-json.ts';
import { encodeProtobuf, encodeWatchFrame } from '../codec/protobuf/encode.ts';
import type { JsonObject } from '../model/json.ts';
import type { SentEvent, Watch } from '../registry/verbs/watch.ts';
import { JSON_TYPE, type MediaType, PROTOBUF_TYPE } from './media-types.ts';
import { type Transformation, transformEvent } from './transform.ts';
import type { Exchange } from './writer.ts';

/** A client that reads so much slower than things happen is let go, as the server does with a full channel. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;
/** Watches without a timeout end after 30 to 60 minutes. */
const MIN_TIMEOUT_SECONDS = 1800;

/** Sends the events of a watch until the client leaves or the time is over. */
export function streamWatch(
  exchange: Exchange,
  watch: Watch,
  transformation: Transformation,
  { type }: MediaType,
  timeoutSeconds: number | undefined,
): void {
  const { request, response, catalog } = exchange;
  const isProtobuf = type === PROTOBUF_TYPE && transformation.as?.kind !== 'Table';
  response.statusCode = 200;
  response.setHeader('Content-Type', isProtobuf ? `${PROTOBUF_TYPE};stream=watch` : JSON_TYPE);
  response.flushHeaders();
  let isFirst = true;
  const send = (events: readonly SentEvent[]) => {
    for (const event of events) {
      const object: JsonObject =
        event.type === 'ERROR' ? event.status : transformEvent(event.object, transformation, { isFirst });
      isFirst = false;
      const frame = isProtobuf ? protobufFrame(event.type, object) : jsonFrame(event.type, object);
      response.write(frame);
    }
    if (response.writableLength > MAX_BUFFERED_BYTES) response.destroy();
  };
  const protobufFrame = (eventType: string, object: JsonObject) =>
    encodeWatchFrame(eventType, encodeProtobuf(catalog, object) ?? Buffer.alloc(0));
  const seconds = timeoutSeconds || MIN_TIMEOUT_SECONDS * (1 + Math.random());
  const timer = setTimeout(() => response.end(), seconds * 1000);
  timer.unref();
  const stop = watch.start(send, () => response.end());
  response.on('close', () => {
    clearTimeout(timer);
    stop();
  });
  request.resume();
}

function jsonFrame(type: string, object: JsonObject): string {
  return encodeJson({ type, object });
}
