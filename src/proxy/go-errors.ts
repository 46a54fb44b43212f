import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { codeOf, messageOf } from '../errors.ts';

/**
 * The words of Go's net package for why no connection came about, because kubectl prints what we answer to
 * CONNECT as if it had dialled itself. Source: Go src/net (OpError, DNSError) and the errno texts of
 * src/syscall/zerrors_linux_amd64.go; compared with real kubectl in test/cli/server-trouble.test.ts.
 */
export function goDialError(error: unknown, address: HostPort): string {
  const code = codeOf(error);
  const target = `dial tcp ${formatHostPort(address)}`;
  if (code === 'DIAL_TIMEOUT') return `${target}: i/o timeout`;
  const errno = code === undefined ? undefined : ERRNO_TEXTS[code];
  return errno === undefined ? `${target}: ${firstLine(messageOf(error))}` : `${target}: connect: ${errno}`;
}

/** The words of Go's resolver: it names the first name server where it asks one itself, which is on Linux. */
export function goLookupError(error: unknown, host: string): string {
  const server = process.platform === 'linux' ? ` on ${firstNameServer()}` : '';
  const reason = LOOKUP_TEXTS[codeOf(error) ?? ''] ?? firstLine(messageOf(error));
  return `dial tcp: lookup ${host}${server}: ${reason}`;
}

/** `net/http: TLS handshake timeout` of Go's net/http/transport.go. */
export const GO_TLS_TIMEOUT = 'net/http: TLS handshake timeout';

export interface HostPort {
  /** A name or an address; IPv6 without brackets. */
  host: string;
  port: number;
}

/** `host:port`, with IPv6 in brackets, as Go's net.JoinHostPort. */
export function formatHostPort({ host, port }: HostPort): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

const ERRNO_TEXTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset by peer',
  ETIMEDOUT: 'connection timed out',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network is unreachable',
  EHOSTDOWN: 'host is down',
  ENETDOWN: 'network is down',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EADDRNOTAVAIL: 'cannot assign requested address',
  EINVAL: 'invalid argument',
};

const LOOKUP_TEXTS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no such host',
  ENODATA: 'no such host',
  EAI_AGAIN: 'server misbehaving',
};

/** Go's default where /etc/resolv.conf names none (src/net/dnsconfig.go). */
const DEFAULT_NAME_SERVER = '127.0.0.1:53';

function firstNameServer(): string {
  try {
    const server = /^nameserver\s+(\S+)/m.exec(readFileSync('/etc/resolv.conf', 'utf8'))?.[1];
    return server === undefined ? DEFAULT_NAME_SERVER : formatHostPort({ host: server, port: 53 });
  } catch {
    return DEFAULT_NAME_SERVER;
  }
}

/** What stands in a reason phrase must be one line. */
function firstLine(text: string): string {
  return text.split(/[\r\n]/, 1)[0] ?? '';
}
