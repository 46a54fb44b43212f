import { constants } from 'node:os';
import type { Exchange } from '../exchange/exchange.ts';
import { headerValue } from '../exchange/headers.ts';
import type { Channel, ExitStatus, Tunnel } from '../exchange/tunnel.ts';
import { count } from './amounts.ts';
import { shellWord } from './shell-words.ts';

/** What was spoken: `WebSocket, v5.channel.k8s.io`, `SPDY/3.1 in a WebSocket`. Control characters are left to the caller. */
export function protocolWords({ protocol, subprotocol }: Tunnel): string {
  const name = NAMES[protocol] ?? protocol;
  const [, inner] = /^(spdy\/3\.1)(?:\+|$)/i.exec(subprotocol) ?? [];
  const carrier = inner === undefined ? name : `${inner.toUpperCase()} in a ${name}`;
  const rest = inner === undefined ? subprotocol : subprotocol.slice(inner.length + 1);
  return rest === '' ? carrier : `${carrier}, ${rest}`;
}

const NAMES: Readonly<Record<string, string>> = { websocket: 'WebSocket', 'spdy/3.1': 'SPDY/3.1' };

/** How it ended: `exit code 3`; undefined where nobody said. */
export function exitWords({ exit, close, end, channels }: Tunnel): string | undefined {
  if (exit !== undefined) return statusWords(exit);
  const missing = channels.some(({ name }) => name === 'stdout') ? ', without an exit status' : '';
  if (close?.code !== undefined && close.code !== 1000) {
    const reason = close.reason === undefined ? '' : `: ${close.reason}`;
    return `closed by ${WHO[close.from]} with code ${close.code}${reason}${missing}`;
  }
  if (end === undefined) return undefined;
  return `${end.reset === true ? 'broken off' : 'ended'} by ${WHO[end.from]}${missing}`;
}

const WHO = { client: 'kubectl', server: 'the server' } as const;

function statusWords({ status, code, message, reason }: ExitStatus): string {
  if (code !== undefined) return `exit code ${code}${signalWords(code)}`;
  return message ?? reason ?? status;
}

/** As shells tell of a command that a signal has ended: 128 and the signal's number. */
function signalWords(code: number): string {
  const [name] = Object.entries(constants.signals).find(([, number]) => number === code - 128) ?? [];
  return name === undefined || code <= 128 ? '' : ` (128 + ${name})`;
}

/** What a request for a tunnel asks for, from its query; undefined for all other requests. */
export function askedWords({ request }: Exchange): { command: string; note: string } | undefined {
  const { subresource } = request.info;
  if (
    !/^(exec|attach|portforward)$/.test(subresource) ||
    headerValue(request.headers, 'upgrade') === undefined
  )
    return undefined;
  const query = new URLSearchParams(/\?([^#]*)/.exec(request.url)?.[1] ?? '');
  const command = query.getAll('command').map(shellWord).join(' ');
  const container = query.get('container');
  const streams = ['stdin', 'stdout', 'stderr'].filter((name) => isTrue(query.get(name)));
  const note = [
    container === null ? undefined : `container ${container}`,
    streams.length === 0 ? undefined : streams.join(', '),
    subresource === 'portforward' ? undefined : isTrue(query.get('tty')) ? 'a terminal' : 'no terminal',
    ...query.getAll('ports').map((ports) => `ports ${ports}`),
  ].filter((part) => part !== undefined);
  return command === '' && note.length === 0 ? undefined : { command, note: note.join('; ') };
}

/** As Go's conversion of queries reads it: anything but these is true. */
function isTrue(value: string | null): boolean {
  return value !== null && !/^(?:0|false)?$/i.test(value);
}

/** Connections of a port-forward, told by its data channels. */
export function connectionWords(channels: readonly Channel[]): string | undefined {
  const connections = channels.filter(({ name, port }) => name === 'data' && port !== undefined);
  if (connections.length === 0) return undefined;
  return count(
    connections.reduce((sum, { streams = 1 }) => sum + streams, 0),
    'connection',
  );
}
