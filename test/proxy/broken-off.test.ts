import { describe, expect, vi } from 'vitest';
import { AT_ONCE_MS } from './byte-stream.ts';
import { it, type Sides } from './proxied.ts';

const GET = 'GET /api HTTP/1.1\r\nHost: x\r\n\r\n';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n';

/** Brings an exchange to the point at which somebody leaves. */
const points: Record<string, (sides: Sides) => Promise<void>> = {
  'in the midst of the request body': async ({ client, server }) => {
    client.write('POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhello');
    await server.until('hello');
  },
  'in the midst of a chunked request body': async ({ client, server }) => {
    client.write('POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
    await server.until('hello');
  },
  'before the answer': async ({ client, server }) => {
    client.write(GET);
    await server.head();
  },
  'after the head of the answer': async ({ client, server }) => {
    client.write(GET);
    await server.head();
    server.write(CHUNKED);
    await client.head();
  },
  'in the midst of a watch': async ({ client, server }) => {
    client.write(GET);
    await server.head();
    server.write(`${CHUNKED}5\r\nevent\r\n`);
    await client.until('event\r\n');
  },
  'in the midst of an answer with a length': async ({ client, server }) => {
    client.write(GET);
    await server.head();
    server.write(`${LENGTH}half`);
    await client.until('half');
  },
};

describe.concurrent('the client leaves', () => {
  for (const [point, reach] of Object.entries(points)) {
    for (const way of ['FIN', 'RST'] as const) {
      it(`by ${way} ${point}: the server sees the end at once`, async ({ start }) => {
        const { open, told, proxy } = await start();
        const sides = await open();
        await reach(sides);
        if (way === 'FIN') sides.client.stream.destroy();
        else sides.client.reset();
        await sides.server.ended(AT_ONCE_MS);
        await vi.waitFor(() => expect(told.ended).toHaveLength(1));
        expect(told.ended.map(({ error }) => error)).toEqual([
          'the client closed the connection before the response was complete',
        ]);
        expect(proxy.openCount).toBe(0);
      });
    }
  }

  it('while an endless answer waits for it: the server sees the end at once', async ({ start }) => {
    const { open } = await start();
    const { client, server } = await open();
    client.write(GET);
    await server.head();
    server.write(CHUNKED);
    await client.head();
    client.stream.pause();
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    while (server.write(chunk));
    client.close();
    await server.ended(AT_ONCE_MS);
  });
});

describe.concurrent('the server leaves', () => {
  for (const [point, reach] of Object.entries(points)) {
    for (const way of ['FIN', 'RST'] as const) {
      it(`by ${way} ${point}: the client sees an end that is no clean one`, async ({ start }) => {
        const { open, told } = await start();
        const sides = await open();
        await reach(sides);
        if (way === 'FIN') sides.server.stream.destroy();
        else sides.server.reset();
        // What unread bytes make of a FIN is the kernel's affair; a reset has to stay one.
        const end = await sides.client.ended(AT_ONCE_MS);
        if (way === 'RST') expect(end).toBe('reset');
        // Neither an answer of ours nor the last chunk.
        expect(sides.client.left).toBe('');
        expect(told.ended.map(({ error }) => error)).toEqual([
          expect.stringMatching(/^the server (closed|reset) the connection/),
        ]);
      });
    }
  }

  it('after an answer that a slow client has not read yet: all of it arrives', async ({ start }) => {
    const { open } = await start();
    const { client, server } = await open();
    const size = 20_000_000;
    client.write(GET);
    await server.head();
    client.stream.pause();
    server.write(`HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${size}\r\n\r\n`);
    server.write(Buffer.alloc(size, 'x'));
    server.stream.end();
    await new Promise((resolve) => setTimeout(resolve, 300));
    client.stream.resume();
    await client.head();
    expect((await client.bytes(size, 15_000)).length).toBe(size);
    expect(await client.ended()).toBe('closed');
  });

  it('in the midst of an answer that a slow client has not read yet: what came before arrives', async ({
    start,
  }) => {
    const { open } = await start();
    const { client, server } = await open();
    const size = 4_000_000;
    client.write(GET);
    await server.head();
    client.stream.pause();
    server.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size + 1}\r\n\r\n`);
    server.write(Buffer.alloc(size, 'x'));
    server.stream.end();
    await new Promise((resolve) => setTimeout(resolve, 300));
    client.stream.resume();
    await client.head();
    await client.ended();
    expect(client.left.length).toBe(size);
  });

  it('having refused a request whose body is still coming: the refusal arrives', async ({ start }) => {
    const { open } = await start();
    const { client, server } = await open();
    const refusal = 'HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno';
    client.write('POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nhello');
    await server.until('hello');
    server.write(refusal);
    server.stream.end();
    expect(await client.text(refusal.length)).toBe(refusal);
    await client.ended(AT_ONCE_MS);
  });

  it('with an answer that is none: the client sees the end, not an answer of ours', async ({ start }) => {
    const { open, told } = await start();
    const { client, server } = await open();
    client.write(GET);
    await server.head();
    server.write('SSH-2.0-OpenSSH_9.2\r\n');
    await client.ended(AT_ONCE_MS);
    expect(client.left).toBe('');
    expect(told.ended.map(({ error }) => error)).toEqual([expect.stringContaining('Parse Error')]);
  });
});
