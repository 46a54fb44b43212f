import type { ConnectionInfo, Timing } from '../exchange/exchange.ts';

/**
 * A HAR's phases in milliseconds, which add up to `time`; -1 where one does not apply. `connect` and `dns` are not
 * part of the exchange's own clock: the connection was there before kubectl's request came.
 */
export function timingsOf(timing: Timing, connection: ConnectionInfo): { time: number; timings: object } {
  const { requestEnd = 0, firstByte = requestEnd, end = firstByte } = timing;
  const { reused, dns, dial, tls } = connection;
  const send = rounded(requestEnd);
  const wait = rounded(firstByte - requestEnd);
  const receive = rounded(end - Math.max(firstByte, requestEnd));
  const setUp = reused
    ? { dns: -1, connect: -1, ssl: -1 }
    : {
        dns: rounded(dns),
        // The specification counts the handshake within it.
        connect: rounded(dial + (tls ?? 0)),
        ssl: tls === undefined ? -1 : rounded(tls),
      };
  const before = Math.max(0, setUp.dns) + Math.max(0, setUp.connect);
  return {
    time: rounded(before + send + wait + receive),
    timings: { blocked: -1, ...setUp, send, wait, receive },
  };
}

/** To microseconds. A server may answer before the request's end: no phase is shorter than nothing. */
function rounded(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds * 1000) / 1000);
}
