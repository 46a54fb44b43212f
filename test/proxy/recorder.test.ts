import { describe, expect, vi } from 'vitest';
import type { RecordedExchange } from '../../src/exchange/exchange.ts';
import { it, type Sides } from './proxied.ts';

async function exchange({ client, server }: Sides, request: string, response: string): Promise<void> {
  client.write(request);
  await server.text(request.length);
  server.write(response);
  await client.text(response.length);
}

const GET =
  'GET /api/v1/namespaces/default/pods/web?x=%2F HTTP/1.1\r\nHost: k8s.example:6443\r\nX-A: 1\r\nx-a: 2\r\n\r\n';
const OK =
  'HTTP/1.1 200 All right\r\nWarning: 299 - "caf\xc3\xa9"\r\nX-B: 1\r\nX-B: 2\r\nContent-Length: 2\r\n\r\nok';

describe.concurrent('what is recorded', () => {
  it('is the exchange as it went over the wire', async ({ start }) => {
    const { open, told, server } = await start();
    await exchange(await open(), GET, OK);
    await vi.waitFor(() => expect(told.ended).toHaveLength(1));
    const [recorded] = told.ended;
    expect(recorded).toMatchObject({
      id: 1,
      request: {
        method: 'GET',
        url: 'https://k8s.example:6443/api/v1/namespaces/default/pods/web?x=%2F',
        httpVersion: '1.1',
        headers: [
          ['Host', 'k8s.example:6443'],
          ['X-A', '1'],
          ['x-a', '2'],
        ],
        body: { size: 0 },
        info: { verb: 'get', resource: 'pods', namespace: 'default', name: 'web' },
      },
      response: {
        status: 200,
        statusText: 'All right',
        headers: [
          ['Warning', '299 - "café"'],
          ['X-B', '1'],
          ['X-B', '2'],
          ['Content-Length', '2'],
        ],
        body: { size: 2, bytes: Buffer.from('ok') },
      },
      connection: { id: 1, reused: false, remoteAddress: server.authority, dns: 0 },
    });
    expect(recorded?.error).toBeUndefined();
    expect(recorded?.open).toBeUndefined();
  });

  it('has times that follow each other and are about right', async ({ start }) => {
    const { open, told } = await start();
    const { client, server } = await open();
    const before = Date.now();
    client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{');
    await server.until('{');
    await wait(50);
    client.write('}');
    await server.until('}');
    await wait(100);
    server.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no');
    await client.until('\r\n\r\no');
    await wait(50);
    server.write('k');
    await client.until('k');
    await vi.waitFor(() => expect(told.ended).toHaveLength(1));
    const { timing, connection } = told.ended[0] as RecordedExchange;
    const { startedAt, requestEnd = 0, firstByte = 0, end = 0 } = timing;
    expect(startedAt).toBeGreaterThanOrEqual(before);
    expect(startedAt).toBeLessThan(before + 1000);
    // Timers may be a millisecond early.
    expect(requestEnd).toBeGreaterThan(45);
    expect(firstByte - requestEnd).toBeGreaterThan(95);
    expect(end - firstByte).toBeGreaterThan(45);
    expect(end).toBeLessThan(2000);
    expect(connection.dial).toBeGreaterThan(0);
    expect(connection.tls).toBeGreaterThan(0);
  });

  it('counts exchanges and connections, and tells a used connection from a new one', async ({ start }) => {
    const { open, told } = await start();
    const [first, second] = [await open(), await open()];
    for (const sides of [first, second, first, second, first]) await exchange(sides, GET, OK);
    await vi.waitFor(() => expect(told.ended).toHaveLength(5));
    expect(told.ended.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
    expect(told.ended.map(({ connection }) => connection.reused)).toEqual([false, false, true, true, true]);
    const ids = told.ended.map(({ connection }) => connection.id);
    expect(ids).toEqual([ids[0], ids[1], ids[0], ids[1], ids[0]]);
    expect([ids[0], ids[1]].sort()).toEqual([1, 2]);
  });

  it('are bodies up to the limit, with the size of the whole', async ({ start }) => {
    const { open, told } = await start({ captureLimit: 10 });
    await exchange(
      await open(),
      'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n8\r\n56789abc\r\n0\r\n\r\n',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n9\r\ndefghijkl\r\n0\r\n\r\n',
    );
    await vi.waitFor(() => expect(told.ended).toHaveLength(1));
    expect(told.ended[0]?.request.body).toEqual({ size: 13, bytes: Buffer.from('0123456789') });
    expect(told.ended[0]?.response?.body).toEqual({ size: 12, bytes: Buffer.from('abcdefghij') });
  });

  it('is told as it begins and as it ends', async ({ start }) => {
    const { open, told, proxy } = await start();
    const { client, server } = await open();
    expect(proxy.openCount).toBe(0);
    client.write(GET);
    await server.head();
    expect(told.started.map(({ id }) => id)).toEqual([1]);
    expect(told.ended).toEqual([]);
    expect(proxy.openCount).toBe(1);
    server.write(OK);
    await client.text(OK.length);
    await vi.waitFor(() => expect(proxy.openCount).toBe(0));
    expect(told.ended).toEqual(told.started);
  });

  it('is marked as open where the trace ends before it, and is told once', async ({ start }) => {
    const { open, told, proxy } = await start();
    const { client, server } = await open();
    client.write(GET);
    await server.head();
    server.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nevent\r\n');
    await client.until('event');
    proxy.endOpen();
    expect(told.ended).toHaveLength(1);
    expect(told.ended[0]).toMatchObject({ open: true, response: { status: 200, body: { size: 5 } } });
    expect(told.ended[0]?.error).toBeUndefined();
    await proxy.close();
    await server.ended();
    expect(told.ended).toHaveLength(1);
  });

  it('is lost alone where the observer throws: the traffic passes', async ({ start }) => {
    const fault = () => {
      throw new Error('a fault of the trace');
    };
    const { open } = await start({
      observer: { exchangeStarted: fault, exchangeEnded: fault, problem: fault },
    });
    const sides = await open();
    for (let round = 0; round < 3; round += 1) await exchange(sides, GET, OK);
    sides.client.write('\x00\r\n\r\n');
    expect(await sides.client.ended()).toBe('closed');
    await exchange(await open(), GET, OK);
  });
});

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
