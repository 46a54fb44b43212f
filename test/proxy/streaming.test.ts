import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, vi } from 'vitest';
import { it } from './proxied.ts';

const GET = 'GET /api/v1/pods?watch=true HTTP/1.1\r\nHost: x\r\n\r\n';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const SIZE = 32_000_000;

/** What the sockets and the pipes between them may hold of a body that nobody reads. */
const IN_BETWEEN = 20_000_000;

describe('at once:', () => {
  it('the head of an answer, before any byte of its body', async ({ start }) => {
    const { open } = await start();
    const { client, server } = await open();
    client.write(GET);
    await server.head();
    server.write(CHUNKED);
    expect(await client.head()).toBe(CHUNKED);
  });

  it('each event of a watch, one by one', async ({ start }) => {
    const { open } = await start();
    const { client, server } = await open();
    client.write(GET);
    await server.head();
    server.write(CHUNKED);
    await client.head();
    const delays: number[] = [];
    for (let event = 0; event < 21; event += 1) {
      const chunk = `9\r\n{"a":${String(event).padStart(2, '0')}}\n\r\n`;
      const begin = performance.now();
      server.write(chunk);
      expect(await client.text(chunk.length)).toBe(chunk);
      delays.push(performance.now() - begin);
      await sleep(20);
    }
    expect(median(delays)).toBeLessThan(50);
  });

  it('the head of a request, before any byte of its body', async ({ start }) => {
    const { open } = await start();
    const { client, server } = await open();
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n';
    client.write(head);
    expect(await server.head()).toBe(head);
  });

  it('each chunk of a request, one by one', async ({ start }) => {
    const { open } = await start();
    const { client, server } = await open();
    client.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    await server.head();
    const delays: number[] = [];
    for (let part = 0; part < 21; part += 1) {
      const chunk = `2\r\n${String(part).padStart(2, '0')}\r\n`;
      const begin = performance.now();
      client.write(chunk);
      expect(await server.text(chunk.length)).toBe(chunk);
      delays.push(performance.now() - begin);
      await sleep(20);
    }
    expect(median(delays)).toBeLessThan(50);
  });

  it('answer and request at the same time, on one exchange', async ({ start }) => {
    const { open } = await start();
    const { client, server } = await open();
    client.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    await server.head();
    server.write(CHUNKED);
    await client.head();
    for (let round = 0; round < 10; round += 1) {
      client.write('2\r\nhi\r\n');
      expect(await server.text(7)).toBe('2\r\nhi\r\n');
      server.write('2\r\nho\r\n');
      expect(await client.text(7)).toBe('2\r\nho\r\n');
    }
  });
});

describe.concurrent('backpressure:', { timeout: 60_000 }, () => {
  it('a client that does not read stalls the server; later all arrives', async ({ start }) => {
    const { open, told } = await start({ captureLimit: 1000 });
    const { client, server } = await open();
    const body = randomBytes(SIZE);
    client.write(GET);
    await server.head();
    client.stream.pause();
    server.write(`HTTP/1.1 200 OK\r\nContent-Length: ${SIZE}\r\n\r\n`);
    const poured = pour(body, server.stream);
    expect(await poured.stalledAt()).toBeLessThan(IN_BETWEEN);
    client.stream.resume();
    await client.head();
    expect(hash(await client.bytes(SIZE, 30_000))).toBe(hash(body));
    await vi.waitFor(() => expect(told.ended).toHaveLength(1));
    expect(told.ended[0]?.response?.body).toEqual({ size: SIZE, bytes: body.subarray(0, 1000) });
  });

  it('a server that does not read stalls the client; later all arrives', async ({ start }) => {
    const { open, told } = await start({ captureLimit: 1000 });
    const { client, server } = await open();
    const body = randomBytes(SIZE);
    client.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${SIZE}\r\n\r\n`);
    await server.head();
    server.stream.pause();
    const poured = pour(body, client.stream);
    expect(await poured.stalledAt()).toBeLessThan(IN_BETWEEN);
    server.stream.resume();
    expect(hash(await server.bytes(SIZE, 30_000))).toBe(hash(body));
    server.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    await client.head();
    await vi.waitFor(() => expect(told.ended).toHaveLength(1));
    expect(told.ended[0]?.request.body).toEqual({ size: SIZE, bytes: body.subarray(0, 1000) });
  });

  it('one that does not read does not stall another', async ({ start }) => {
    const { open } = await start();
    const [slow, fast] = [await open(), await open()];
    slow.client.write(GET);
    await slow.server.head();
    slow.client.stream.pause();
    slow.server.write(`HTTP/1.1 200 OK\r\nContent-Length: ${SIZE}\r\n\r\n`);
    slow.server.write(Buffer.alloc(SIZE));
    await sleep(200);
    for (let round = 0; round < 10; round += 1) {
      fast.client.write(GET);
      await fast.server.head();
      fast.server.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      expect(await fast.client.text(40)).toMatch(/ok$/);
    }
  });
});

/** Writes in pieces, each when the one before it has been taken. */
function pour(body: Buffer, into: Duplex): { stalledAt(): Promise<number> } {
  let poured = 0;
  const run = async () => {
    for (; poured < body.length; poured += 0x10000) {
      if (!into.write(body.subarray(poured, poured + 0x10000))) await once(into, 'drain');
    }
  };
  // Ends with the connection at the latest.
  run().catch(() => undefined);
  return {
    async stalledAt() {
      let before = -1;
      while (poured !== before) {
        before = poured;
        await sleep(500);
      }
      return poured;
    },
  };
}

/** Of an odd number of values. A machine under load is late now and then; what waits for more is always. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
