import { setTimeout as sleep } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { it, type Proxied } from '../proxy/proxied.ts';

// All at once, where five would be the default: the file takes as long as its longest test.
vi.setConfig({ maxConcurrency: 20 });

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

async function exchange({ client, server }: Awaited<ReturnType<Proxied['open']>>): Promise<void> {
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await server.head();
  server.write(OK);
  expect(await client.text(OK.length)).toBe(OK);
}

it.concurrent('an upload that takes 310 seconds passes', async ({ start }) => {
  const { open, told } = await start();
  const { client, server } = await open();
  const end = Date.now() + 310_000;
  client.write('POST /upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
  await server.head();
  for (let part = 0; Date.now() < end; part += 1) {
    const chunk = `8\r\n${String(part).padStart(8, '0')}\r\n`;
    client.write(chunk);
    expect(await server.text(chunk.length)).toBe(chunk);
    await sleep(2000);
  }
  client.write('0\r\n\r\n');
  expect(await server.until('0\r\n\r\n')).toBe('0\r\n\r\n');
  server.write(OK);
  expect(await client.text(OK.length)).toBe(OK);
  expect(told.ended[0]?.error).toBeUndefined();
  expect(told.ended[0]?.timing.requestEnd).toBeGreaterThan(309_000);
  await exchange({ client, server });
});

it.concurrent('a head that takes 70 seconds passes', async ({ start }) => {
  const { open } = await start();
  const { client, server } = await open();
  client.write('GET / HTTP/1.1\r\nHost: x\r\n');
  await sleep(70_000);
  client.write('X-Late: 1\r\n\r\n');
  expect(await server.head()).toBe('GET / HTTP/1.1\r\nHost: x\r\nX-Late: 1\r\n\r\n');
  server.write(OK);
  expect(await client.text(OK.length)).toBe(OK);
});

it.concurrent('an answer that begins after 150 seconds and then pauses for 150 passes', async ({ start }) => {
  const { open } = await start();
  const { client, server } = await open();
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await server.head();
  await sleep(150_000);
  server.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
  expect(await client.head()).toContain('200 OK');
  await sleep(150_000);
  server.write('5\r\nevent\r\n');
  expect(await client.text(10)).toBe('5\r\nevent\r\n');
});

for (const seconds of [80, 300]) {
  it.concurrent(`a connection that was idle for ${seconds} seconds serves the next request`, async ({
    start,
  }) => {
    const { open, server } = await start();
    const sides = await open();
    await exchange(sides);
    await sleep(seconds * 1000);
    await exchange(sides);
    expect(server.accepted).toBe(1);
  });
}

it.concurrent('a connection idle for 300 seconds before its first request serves it', async ({ start }) => {
  const { open } = await start();
  const sides = await open();
  await sleep(300_000);
  await exchange(sides);
});

it.concurrent('an upgraded connection that is silent for 300 seconds stays', async ({ start }) => {
  const { open } = await start();
  const { client, server } = await open();
  client.write('GET /exec HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await server.head();
  server.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await client.head();
  await sleep(300_000);
  client.write('ping');
  expect(await server.text(4)).toBe('ping');
  server.write('pong');
  expect(await client.text(4)).toBe('pong');
});
