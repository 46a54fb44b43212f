import type { Channel, Frame, Payload, Traffic, Tunnel } from '../exchange/tunnel.ts';

/** The `tunnel` of a record, as docs/jsonl.md describes it. */
export function toTunnelRecord(tunnel: Tunnel): object {
  const { close, end, exit } = tunnel;
  return {
    protocol: tunnel.protocol,
    subprotocol: tunnel.subprotocol,
    sent: tunnel.sent,
    received: tunnel.received,
    channels: tunnel.channels.map(toChannel),
    frames: tunnel.frames.map(toFrame),
    omitted: tunnel.omitted,
    close: close && {
      from: close.from,
      at: toMicroseconds(close.at),
      code: close.code,
      reason: close.reason,
    },
    end: end && { from: end.from, at: toMicroseconds(end.at), reset: end.reset },
    exit: exit && { status: exit.status, code: exit.code, reason: exit.reason, message: exit.message },
    undecoded: tunnel.undecoded,
  };
}

function toChannel({ name, port, connection, streams, sent, received }: Channel): object {
  return { name, port, connection, streams, sent: toTraffic(sent), received: toTraffic(received) };
}

function toTraffic({ bytes, frames, first, last, ended, isWithinLine, payload }: Traffic): object {
  return {
    bytes,
    frames,
    first: toMicroseconds(first),
    last: toMicroseconds(last),
    ended: toMicroseconds(ended),
    isWithinLine,
    payload: payload && toPayload(payload),
  };
}

function toPayload({ text, base64, recorded, masked }: Payload): object {
  return { text, base64, recorded, masked };
}

function toFrame({ from, at, type, channel, size, end, span }: Frame): object {
  return { from, at: toMicroseconds(at), type, channel, size, end, span };
}

/** The clock's own 3.6329279999999926 claims a precision that no measurement has. */
export function toMicroseconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.round(milliseconds * 1000) / 1000;
}
