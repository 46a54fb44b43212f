import { request } from 'node:http';
import type { Socket } from 'node:net';
import type { OuterProxy } from '../kubeconfig/upstream.ts';
import { DialError } from './dial.ts';
import { formatHostPort, type HostPort } from './go-errors.ts';

/**
 * Has a proxy connect to `target`, over a connection to the proxy that is there already. The request is Go's
 * (src/net/http/transport.go, dialConn), and so are the words for a refusal: kubectl prints them as its own.
 *
 * @returns the connection to the target; it ends with `socket`.
 * @throws DialError
 */
export async function connectThrough(
  proxy: OuterProxy,
  socket: Socket,
  target: HostPort,
  signal: AbortSignal,
): Promise<Socket> {
  const abort = () => socket.destroy();
  // It may have come while the proxy was dialled.
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await (proxy.kind === 'socks5'
      ? connectBySocks(proxy, socket, target)
      : connectByHttp(proxy, socket, target));
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** As Go gives a proxy to answer CONNECT (`connectCtx` in dialConn). */
const CONNECT_TIMEOUT_MS = 60_000;

function connectByHttp(proxy: OuterProxy, socket: Socket, target: HostPort): Promise<Socket> {
  const authority = formatHostPort(target);
  return new Promise((resolve, reject) => {
    const asked = request({
      method: 'CONNECT',
      path: authority,
      headers: { Host: authority, 'User-Agent': 'Go-http-client/1.1', ...proxyAuthorization(proxy) },
      createConnection: () => socket,
      timeout: CONNECT_TIMEOUT_MS,
      // The reason of a refusal may be any size that Go would read.
      maxHeaderSize: 16 * 1024 * 1024,
    });
    asked.once('connect', (response, connection, head) => {
      if (response.statusCode === 200) {
        connection.setTimeout(0);
        if (head.length > 0) connection.unshift(head);
        resolve(socket);
      } else reject(new DialError(response.statusMessage || 'unknown status code'));
    });
    asked.once('timeout', () => reject(new DialError('context deadline exceeded')));
    asked.once('error', (error) => reject(new DialError(describeBrokenOff(error), { cause: error })));
    asked.end();
  });
}

function describeBrokenOff(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ECONNRESET' && !('syscall' in error)) return 'EOF';
  return code === 'ECONNRESET' ? 'read: connection reset by peer' : error.message;
}

/** The header by which a proxy knows its user, for CONNECT and for requests in absolute form; none without credentials. */
export function proxyAuthorization({ credentials }: OuterProxy): Record<string, string> {
  if (credentials === undefined) return {};
  const pair = Buffer.from(`${credentials.username}:${credentials.password}`);
  return { 'Proxy-Authorization': `Basic ${pair.toString('base64')}` };
}

async function connectBySocks(proxy: OuterProxy, socket: Socket, target: HostPort): Promise<Socket> {
  const { SocksClient } = await import('socks');
  const { host, port, credentials } = proxy;
  const address = { host, port, type: 5 as const };
  const user =
    credentials === undefined ? {} : { userId: credentials.username, password: credentials.password };
  const from = `${socket.localAddress ?? ''}:${socket.localPort ?? 0}`;
  try {
    await SocksClient.createConnection({
      proxy: { ...address, ...user },
      command: 'connect',
      destination: target,
      existing_socket: socket,
      timeout: CONNECT_TIMEOUT_MS,
    });
    return socket;
  } catch (error) {
    const reason = describeSocksError(error instanceof Error ? error.message : String(error));
    const to = formatHostPort(target);
    throw new DialError(`socks connect tcp ${from || host}->${to}: ${reason}`, { cause: error });
  }
}

/** The words of Go's golang.org/x/net/internal/socks for what the library says in its own. */
function describeSocksError(message: string): string {
  const reply = /rejected connection - \(?(\w+)/.exec(message)?.[1];
  const known = reply === undefined ? undefined : SOCKS_REPLIES[reply];
  if (known !== undefined) return `unknown error ${known}`;
  if (/Authentication failed/i.test(message)) return 'username/password authentication failed';
  if (/no accepted authentication|NoAcceptableAuth|Unknown method/i.test(message))
    return 'no acceptable authentication methods';
  return /Socket closed/i.test(message) ? 'EOF' : message;
}

const SOCKS_REPLIES: Readonly<Record<string, string>> = {
  Failure: 'general SOCKS server failure',
  NotAllowed: 'connection not allowed by ruleset',
  NetworkUnreachable: 'network unreachable',
  HostUnreachable: 'host unreachable',
  ConnectionRefused: 'connection refused',
  TTLExpired: 'TTL expired',
  CommandNotSupported: 'command not supported',
  AddressNotSupported: 'address type not supported',
};
