import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, vi } from 'vitest';
import { CLIENT_LEFT } from '../../src/exchange/exchange.ts';
import { AT_ONCE_MS } from './byte-stream.ts';
import { it, type Proxied } from './proxied.ts';

const requests = {
  'POST + SPDY/3.1':
    'POST /exec HTTP/1.1\r\nHost: x\r\nUser-Agent: kubectl\r\nContent-Length: 0\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\nX-Stream-Protocol-Version: v3.channel.k8s.io\r\n\r\n',
  'GET + WebSocket':
    'GET //exec?command=%2Fbin HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: a==\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\n\r\n',
};
const SWITCH =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: any\r\nConnection: Upgrade\r\nX-A: 1\r\nX-A: \xe9\r\n\r\n';
const SIZE = 10_000_000;

for (const [name, request] of Object.entries(requests)) {
  describe.concurrent(name, () => {
    it('heads pass as they are, then bytes both ways at once', async ({ start }) => {
      const { open, told } = await start();
      const { client, server } = await open();
      client.write(request);
      expect(await server.text(request.length)).toBe(request);
      server.write(SWITCH);
      expect(await client.text(SWITCH.length)).toBe(SWITCH);
      for (let round = 0; round < 10; round += 1) {
        client.write('ping');
        expect(await server.text(4)).toBe('ping');
        server.write('pong');
        expect(await client.text(4)).toBe('pong');
      }
      client.stream.end();
      await server.ended();
      await client.ended();
      await vi.waitFor(() => expect(told.ended).toHaveLength(1));
      const [exchange] = told.ended;
      expect(exchange?.response?.status).toBe(101);
      expect(exchange?.error).toBeUndefined();
      expect(exchange?.tunnel?.sent).toBe(40);
      expect(exchange?.tunnel?.received).toBe(40);
      expect([exchange?.request.body.size, exchange?.response?.body.size]).toEqual([0, 0]);
    });

    it('bytes that come right behind the heads are not lost', async ({ start }) => {
      const { open } = await start();
      const { client, server } = await open();
      client.write(`${request}early`);
      await server.head();
      server.write(`${SWITCH}soon`);
      expect(await server.text(5)).toBe('early');
      await client.text(SWITCH.length);
      expect(await client.text(4)).toBe('soon');
    });

    it('10 MB each way with slow readers arrive whole', async ({ start }) => {
      const { open } = await start();
      const { client, server } = await open();
      client.write(request);
      await server.head();
      server.write(SWITCH);
      await client.head();
      const [up, down] = [randomBytes(SIZE), randomBytes(SIZE)];
      client.stream.pause();
      server.stream.pause();
      client.write(up);
      server.write(down);
      await new Promise((resolve) => setTimeout(resolve, 300));
      client.stream.resume();
      server.stream.resume();
      expect(hash(await server.bytes(SIZE, 15_000))).toBe(hash(up));
      expect(hash(await client.bytes(SIZE, 15_000))).toBe(hash(down));
    });

    it('as the second request on a connection', async ({ start }) => {
      const { open } = await start();
      const { client, server } = await open();
      client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      await server.head();
      server.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      await client.until('ok');
      client.write(request);
      expect(await server.text(request.length)).toBe(request);
      server.write(SWITCH);
      expect(await client.text(SWITCH.length)).toBe(SWITCH);
    });

    it('an interim answer passes before the answer', async ({ start }) => {
      const { open } = await start();
      const { client, server } = await open();
      client.write(request);
      await server.head();
      const interim = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';
      server.write(interim + SWITCH);
      expect(await client.text(interim.length)).toBe(interim);
      expect(await client.text(SWITCH.length)).toBe(SWITCH);
    });

    for (const size of [20, 2_000_000]) {
      it(`refused with ${size} bytes: the refusal passes as an ordinary response`, async ({ start }) => {
        const { open, told } = await start();
        const { client, server } = await open();
        const body = 'x'.repeat(size);
        const refusal = `HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nContent-Length: ${size}\r\n\r\n${body}`;
        client.write(request);
        await server.head();
        server.write(refusal);
        expect(await client.text(refusal.length)).toBe(refusal);
        await client.ended();
        await server.ended();
        await vi.waitFor(() => expect(told.ended).toHaveLength(1));
        expect(
          told.ended.map(({ response, error }) => [response?.status, response?.body.size, error]),
        ).toEqual([[403, size, undefined]]);
      });
    }

    for (const when of ['before the answer', 'in the tunnel'] as const) {
      const reach = async (open: () => ReturnType<Awaited<ReturnType<StartOf>>['open']>) => {
        const sides = await open();
        sides.client.write(request);
        await sides.server.head();
        if (when === 'in the tunnel') {
          sides.server.write(SWITCH);
          await sides.client.head();
          sides.client.write('ping');
          await sides.server.text(4);
        }
        return sides;
      };

      it(`the client leaves ${when}: the server sees the end at once`, async ({ start }) => {
        const { open, proxy, told } = await start();
        const { client, server } = await reach(open);
        client.close();
        await server.ended(AT_ONCE_MS);
        await vi.waitFor(() => expect(proxy.openCount).toBe(0));
        if (when === 'before the answer') expect(told.ended[0]?.error).toBe(CLIENT_LEFT);
      });

      it(`the server closes ${when}: so does the client's connection`, async ({ start }) => {
        const { open, proxy, told } = await start();
        const { client, server } = await reach(open);
        server.stream.end();
        expect(await client.ended(AT_ONCE_MS)).toBe('closed');
        expect(client.left).toBe('');
        await vi.waitFor(() => expect(proxy.openCount).toBe(0));
        if (when === 'before the answer')
          expect(told.ended[0]?.error).toBe('the server closed the connection before it answered');
      });

      it(`the server resets ${when}: the client is reset`, async ({ start }) => {
        const { open, proxy, told } = await start();
        const { client, server } = await reach(open);
        server.reset();
        expect(await client.ended(AT_ONCE_MS)).toBe('reset');
        expect(client.left).toBe('');
        await vi.waitFor(() => expect(proxy.openCount).toBe(0));
        if (when === 'before the answer')
          expect(told.ended[0]?.error).toBe('the server reset the connection before it answered');
      });
    }
  });
}

const H2C = 'POST /api HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n';
const bodies = {
  'of a length': ['Content-Length: 10\r\n\r\n', '0123456789'],
  'in chunks': ['Transfer-Encoding: chunked\r\n\r\n', '5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n'],
} as const;

describe.concurrent('an upgrade with a body', () => {
  for (const [name, [framing, body]] of Object.entries(bodies)) {
    for (const sent of ['with the head', 'later']) {
      it(`${name} that comes ${sent} reaches the server, which refuses`, async ({ start }) => {
        const { open, told } = await start();
        const { client, server } = await open();
        const head = H2C + framing;
        if (sent === 'with the head') client.write(head + body);
        else client.write(head);
        expect(await server.text(head.length)).toBe(head);
        if (sent === 'later') client.write(body);
        expect(await server.text(body.length)).toBe(body);
        const answer = 'HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok';
        server.write(answer);
        expect(await client.text(answer.length)).toBe(answer);
        await vi.waitFor(() => expect(told.ended).toHaveLength(1));
        expect(server.left).toBe('');
        expect(told.ended[0]?.request.body.size).toBe(name === 'of a length' ? 10 : 0);
      });
    }

    it(`${name} before a tunnel: what follows is the tunnel's`, async ({ start }) => {
      const { open } = await start();
      const { client, server } = await open();
      client.write(H2C + framing + body);
      await server.text((H2C + framing + body).length);
      server.write(SWITCH);
      expect(await client.text(SWITCH.length)).toBe(SWITCH);
      client.write('ping');
      expect(await server.text(4)).toBe('ping');
      server.write('pong');
      expect(await client.text(4)).toBe('pong');
    });
  }
});

type StartOf = () => Promise<Proxied>;

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
