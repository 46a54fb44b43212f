import type { Socket } from 'node:net';
import type { Side } from '../exchange/tunnel.ts';
import type { ConnectionPair } from './connection-pair.ts';
import type { Recording, TunnelObserver } from './recorder.ts';

/**
 * Makes two connections one, byte for byte, with backpressure, as a single TCP connection between kubectl and the server
 * would behave: the end of one direction passes as an end and leaves the other open, a reset passes as a reset.
 *
 * @param observer is shown what passes: each chunk when it has been handed on.
 */
export function joinTunnel(
  pair: ConnectionPair,
  recording: Recording,
  observer: TunnelObserver | undefined,
): void {
  const client: End = { socket: pair.downstream, tcp: pair.tcp, side: 'client' };
  const server: End = { socket: pair.upstream.socket, tcp: pair.upstream.tcp, side: 'server' };
  pair.release();
  let hasEnded = false;
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    from.socket.allowHalfOpen = true;
    from.socket.pipe(to.socket);
    from.socket.on('end', () => {
      hasEnded = true;
    });
    if (observer !== undefined) {
      from.socket.on('data', (chunk: Buffer) => observer.chunk(from.side, chunk));
      from.socket.on('end', () => observer.end(from.side, false));
    }
  }
  let error: string | undefined;
  for (const [gone, other] of [
    [client, server],
    [server, client],
  ] as const) {
    const closed = () => {
      if (other.socket.destroyed) {
        recording.end(error);
        return;
      }
      if (gone.socket.errored !== null) {
        // Behind an end in good order it only answers what came too late: after exec, both sides close at once.
        if (!hasEnded) error = `the ${gone.side} reset the connection`;
        observer?.end(gone.side, true);
      }
      endWith(gone, other);
    };
    if (gone.socket.destroyed) closed();
    else gone.socket.on('close', closed);
  }
}

interface End {
  socket: Socket;
  /** The TCP socket below it; the same one where there is no TLS. */
  tcp: Socket;
  side: Side;
}

/** One side is gone: both of its directions have ended, or an error or we have ended it. */
function endWith(gone: End, other: End): void {
  // An end behind what has come before an error tells more than a reset without it.
  if (gone.socket.errored !== null && other.socket.writableLength === 0) other.tcp.resetAndDestroy();
  else {
    other.socket.destroySoon();
    // What a side does not take must not keep the program.
    other.tcp.unref();
  }
}
