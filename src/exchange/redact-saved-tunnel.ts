import { Buffer } from 'node:buffer';
import type { Frame, Payload, RecordedPayload, RecordedTunnel, Span, Traffic, Tunnel } from './tunnel.ts';

/** A tunnel that was read from a file in the form that the redaction takes: payloads as bytes, and spans of bytes. */
export function fromSavedTunnel(tunnel: Tunnel): RecordedTunnel {
  const spans = new Map<Frame, Span>();
  const toRecorded = (from: Frame['from'], index: number, traffic: Traffic): Traffic<RecordedPayload> => {
    const { payload, ...counts } = traffic;
    if (payload === undefined) return counts;
    const bytes = bytesOf(payload);
    const offsetOf = createOffsets(payload);
    for (const frame of tunnel.frames) {
      if (frame.channel !== index || frame.from !== from || frame.span === undefined) continue;
      const [start, end] = frame.span;
      spans.set(frame, [offsetOf(start), offsetOf(end)]);
    }
    // Whether it was cut is told by its size; masking has changed that of what is here.
    const size = payload.recorded === undefined ? bytes.length : Math.max(counts.bytes, bytes.length + 1);
    return { ...counts, bytes: size, payload: { bytes } };
  };
  return {
    ...tunnel,
    channels: tunnel.channels.map(({ sent, received, ...channel }, index) => ({
      ...channel,
      sent: toRecorded('client', index, sent),
      received: toRecorded('server', index, received),
    })),
    frames: tunnel.frames.map((frame) => {
      const span = spans.get(frame);
      return span === undefined ? frame : { ...frame, span };
    }),
  };
}

/** Puts back what the file said of sizes and counts. */
export function toSavedTunnel(redacted: Tunnel, saved: Tunnel): Tunnel {
  const restore = (traffic: Traffic, before: Traffic | undefined): Traffic => {
    if (before === undefined) return traffic;
    const { payload } = traffic;
    const { payload: old, ...counts } = before;
    if (payload === undefined || old === undefined) return counts;
    const { recorded: _, ...shown } = payload;
    const recorded = old.recorded === undefined ? {} : { recorded: old.recorded };
    return { ...counts, payload: { ...shown, ...recorded, masked: payload.masked + old.masked } };
  };
  return {
    ...redacted,
    channels: redacted.channels.map((channel, index) => ({
      ...channel,
      sent: restore(channel.sent, saved.channels[index]?.sent),
      received: restore(channel.received, saved.channels[index]?.received),
    })),
  };
}

function bytesOf({ text, base64 }: Payload): Buffer {
  return base64 === undefined ? Buffer.from(text ?? '') : Buffer.from(base64, 'base64');
}

/** From UTF-16 units of a text to bytes; asked in ascending order it reads the text once. */
function createOffsets({ text }: Payload): (position: number) => number {
  if (text === undefined) return (position) => position;
  let character = 0;
  let byte = 0;
  return (position) => {
    if (position < character) return Buffer.byteLength(text.slice(0, position));
    byte += Buffer.byteLength(text.slice(character, position));
    character = position;
    return byte;
  };
}
