import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What is sent, again and again; no power of two long, so that no block of a lower layer looks like the next. */
const PATTERN = randomBytes(1_000_003);

/** What stands behind the forwarded port. */
export interface Peer {
  port: number;
  close(): Promise<void>;
}

/** Where to listen; a connection begins with a line: `receive SIZE`, `send SIZE`, as the client sees it. */
export async function startPeer(): Promise<Peer> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    answer(socket).catch((error: unknown) => socket.destroy(error instanceof Error ? error : undefined));
    // The client sees that it ends early.
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Returns the milliseconds that `size` bytes take from the pod. */
export async function receive(port: number, size: number): Promise<number> {
  return timed(port, `receive ${size}`, async (socket) => {
    await expectPattern(socket, size);
    socket.end();
  });
}

/** Returns the milliseconds that `size` bytes take to the pod, until it says that it has them all. */
export async function send(port: number, size: number): Promise<number> {
  return timed(port, `send ${size}`, async (socket) => {
    await writePattern(socket, size);
    socket.end();
    const words = await readText(socket);
    if (words !== OK) throw new Error(`the pod's side says: ${words}`);
  });
}

const OK = 'all is there';

async function timed(
  port: number,
  question: string,
  use: (socket: Socket) => Promise<void>,
): Promise<number> {
  const start = performance.now();
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  // What waits on it is told too.
  socket.on('error', () => {});
  socket.write(question.padEnd(QUESTION));
  try {
    await use(socket);
    return performance.now() - start;
  } finally {
    socket.destroy();
  }
}

/** Bytes of a question. */
const QUESTION = 32;

async function answer(socket: Socket): Promise<void> {
  let question: Buffer | null = null;
  while (question === null) {
    await once(socket, 'readable');
    question = socket.read(QUESTION);
  }
  const [word, size] = String(question).split(' ');
  if (word === 'receive') {
    await writePattern(socket, Number(size));
    socket.end();
    socket.resume();
  } else {
    const fault = await expectPattern(socket, Number(size)).catch(String);
    socket.end(fault ?? OK);
  }
}

async function writePattern(socket: Socket, size: number): Promise<void> {
  for (let at = 0; at < size; at += PATTERN.length) {
    const block = size - at < PATTERN.length ? PATTERN.subarray(0, size - at) : PATTERN;
    if (!socket.write(block)) await once(socket, 'drain');
  }
}

/** @throws where other bytes come, fewer or more. */
async function expectPattern(socket: Socket, size: number): Promise<undefined> {
  let at = 0;
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    at = compare(chunk as Buffer, at);
  }
  if (at !== size) throw new Error(`${at} bytes came, of ${size}`);
}

/** Returns where the next chunk begins. */
function compare(chunk: Buffer, start: number): number {
  let at = 0;
  while (at < chunk.length) {
    const phase = (start + at) % PATTERN.length;
    const count = Math.min(chunk.length - at, PATTERN.length - phase);
    if (chunk.compare(PATTERN, phase, phase + count, at, at + count) !== 0) {
      throw new Error(`other bytes came than were sent, from byte ${start + at} on`);
    }
    at += count;
  }
  return start + chunk.length;
}

async function readText(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) text += String(chunk);
  return text;
}
