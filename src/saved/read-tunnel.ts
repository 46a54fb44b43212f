import type { Channel, ExitStatus, Frame, Payload, Side, Span, Traffic, Tunnel } from '../exchange/tunnel.ts';
import { countOf, fieldsOf, isObject, listOf, numberOf, present, textOf } from './fields.ts';

/** Reads the `tunnel` of a record, as src/render/jsonl-tunnel.ts writes it. */
export function readTunnel(value: unknown): Tunnel | undefined {
  if (!isObject(value)) return undefined;
  return present({
    protocol: textOf(value.protocol) ?? '',
    subprotocol: textOf(value.subprotocol) ?? '',
    sent: countOf(value.sent) ?? 0,
    received: countOf(value.received) ?? 0,
    channels: listOf(value.channels).map(readChannel),
    frames: listOf(value.frames).map(readFrame),
    omitted: countOf(value.omitted) ?? 0,
    close: readClose(value.close),
    end: readEnd(value.end),
    exit: readExit(value.exit),
    undecoded: textOf(value.undecoded),
  });
}

function readChannel(value: unknown): Channel {
  const channel = fieldsOf(value);
  return present({
    name: textOf(channel.name) ?? '',
    port: countOf(channel.port),
    connection: countOf(channel.connection),
    streams: countOf(channel.streams),
    sent: readTraffic(channel.sent),
    received: readTraffic(channel.received),
  });
}

function readTraffic(value: unknown): Traffic {
  const traffic = fieldsOf(value);
  return present({
    bytes: countOf(traffic.bytes) ?? 0,
    frames: countOf(traffic.frames) ?? 0,
    first: numberOf(traffic.first),
    last: numberOf(traffic.last),
    ended: numberOf(traffic.ended),
    isWithinLine: traffic.isWithinLine === true ? true : undefined,
    payload: readPayload(traffic.payload),
  });
}

function readPayload(value: unknown): Payload | undefined {
  if (!isObject(value)) return undefined;
  return present({
    text: textOf(value.text),
    base64: textOf(value.base64),
    recorded: countOf(value.recorded),
    masked: countOf(value.masked) ?? 0,
  });
}

function readFrame(value: unknown): Frame {
  const frame = fieldsOf(value);
  return present({
    from: readSide(frame.from),
    at: numberOf(frame.at) ?? 0,
    type: textOf(frame.type) ?? '',
    channel: countOf(frame.channel),
    size: countOf(frame.size) ?? 0,
    end: frame.end === true ? (true as const) : undefined,
    span: readSpan(frame.span),
  });
}

function readSide(value: unknown): Side {
  return value === 'server' ? 'server' : 'client';
}

function readSpan(value: unknown): Span | undefined {
  const [start, end] = listOf(value).map(countOf);
  return start === undefined || end === undefined || end < start ? undefined : [start, end];
}

function readClose(value: unknown): Tunnel['close'] {
  if (!isObject(value)) return undefined;
  return present({
    from: readSide(value.from),
    at: numberOf(value.at) ?? 0,
    code: countOf(value.code),
    reason: textOf(value.reason),
  });
}

function readEnd(value: unknown): Tunnel['end'] {
  if (!isObject(value)) return undefined;
  return present({
    from: readSide(value.from),
    at: numberOf(value.at) ?? 0,
    reset: value.reset === true ? (true as const) : undefined,
  });
}

function readExit(value: unknown): ExitStatus | undefined {
  if (!isObject(value)) return undefined;
  return present({
    status: textOf(value.status) ?? '',
    code: numberOf(value.code),
    reason: textOf(value.reason),
    message: textOf(value.message),
  });
}
