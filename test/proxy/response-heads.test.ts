import { describe, expect } from 'vitest';
import { it } from './proxied.ts';

/** Responses to a GET, all to reach the client as they are. */
const messages: Record<string, string> = {
  'several Warning and Set-Cookie lines':
    'HTTP/1.1 200 OK\r\nWarning: 299 - "a"\r\nSet-Cookie: a=1\r\nWarning: 299 - "b"\r\nSet-Cookie: b=2\r\nContent-Length: 2\r\nWarning: 299 - "c"\r\n\r\nok',
  'header names in any case and order':
    'HTTP/1.1 200 OK\r\naudit-id: 1\r\nX-B: 1\r\nCONTENT-LENGTH: 2\r\nx-a: 2\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Type: application/json\r\n\r\n{}',
  'no header but the length': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  'Connection and Keep-Alive where the server says so':
    'HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=1, max=2\r\nContent-Length: 2\r\n\r\nok',
  'Latin-1 and UTF-8 in headers and status text':
    'HTTP/1.1 299 caf\xc3\xa9 \xe9\r\nX-Latin: \xe9\r\nWarning: 299 - "caf\xc3\xa9"\r\nContent-Length: 0\r\n\r\n',
  'no status text': 'HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok',
  'a chunked body': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  'an empty chunked body': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'chunked trailers':
    'HTTP/1.1 200 OK\r\nTrailer: X-Sum, X-End\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\nX-End: 2\r\nX-Sum: 3\r\n\r\n',
  'trailers that were not announced':
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n',
  '204': 'HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n',
  '304 with the length of what it stands for':
    'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 99\r\n\r\n',
  '304 with neither length nor coding': 'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n',
  'an empty 404': 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n',
  'a 500 with a body': 'HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops',
  'a 401':
    'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n',
  'a header of 64 KiB': `HTTP/1.1 200 OK\r\nX-Big: ${'b'.repeat(64 * 1024)}\r\nContent-Length: 2\r\n\r\nok`,
  'a header of 500 KiB': `HTTP/1.1 200 OK\r\nX-Big: ${'b'.repeat(500 * 1024)}\r\nContent-Length: 2\r\n\r\nok`,
  '2500 header lines': `HTTP/1.1 200 OK\r\n${'Warning: 299 - "w"\r\n'.repeat(2500)}Content-Length: 2\r\n\r\nok`,
  '103 before the answer':
    'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nLink: </b>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  '100 and 102 before the answer':
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
};

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

describe.concurrent('what the server sends reaches the client byte for byte:', () => {
  for (const [name, message] of Object.entries(messages)) {
    it(name, async ({ start }) => {
      const { open } = await start();
      const { client, server } = await open();
      client.write(GET);
      await server.head();
      server.write(message);
      expect(await client.text(message.length)).toBe(message);
      // The connection is as good as before.
      client.write(GET);
      expect(await server.head()).toBe(GET);
      expect(client.left).toBe('');
    });
  }

  it('a head with lines that end in LF alone, which Go reads, too', async ({ start }) => {
    const { open } = await start();
    const { client, server } = await open();
    client.write(GET);
    await server.head();
    server.write('HTTP/1.1 200 OK\nContent-Length: 2\n\nok');
    const told = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
    expect(await client.text(told.length)).toBe(told);
  });

  it('all of them one after another on one connection', async ({ start }) => {
    const { open } = await start();
    const { client, server } = await open();
    for (const message of [...Object.values(messages), ...Object.values(messages).reverse()]) {
      client.write(GET);
      await server.head();
      server.write(message);
      expect(await client.text(message.length)).toBe(message);
    }
    expect(client.left).toBe('');
  });

  const toHead = {
    'with a length': 'HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n',
    chunked: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
  };
  for (const [name, message] of Object.entries(toHead)) {
    it(`the answer to HEAD, ${name}`, async ({ start }) => {
      const { open } = await start();
      const { client, server } = await open();
      client.write('HEAD / HTTP/1.1\r\nHost: x\r\n\r\n');
      await server.head();
      server.write(message);
      expect(await client.text(message.length)).toBe(message);
      client.write(GET);
      expect(await server.head()).toBe(GET);
      expect(client.left).toBe('');
    });
  }

  // node:http holds such an answer for one that ends with the connection.
  it('the answer to HEAD with neither a length nor a coding; then both connections end', async ({
    start,
  }) => {
    const { open } = await start();
    const { client, server } = await open();
    client.write('HEAD / HTTP/1.1\r\nHost: x\r\n\r\n');
    await server.head();
    server.write('HTTP/1.1 200 OK\r\nX-A: 1\r\n\r\n');
    await client.ended();
    expect(client.left).toBe('HTTP/1.1 200 OK\r\nX-A: 1\r\n\r\n');
    await server.ended();
  });

  for (const head of ['HTTP/1.1 200 OK\r\nX-A: 1\r\n\r\n', 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n']) {
    it(`a body that ends with the connection (${JSON.stringify(head)})`, async ({ start }) => {
      const { open } = await start();
      const { client, server } = await open();
      client.write(GET);
      await server.head();
      server.write(`${head}to the end`);
      server.stream.end();
      expect(await client.ended()).toBe('closed');
      expect(client.left).toBe(`${head}to the end`);
    });
  }

  it('Connection: close with a length ends both connections', async ({ start }) => {
    const { open, told } = await start();
    const { client, server } = await open();
    const message = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok';
    client.write(GET);
    await server.head();
    server.write(message);
    expect(await client.ended()).toBe('closed');
    expect(client.left).toBe(message);
    expect(await server.ended()).toBe('closed');
    expect(told.ended.map(({ error }) => error)).toEqual([undefined]);
  });

  it('Connection: close from the client ends both connections after the answer', async ({ start }) => {
    const { open } = await start();
    const { client, server } = await open();
    const message = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
    client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await server.head();
    server.write(message);
    server.stream.end();
    expect(await client.ended()).toBe('closed');
    expect(client.left).toBe(message);
  });
});

describe.concurrent('Expect: 100-continue', () => {
  const head = 'POST /x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n';

  it("is the server's to answer, and the body waits for it", async ({ start }) => {
    const { open } = await start();
    const { client, server } = await open();
    client.write(head);
    expect(await server.text(head.length)).toBe(head);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(client.left).toBe('');
    server.write('HTTP/1.1 100 Continue\r\n\r\n');
    expect(await client.head()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    client.write('hello');
    expect(await server.text(5)).toBe('hello');
    server.write('HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n');
    expect(await client.head()).toBe('HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n');
  });

  it('refused by the server: the refusal arrives without a body sent', async ({ start }) => {
    const { open } = await start();
    const { client, server } = await open();
    client.write(head);
    await server.head();
    server.write('HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n');
    expect(await client.head()).toBe('HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n');
  });

  it("of another kind is the server's to answer too", async ({ start }) => {
    const { open } = await start();
    const { client, server } = await open();
    client.write('GET /x HTTP/1.1\r\nHost: x\r\nExpect: the-unexpected\r\n\r\n');
    expect(await server.head()).toContain('Expect: the-unexpected');
    server.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    expect(await client.head()).toBe('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  });
});
