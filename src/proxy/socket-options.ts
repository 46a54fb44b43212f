import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** As client-go dials: `net.Dialer{Timeout: 30 * time.Second}` (k8s.io/client-go/transport/cache.go). */
export const DIAL_TIMEOUT_MS = 30_000;

/** As Go's transport: `TLSHandshakeTimeout: 10 * time.Second` (k8s.io/client-go/transport/cache.go). */
export const TLS_HANDSHAKE_TIMEOUT_MS = 10_000;

/** As client-go dials: `KeepAlive: 30 * time.Second`. */
const KEEP_ALIVE_DELAY_MS = 30_000;

/**
 * Sets a socket of either leg on purpose.
 * - No delay: watch events and terminal echoes are small packets that must not wait for an ACK (Nagle).
 * - Keep-alive probes as Go's client sends them, so that a middlebox sees the life that it would have seen.
 * - No idle timeout: when a connection ends is for kubectl and the server to say, a silent watch included.
 */
export function setSocketOptions(socket: Socket): void {
  socket.setNoDelay(true);
  socket.setKeepAlive(true, KEEP_ALIVE_DELAY_MS);
  socket.setTimeout(0);
}

/**
 * Options for every HTTP server of ours: Node's protections against slow clients would end what kubectl
 * may do (an idle connection after 5 s, an upload after 300 s), and its limits are below those of Go
 * (1 MiB of request headers, 10 MiB of response headers, any number of them).
 */
export const HTTP_SERVER_OPTIONS = {
  keepAliveTimeout: 0,
  headersTimeout: 0,
  requestTimeout: 0,
  connectionsCheckingInterval: 2 ** 30,
  maxHeaderSize: 16 * 1024 * 1024,
  highWaterMark: 64 * 1024,
  // Whether a request is well formed is for the server to say.
  requireHostHeader: false,
} as const;

/** What cannot be given as an option: node:http drops header lines beyond the 1000th without a word. */
export function setServerLimits(server: Server): void {
  server.maxHeadersCount = 0;
}
