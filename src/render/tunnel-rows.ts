import type { Channel, Traffic } from '../exchange/tunnel.ts';
import { count } from './amounts.ts';

/** One line of what passed: a channel of a command, or a connection of a forwarded port. */
export interface ChannelRow {
  name: string;
  /** Bytes. */
  sent: number;
  /** Bytes. */
  received: number;
  /** Milliseconds since the head of the request: the first and the last payload. */
  from: number | undefined;
  to: number | undefined;
  /** What else is worth a word: who has ended it. */
  words: string;
}

/** The order in which people think of them. */
const ORDER = ['stdin', 'stdout', 'stderr', 'resize', 'error'];

export function channelRows(channels: readonly Channel[]): ChannelRow[] {
  return inReadingOrder(channels)
    .filter(({ name, port }) => port === undefined || name === 'data')
    .map(toRow);
}

/** Those of a command first, then the connections by their port. */
export function inReadingOrder(channels: readonly Channel[]): Channel[] {
  return [...channels].sort(
    (a, b) =>
      (a.port ?? 0) - (b.port ?? 0) ||
      (a.connection ?? 1e9) - (b.connection ?? 1e9) ||
      orderOf(a.name) - orderOf(b.name),
  );
}

function orderOf(name: string): number {
  const at = ORDER.indexOf(name);
  return at === -1 ? ORDER.length : at;
}

function toRow(channel: Channel): ChannelRow {
  const { sent, received } = channel;
  const times = [sent.first, sent.last, received.first, received.last].filter((time) => time !== undefined);
  return {
    name: channelName(channel),
    sent: sent.bytes,
    received: received.bytes,
    from: times.length === 0 ? undefined : Math.min(...times),
    to: times.length === 0 ? undefined : Math.max(...times),
    words: channel.name === 'resize' ? sizesOf(sent) : endWords(sent, received),
  };
}

/** The sizes of the terminal in columns and rows, the first and the last: `80x24 … 120x40`. */
function sizesOf({ payload }: Traffic): string {
  const sizes = [...(payload?.text ?? '').matchAll(/"Width":(\d+),"Height":(\d+)/g)].map(
    ([, width, height]) => `${width}x${height}`,
  );
  const [first = '', last = first] = [sizes[0], sizes.at(-1)];
  return first === last ? first : `${first} … ${last}`;
}

function endWords(sent: Traffic, received: Traffic): string {
  if (sent.ended !== undefined && received.ended !== undefined) return 'ended by both';
  if (sent.ended !== undefined) return 'ended by kubectl';
  return received.ended === undefined ? '' : 'ended by the server';
}

/** `stdin`; of a port-forward `port 8080 #0`, with `error` where it is that one. Control characters are left to the caller. */
export function channelName({ name, port, connection, streams }: Channel): string {
  if (port === undefined) return streams === undefined ? name : `${count(streams, 'more stream')}`;
  const number = connection === undefined ? '' : ` #${connection}`;
  const what = name === 'data' ? '' : ` ${name}`;
  return streams === undefined
    ? `port ${port}${number}${what}`
    : `port ${port}${what}, ${count(streams, 'more connection')}`;
}

/** What users send and get; the rest are words of the server and of kubectl. */
export function isUserData({ name }: Channel): boolean {
  return name !== 'error' && name !== 'resize';
}
