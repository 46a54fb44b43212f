import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';

/**
 * Gives a request to the server the head that kubectl sent: method, path and every header line in its own
 * case and order. Both http-proxy and node:http would change it: repeated lines are joined (two
 * `Impersonate-Group` become one), `//` in a path becomes `/`, `Connection: keep-alive` is added.
 */
export function copyRequestHead(from: IncomingMessage, to: ClientRequest): void {
  to.path = from.url ?? '/';
  to.maxHeadersCount = 0;
  for (const name of [...to.getHeaderNames(), ...HEADERS_OF_NODE]) to.removeHeader(name);
  for (const [name, values] of groupLines(from.rawHeaders)) to.setHeader(name, values);
}

/** Gives kubectl the head that the server sent, at once: without it a watch would hang until its first event. */
export function copyResponseHead(from: IncomingMessage, to: ServerResponse): void {
  to.sendDate = false;
  for (const name of HEADERS_OF_NODE) to.removeHeader(name);
  to.writeHead(from.statusCode ?? 502, from.statusMessage ?? '', from.rawHeaders);
  sendHead(to);
}

/** Sends a head at once, before there is a body. node:http's own flushHeaders() turns Latin-1 into UTF-8. */
export function sendHead(message: ClientRequest | ServerResponse): void {
  message.write('', 'latin1');
}

export interface ResponseHead {
  httpVersion: string;
  statusCode?: number | undefined;
  statusMessage?: string | undefined;
  rawHeaders: readonly string[];
}

/** A head as it stands on the wire, Latin-1, for where node:http writes none. */
export function formatHead({ httpVersion, statusCode, statusMessage, rawHeaders }: ResponseHead): string {
  const fields = pairLines(rawHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/${httpVersion} ${statusCode} ${statusMessage}\r\n${fields.join('')}\r\n`;
}

/** Names and values in turn, as node:http gives them, as pairs. */
export function pairLines(raw: readonly string[]): [name: string, value: string][] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? '']] : []));
}

/** What node:http adds by itself where it was not removed by name. */
const HEADERS_OF_NODE = ['Connection', 'Transfer-Encoding', 'Content-Length', 'Date', 'Host'];

/** Repeated lines of one name become an array, which node:http writes as lines again. */
function groupLines(raw: readonly string[]): Iterable<[string, string | string[]]> {
  const groups = new Map<string, [string, string[]]>();
  for (const [name, value] of pairLines(raw)) {
    const group = groups.get(name.toLowerCase());
    if (group === undefined) groups.set(name.toLowerCase(), [name, [value]]);
    else group[1].push(value);
  }
  return [...groups.values()].map(([name, values]) => [
    name,
    values.length === 1 ? (values[0] ?? '') : values,
  ]);
}
