import { describe, expect } from 'vitest';
import { AT_ONCE_MS } from './byte-stream.ts';
import { it, type Proxied, type Sides } from './proxied.ts';

const GET = 'GET /api HTTP/1.1\r\nHost: x\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

async function exchange({ client, server }: Sides): Promise<void> {
  client.write(GET);
  expect(await server.head()).toBe(GET);
  server.write(OK);
  expect(await client.text(OK.length)).toBe(OK);
}

/** What is to hold both before the first request and between two. */
const idle: Record<string, (proxied: Proxied) => Promise<Sides>> = {
  'before the first request': ({ open }) => open(),
  'after a request': async ({ open }) => {
    const sides = await open();
    await exchange(sides);
    return sides;
  },
  'after a POST with a body and an error': async ({ open }) => {
    const sides = await open();
    sides.client.write('POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello');
    await sides.server.until('hello');
    sides.server.write('HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n\r\nno');
    await sides.client.until('\r\n\r\nno');
    return sides;
  },
};

describe.concurrent('an idle pair,', () => {
  for (const [when, prepare] of Object.entries(idle)) {
    it(`${when}: the server closes, and the client sees it at once`, async ({ start }) => {
      const { client, server } = await prepare(await start());
      server.stream.end();
      expect(await client.ended(AT_ONCE_MS)).toBe('closed');
      expect(client.left).toBe('');
    });

    it(`${when}: the server resets, and the client is reset`, async ({ start }) => {
      const { client, server } = await prepare(await start());
      server.reset();
      expect(await client.ended(AT_ONCE_MS)).toBe('reset');
    });

    it(`${when}: the client closes, and the server sees it at once`, async ({ start }) => {
      const { client, server } = await prepare(await start());
      client.stream.end();
      await server.ended(AT_ONCE_MS);
    });

    it(`${when}: the client resets, and the server sees the end at once`, async ({ start }) => {
      const { client, server } = await prepare(await start());
      client.reset();
      await server.ended(AT_ONCE_MS);
    });

    it(`${when}: the server closes while a request is on its way: an end, no answer of ours`, async ({
      start,
    }) => {
      const proxied = await start();
      const { client, server } = await prepare(proxied);
      client.write(GET);
      server.stream.destroy();
      await client.ended(AT_ONCE_MS);
      expect(client.left).toBe('');
      for (const { error } of proxied.told.ended.slice(1))
        expect(error).toMatch(/^the server (closed|reset)/);
    });
  }
});

describe.concurrent('pairs', () => {
  it('are made one for one: no connection to the server without one of the client', async ({ start }) => {
    const { open, server } = await start();
    const all: Sides[] = [];
    for (let count = 1; count <= 3; count += 1) {
      all.push(await open());
      expect(server.accepted).toBe(count);
    }
    for (const sides of all) await exchange(sides);
    for (const sides of all) await exchange(sides);
    expect(server.accepted).toBe(3);
  });

  it('50 at once, 20 requests each, do not mix', async ({ start }) => {
    const { open } = await start();
    const all = await Promise.all(Array.from({ length: 50 }, open));
    // Which server side belongs to which client is known by what it is asked.
    await Promise.all(
      all
        .map(async ({ server }) => {
          for (let round = 0; round < 20; round += 1) {
            const path = (await server.head()).split(' ')[1] ?? '';
            server.write(`HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`);
          }
        })
        .concat(
          all.map(async ({ client }, index) => {
            for (let round = 0; round < 20; round += 1) {
              const path = `/${index}/${round}`;
              client.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
              await client.head();
              expect(await client.text(path.length)).toBe(path);
            }
          }),
        ),
    );
  });

  it('one that fails does not stop another', async ({ start }) => {
    const { open } = await start();
    const [good, bad] = [await open(), await open()];
    good.client.write(GET);
    bad.client.write(GET);
    await good.server.head();
    await bad.server.head();
    bad.server.write('HTTP/1.1 200 OK\r\nnonsense\r\n\r\n');
    await bad.client.ended(AT_ONCE_MS);
    expect(bad.client.left).toBe('');
    good.server.write(OK);
    expect(await good.client.text(OK.length)).toBe(OK);
    await exchange(await open());
  });

  it('POST as the second request on a connection', async ({ start }) => {
    const { open } = await start();
    const sides = await open();
    const post = 'POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nX-A: 1\r\n\r\nhello';
    await exchange(sides);
    for (let round = 0; round < 3; round += 1) {
      sides.client.write(post);
      expect(await sides.server.text(post.length)).toBe(post);
      sides.server.write(OK);
      expect(await sides.client.text(OK.length)).toBe(OK);
    }
    await exchange(sides);
  });

  it('a second request after 6 seconds of idleness', async ({ start }) => {
    const { open, server } = await start();
    const sides = await open();
    await exchange(sides);
    await new Promise((resolve) => setTimeout(resolve, 6000));
    await exchange(sides);
    expect(server.accepted).toBe(1);
  });

  it('the warm connection goes to the first client only, and a dead one to nobody', async ({ start }) => {
    const { server, open } = await start();
    expect(server.accepted).toBe(1);
    const first = await open();
    expect(server.accepted).toBe(1);
    const second = await open();
    expect(server.accepted).toBe(2);
    await exchange(second);
    await exchange(first);
  });

  it('a warm connection that the server has closed is not handed out', async ({ start }) => {
    const { server, open } = await start();
    (await server.next()).stream.end();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await exchange(await open());
    expect(server.accepted).toBe(2);
  });

  it('requests that come before the answer to the first are answered in order', async ({ start }) => {
    const { open } = await start();
    const { client, server } = await open();
    client.write('GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n');
    for (const path of ['/1', '/2']) {
      expect(await server.head()).toContain(`GET ${path} `);
      server.write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n${path}`);
    }
    await client.head();
    expect(await client.text(2)).toBe('/1');
    await client.head();
    expect(await client.text(2)).toBe('/2');
  });
});
