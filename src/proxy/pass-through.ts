import type { Socket } from 'node:net';
import { messageOf } from '../errors.ts';
import { formatHostPort, type HostPort } from './go-errors.ts';
import { refuse } from './proxy-requests.ts';
import type { TerminatorParts } from './terminate-tls.ts';
import type { TlsError, UpstreamConnection } from './upstream-connection.ts';

/** The answer to CONNECT. */
export const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n\r\n';

/**
 * Lets kubectl meet the server itself, byte for byte. The overlay trusts the cluster's own authorities beside
 * ours, so kubectl verifies what it would verify without us and says its own words; should it be content
 * where we are not, the command works and only the trace is missing.
 */
export async function passThrough(
  { recorder, supply }: Pick<TerminatorParts, 'recorder' | 'supply'>,
  target: HostPort,
  downstream: Socket,
  error: TlsError,
  left: AbortSignal,
): Promise<void> {
  recorder.problem(
    `TLS with ${formatHostPort(target)} failed (${messageOf(error)}), so kubectl speaks to the server itself and the trace does not see it`,
  );
  try {
    const socket = await supply.takeRaw(target, left);
    if (left.aborted) {
      socket.destroy();
      return;
    }
    downstream.write(ESTABLISHED);
    joinRaw(downstream, socket);
  } catch (dialError) {
    refuse(downstream, `502 ${messageOf(dialError)}`);
  }
}

/** The first byte of a TLS handshake (RFC 8446, section 5.1); no HTTP method begins with it. */
const TLS_HANDSHAKE = 0x16;

/**
 * Over plain http kubectl asks for a tunnel to upgrade in it, or because the server has redirected it to https. That
 * host it verifies by what the system trusts, as the cluster's own authorities count for https only.
 */
export function servePlain(
  { inner, recorder }: Pick<TerminatorParts, 'inner' | 'recorder'>,
  target: HostPort,
  downstream: Socket,
  connection: UpstreamConnection,
): void {
  const serve = () => {
    downstream.off('close', left);
    const chunk: Buffer | null = downstream.read();
    if (chunk !== null) downstream.unshift(chunk);
    if (chunk?.[0] !== TLS_HANDSHAKE) {
      inner.serve(downstream, downstream, connection);
      return;
    }
    recorder.problem(
      `kubectl was redirected to https on ${formatHostPort(target)}, which the trace does not see`,
    );
    joinRaw(downstream, connection.socket);
  };
  const left = () => connection.socket.destroy();
  downstream.once('readable', serve);
  downstream.once('close', left);
}

function joinRaw(downstream: Socket, socket: Socket): void {
  // A reset is passed on as one: kubectl says `connection reset by peer` then, not EOF.
  socket.on('close', (hadError) => (hadError ? downstream.resetAndDestroy() : downstream.destroySoon()));
  downstream.on('close', () => socket.destroy());
  socket.pipe(downstream).pipe(socket);
}
