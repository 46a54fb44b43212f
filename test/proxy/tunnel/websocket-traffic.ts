import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { Side } from '../../../src/exchange/tunnel.ts';

/** What passed on a connection, in the order in which it passed. */
export type Passed = [from: Side, bytes: Buffer][];

/**
 * Lets two WebSockets of the library `ws` talk over a connection that is listened in to, and returns what passed behind
 * the heads. The talk ends with the close of both.
 */
export async function recordWebSocket(
  subprotocol: string,
  talk: (client: WebSocket, server: WebSocket) => Promise<void> | void,
): Promise<Passed> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const passed: Passed = [];
  const relay = createServer((client) => {
    const upstream = connect((server.address() as AddressInfo).port, '127.0.0.1');
    listen(client, upstream, (bytes) => passed.push(['client', bytes]));
    listen(upstream, client, (bytes) => passed.push(['server', bytes]));
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const { port } = relay.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}`, subprotocol, { perMessageDeflate: false });
  const [[serverSide]] = await Promise.all([once(server, 'connection'), once(client, 'open')]);
  const closed = Promise.all([once(client, 'close'), once(serverSide, 'close')]);
  await talk(client, serverSide);
  await closed;
  relay.close();
  server.close();
  return passed;
}

function listen(from: Socket, to: Socket, tell: (bytes: Buffer) => void): void {
  let head: Buffer | undefined = Buffer.alloc(0);
  from.on('data', (chunk: Buffer) => {
    let bytes = chunk;
    if (head !== undefined) {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      bytes = end < 0 ? Buffer.alloc(0) : head.subarray(end + 4);
      if (end >= 0) head = undefined;
    }
    if (bytes.length > 0) tell(Buffer.from(bytes));
  });
  from.on('error', () => undefined);
  from.pipe(to);
}

/** The same bytes in other chunks: within each side in their order, the sides in turn as they were. */
export function rechunk(passed: Passed, random: () => number): Passed {
  return passed.flatMap(([from, bytes]): Passed => {
    const pieces: Passed = [];
    for (let at = 0; at < bytes.length; ) {
      const length = random() < 0.3 ? 1 : 1 + Math.floor(random() * bytes.length);
      pieces.push([from, bytes.subarray(at, at + length)]);
      at += length;
    }
    return pieces;
  });
}
