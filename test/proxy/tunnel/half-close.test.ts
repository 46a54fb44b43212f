import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, vi } from 'vitest';
import { AT_ONCE_MS } from '../byte-stream.ts';
import { it, type Proxied, type ProxiedOptions, type Sides } from '../proxied.ts';
import { ClientSide, sendConnect } from '../raw-client.ts';

const REQUEST = 'POST /exec HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n';
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: SPDY/3.1\r\nConnection: Upgrade\r\n\r\n';

/** Neither end of a test ends its side because the other has. */
async function reach(open: () => Promise<Sides>): Promise<Sides> {
  const sides = await open();
  sides.client.stream.allowHalfOpen = true;
  sides.server.stream.allowHalfOpen = true;
  sides.client.write(REQUEST);
  await sides.server.head();
  sides.server.write(SWITCH);
  await sides.client.head();
  return sides;
}

const ways: Record<string, ProxiedOptions> = { 'with TLS': {}, 'with plain http': { plain: true } };

for (const [way, options] of Object.entries(ways)) {
  describe(`a tunnel ${way}`, () => {
    it('the end of the client leaves the other direction open', async ({ start }) => {
      const { told, ...proxied } = await start(options);
      const { client, server } = await reach(() => openSides(proxied, options));
      client.write('all');
      client.stream.end();
      expect(await server.text(3)).toBe('all');
      expect(await server.ended(AT_ONCE_MS)).toBe('closed');
      expect(client.isOpen).toBe(true);
      for (const word of ['one', 'two', 'six']) {
        server.write(word);
        expect(await client.text(3)).toBe(word);
      }
      server.stream.end();
      expect(await client.ended(AT_ONCE_MS)).toBe('closed');
      await vi.waitFor(() => expect(told.ended).toHaveLength(1));
      expect(told.ended[0]?.error).toBeUndefined();
      expect(told.ended[0]?.tunnel).toMatchObject({ sent: 3, received: 9, end: { from: 'client' } });
    });

    it('the end of the server leaves the other direction open', async ({ start }) => {
      const { told, ...proxied } = await start(options);
      const { client, server } = await reach(() => openSides(proxied, options));
      server.stream.end('bye');
      expect(await client.text(3)).toBe('bye');
      expect(await client.ended(AT_ONCE_MS)).toBe('closed');
      expect(server.isOpen).toBe(true);
      const late = randomBytes(3_000_000);
      server.stream.pause();
      client.write(late);
      client.stream.end();
      // Nothing of it is lost, however late the server reads it.
      await new Promise((resolve) => setTimeout(resolve, 100));
      server.stream.resume();
      expect(hash(await server.bytes(late.length))).toBe(hash(late));
      expect(await server.ended(AT_ONCE_MS)).toBe('closed');
      await vi.waitFor(() => expect(told.ended).toHaveLength(1));
      expect(told.ended[0]?.error).toBeUndefined();
    });

    it('a reset of the client resets the server', async ({ start }) => {
      const { told, ...proxied } = await start(options);
      const { client, server } = await reach(() => openSides(proxied, options));
      client.reset();
      expect(await server.ended(AT_ONCE_MS)).toBe('reset');
      await vi.waitFor(() => expect(told.ended).toHaveLength(1));
      // kubectl ends a tunnel as it likes.
      expect(told.ended[0]?.error).toBeUndefined();
      expect(told.ended[0]?.tunnel?.end).toMatchObject({ from: 'client', reset: true });
    });

    it('a reset of the server resets the client', async ({ start }) => {
      const { told, ...proxied } = await start(options);
      const { client, server } = await reach(() => openSides(proxied, options));
      server.reset();
      expect(await client.ended(AT_ONCE_MS)).toBe('reset');
      await vi.waitFor(() => expect(told.ended).toHaveLength(1));
      expect(told.ended[0]?.error).toBe('the server reset the connection');
      expect(told.ended[0]?.tunnel?.end).toMatchObject({ from: 'server', reset: true });
    });

    it('a client that reads nothing stops the server', async ({ start }) => {
      const { ...proxied } = await start(options);
      const { client, server } = await reach(() => openSides(proxied, options));
      client.stream.pause();
      const chunk = Buffer.alloc(256 * 1024);
      let written = 0;
      let isFull = false;
      // Until a second has passed without the system taking more.
      while (!isFull) {
        while (server.write(chunk)) written += chunk.length;
        isFull = await Promise.race([
          new Promise<boolean>((resolve) => server.stream.once('drain', () => resolve(false))),
          new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 1000)),
        ]);
        written += chunk.length;
        // What four sockets of this system hold, and not what the server has.
        expect(written).toBeLessThan(64 * 1024 * 1024);
      }
      server.stream.end('end');
      client.stream.resume();
      const all = await client.bytes(written + 3);
      expect(all.toString('latin1', written)).toBe('end');
    });
  });
}

/** Both sides of a new connection, by CONNECT alone where the server speaks plain http. */
async function openSides(
  { open, proxy, server }: Pick<Proxied, 'open' | 'proxy' | 'server'>,
  options: ProxiedOptions,
): Promise<Sides> {
  if (options.plain !== true) return open();
  const [tunnel, side] = await Promise.all([sendConnect(proxy.url, server.authority), server.next()]);
  await tunnel.head();
  tunnel.stream.removeAllListeners('data');
  return { client: new ClientSide(tunnel.stream, tunnel.stream), server: side };
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
