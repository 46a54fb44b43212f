import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, vi } from 'vitest';
import { AT_ONCE_MS } from './byte-stream.ts';
import { it } from './proxied.ts';
import { authorization, connectThrough, openTcp, sendConnect } from './raw-client.ts';

describe.concurrent('a server that cannot be reached: CONNECT is answered with the words of Go', () => {
  it('where nobody listens', async ({ start }) => {
    const { proxy, told } = await start();
    const client = await sendConnect(proxy.url, '127.0.0.1:1');
    expect(await client.head()).toMatch(
      /^HTTP\/1\.1 502 dial tcp 127\.0\.0\.1:1: connect: connection refused\r\n/,
    );
    expect(await client.ended()).toBe('closed');
    expect(told.problems).toEqual([
      'no connection to the server: dial tcp 127.0.0.1:1: connect: connection refused',
    ]);
  });

  it('where nobody listens, IPv6', async ({ start }) => {
    const { proxy } = await start();
    const client = await sendConnect(proxy.url, '[::1]:1');
    expect(await client.head()).toMatch(/^HTTP\/1\.1 502 dial tcp \[::1\]:1: connect: /);
  });

  it('where nobody listens on either address of a name: the first one is named', async ({ start }) => {
    const { proxy } = await start();
    const client = await sendConnect(proxy.url, 'localhost:1');
    expect(await client.head()).toMatch(
      /^HTTP\/1\.1 502 dial tcp (127\.0\.0\.1|\[::1\]):1: connect: connection refused\r\n/,
    );
  });

  it('where the name is unknown', async ({ start }) => {
    const { proxy } = await start();
    const client = await sendConnect(proxy.url, 'no-such-host.invalid:443');
    expect(await client.head()).toMatch(/^HTTP\/1\.1 502 dial tcp: lookup no-such-host\.invalid.*: \S.*\r\n/);
  });

  it('where it was there when the trace began, and has gone since', async ({ start }) => {
    const { proxy, server, open } = await start();
    const { client } = await open();
    const { authority } = server;
    await server.close();
    await client.ended();
    expect(await (await sendConnect(proxy.url, authority)).head()).toContain(
      `502 dial tcp ${authority}: connect: connection refused`,
    );
  });
});

describe.concurrent('a client that leaves', () => {
  for (const way of ['FIN', 'RST'] as const) {
    it(`by ${way} while the server is dialled ends that at once`, async ({ start }) => {
      const { proxy, server, told } = await start({ silent: true });
      // What was begun ahead is for this one.
      await sendConnect(proxy.url, server.authority);
      const client = await sendConnect(proxy.url, server.authority);
      await vi.waitFor(() => expect(server.open).toBe(2));
      if (way === 'FIN') client.stream.end();
      else client.stream.resetAndDestroy();
      await vi.waitFor(() => expect(server.open).toBe(1), { timeout: AT_ONCE_MS, interval: 10 });
      expect(told.problems).toEqual([]);
    });
  }

  it('between CONNECT and TLS ends the connection to the server', async ({ start }) => {
    const { proxy, server } = await start();
    const client = await sendConnect(proxy.url, server.authority);
    await client.head();
    client.close();
    await (await server.next()).ended(AT_ONCE_MS);
  });

  it('having sent no TLS ends both', async ({ start }) => {
    const { proxy, server } = await start();
    const client = await sendConnect(proxy.url, server.authority);
    await client.head();
    client.write('GET / HTTP/1.1\r\n\r\n');
    await client.ended();
    await (await server.next()).ended(AT_ONCE_MS);
  });
});

describe.concurrent('a plain http server', () => {
  const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: 1\r\nX-A: 2\r\n\r\nok';

  it('is reached by absolute URLs, without what was meant for the proxy', async ({ start }) => {
    const { proxy, server, told } = await start({ plain: true });
    const client = await openTcp(proxy.url);
    for (const path of ['/api', '//api?x=1', '/a%2F']) {
      client.write(
        `GET http://${server.authority}${path} HTTP/1.1\r\nHost: ${server.authority}\r\nX-B: 1\r\n${authorization(proxy.url)}\r\nX-A: 2\r\nX-B: 3\r\n\r\n`,
      );
    }
    const side = await server.next();
    for (const path of ['/api', '//api?x=1', '/a%2F']) {
      expect(await side.head()).toBe(
        `GET ${path} HTTP/1.1\r\nHost: ${server.authority}\r\nX-B: 1\r\nX-B: 3\r\nX-A: 2\r\n\r\n`,
      );
      side.write(OK);
      expect(await client.text(OK.length)).toBe(OK);
    }
    expect(server.accepted).toBe(1);
    expect(told.ended.map(({ request }) => request.url)).toEqual(
      ['/api', '//api?x=1', '/a%2F'].map((path) => `http://${server.authority}${path}`),
    );
    const names = told.ended.flatMap(({ request }) => request.headers.map(([name]) => name));
    expect(names).not.toContain('Proxy-Authorization');
    client.close();
    await side.ended(AT_ONCE_MS);
  });

  it('that redirects to another host is not asked in its place', async ({ start }) => {
    const [{ proxy, server }, other] = await Promise.all([
      start({ plain: true }),
      start({ plain: true, ahead: false }),
    ]);
    const client = await openTcp(proxy.url);
    const ask = (host: string) =>
      client.write(`GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n${authorization(proxy.url)}\r\n\r\n`);
    for (const asked of [server, other.server, server]) {
      ask(asked.authority);
      const side = await asked.next();
      expect(await side.head()).toContain(`Host: ${asked.authority}`);
      side.write(OK);
      expect(await client.text(OK.length)).toBe(OK);
    }
    await vi.waitFor(() => expect([server.open, other.server.open]).toEqual([1, 0]));
  });

  it('that redirects to https leads to TLS with that host itself', async ({ start }) => {
    const [{ proxy, told }, secure] = await Promise.all([start({ plain: true }), start({ ahead: false })]);
    const { trust } = secure.server.upstream;
    const ca = trust.kind === 'bundle' ? trust.pem : '';
    const client = await connectThrough(proxy.url, secure.server.authority, { ca });
    client.write('GET / HTTP/1.1\r\n\r\n');
    const side = await secure.server.next();
    expect(await side.head()).toBe('GET / HTTP/1.1\r\n\r\n');
    side.write(OK);
    expect(await client.text(OK.length)).toBe(OK);
    expect(told.problems).toEqual([expect.stringContaining('kubectl was redirected to https on ')]);
    client.close();
    await side.ended(AT_ONCE_MS);
  });

  it('is reached by CONNECT too, for upgrades', async ({ start }) => {
    const { proxy, server } = await start({ plain: true });
    const client = await sendConnect(proxy.url, server.authority);
    await client.head();
    const request = 'POST /exec HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n';
    client.write(request);
    const side = await server.next();
    expect(await side.head()).toBe(request);
    side.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\nhi');
    expect(await client.until('hi')).toContain('101');
    side.stream.end();
    expect(await client.ended(AT_ONCE_MS)).toBe('closed');
  });

  it('that closes its idle connection is seen to close', async ({ start }) => {
    const { proxy, server } = await start({ plain: true });
    const client = await openTcp(proxy.url);
    client.write(
      `GET http://${server.authority}/ HTTP/1.1\r\nHost: x\r\n${authorization(proxy.url)}\r\n\r\n`,
    );
    const side = await server.next();
    await side.head();
    side.write(OK);
    await client.text(OK.length);
    await sleep(20);
    side.stream.end();
    expect(await client.ended(AT_ONCE_MS)).toBe('closed');
  });
});
