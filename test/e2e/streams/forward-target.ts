import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What stands behind a forwarded port: answers questions of one line, and what may follow it. */
export interface ForwardTarget {
  readonly port: number;
  /** Connections that are open. */
  open(): number;
  close(): Promise<void>;
}

/**
 * `sum`: once the client has ended its side, the digest of all that it has sent. `send N`: N bytes, whose digest
 * `digestOfBytes` tells. `hold`: nothing, until the client ends.
 */
export async function startForwardTarget(): Promise<ForwardTarget> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    answer(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    open: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function answer(socket: Socket): void {
  let question = '';
  const hash = createHash('sha256');
  const onData = (chunk: Buffer) => {
    const end = chunk.indexOf('\n') + 1;
    question += chunk.subarray(0, end || chunk.length).toString();
    if (end === 0) return;
    socket.off('data', onData);
    hash.update(chunk.subarray(end));
    socket.on('data', (more) => hash.update(more));
    const size = /^send (\d+)$/m.exec(question)?.[1];
    if (size !== undefined) socket.end(bytesOf(Number(size)));
  };
  socket.on('data', onData);
  socket.on('end', () => {
    if (question === 'sum\n') socket.end(hash.digest('hex'));
    else socket.end();
  });
}

function bytesOf(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  // No two blocks alike: nothing can be lost or come twice unseen.
  for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE(at, at);
  return bytes;
}

/** What `send N` sends. */
export function digestOfBytes(size: number): string {
  return createHash('sha256').update(bytesOf(size)).digest('hex');
}

export interface Answer {
  size: number;
  digest: string;
  /** If it is short. */
  text: string;
  /** How the connection ended, if not in peace. */
  error?: string;
}

/**
 * Sends all, ends its side, and reads until the other side ends.
 *
 * @param go what the content waits for, once the question is sent.
 */
export async function ask(
  port: number,
  question: string,
  content: Buffer = Buffer.alloc(0),
  go?: Promise<void>,
): Promise<Answer> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const hash = createHash('sha256');
  const chunks: Buffer[] = [];
  let size = 0;
  let error: string | undefined;
  socket.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    size += chunk.length;
    if (size < 1000) chunks.push(chunk);
  });
  socket.on('error', ({ message }) => {
    error = message;
  });
  socket.write(`${question}\n`);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await go;
  socket.end(content);
  await closed;
  const text = size < 1000 ? Buffer.concat(chunks).toString() : '';
  return { size, digest: hash.digest('hex'), text, ...(error === undefined ? {} : { error }) };
}
