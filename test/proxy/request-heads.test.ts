import { describe, expect } from 'vitest';
import { it } from './proxied.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n';

/** Request heads and what follows them, all to reach the server as they are. */
const messages: Record<string, string> = {
  'repeated Impersonate-Group lines':
    'GET /api HTTP/1.1\r\nHost: x:1\r\nImpersonate-User: jane\r\nImpersonate-Group: a\r\nImpersonate-Group: b\r\nImpersonate-Group: a\r\n\r\n',
  'header names in any case and order':
    'GET /api HTTP/1.1\r\nuser-agent: kubectl\r\nX-B: 1\r\nHOST: x:1\r\nx-a: 2\r\nACCEPT: */*\r\nAccept-Encoding: gzip\r\n\r\n',
  'no header but Host': 'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
  'no header at all': 'GET / HTTP/1.1\r\n\r\n',
  'empty header values': 'GET / HTTP/1.1\r\nHost: x\r\nX-Empty: \r\nX-After: 1\r\n\r\n',
  'Latin-1 and UTF-8 in header values':
    'GET / HTTP/1.1\r\nHost: x\r\nX-Latin: caf\xe9\r\nX-Utf: caf\xc3\xa9\r\n\r\n',
  'Connection: keep-alive where the client says so':
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n\r\n',
  'Connection: close': 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'headers that a proxy would take for itself':
    'GET / HTTP/1.1\r\nHost: x\r\nProxy-Connection: keep-alive\r\nVia: 1.1 y\r\nX-Forwarded-For: 1.2.3.4\r\nTE: trailers\r\n\r\n',
  '// in a path': 'GET //api//v1///pods/ HTTP/1.1\r\nHost: x\r\n\r\n',
  '%2F and %zz in a path': 'GET /api/%2F/%2e%2e/%zz/.. HTTP/1.1\r\nHost: x\r\n\r\n',
  'a path of many question marks': 'GET /a?b=c?d=??&&e=/?/../# HTTP/1.1\r\nHost: x\r\n\r\n',
  'a path of 300 KiB': `GET /${'a/'.repeat(150 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  'a header of 64 KiB': `GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${'t'.repeat(64 * 1024)}\r\n\r\n`,
  'a header of 500 KiB': `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'b'.repeat(500 * 1024)}\r\n\r\n`,
  '2500 header lines': `GET / HTTP/1.1\r\nHost: x\r\n${'Impersonate-Group: g\r\n'.repeat(2500)}\r\n`,
  HEAD: 'HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
  OPTIONS: 'OPTIONS /api HTTP/1.1\r\nHost: x\r\n\r\n',
  'OPTIONS *': 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n',
  PROPFIND: 'PROPFIND / HTTP/1.1\r\nHost: x\r\n\r\n',
  'DELETE without a body': 'DELETE /x HTTP/1.1\r\nHost: x\r\n\r\n',
  'DELETE with a body': 'DELETE /x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}',
  'GET with a body': 'GET /x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}',
  'POST without a body': 'POST /x HTTP/1.1\r\nHost: x\r\n\r\n',
  'POST with Content-Length: 0': 'POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n',
  'POST with a length': 'POST /x HTTP/1.1\r\nHost: x\r\ncontent-length: 5\r\nAccept: */*\r\n\r\nhello',
  'PATCH with a length':
    'PATCH /x HTTP/1.1\r\nHost: x\r\nContent-Type: application/apply-patch+yaml\r\nContent-Length: 5\r\n\r\nhello',
  'a chunked POST':
    'POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  'a chunked DELETE':
    'DELETE /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
  'a chunked request with trailers':
    'POST /x HTTP/1.1\r\nHost: x\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n',
};

describe.concurrent('what the client sends reaches the server byte for byte:', () => {
  for (const [name, message] of Object.entries(messages)) {
    it(name, async ({ start }) => {
      const { open } = await start();
      const { client, server } = await open();
      client.write(message);
      expect(await server.text(message.length)).toBe(message);
      expect(server.left).toBe('');
      server.write(message.startsWith('HEAD') ? OK : `${OK}ok`);
      expect(await client.head()).toBe(OK);
    });
  }

  it('all of them one after another on one connection', async ({ start }) => {
    const { open } = await start();
    const { client, server } = await open();
    const keeping = Object.values(messages).filter((message) => !message.includes('Connection: close'));
    for (const message of [...keeping, ...keeping.reverse()]) {
      client.write(message);
      expect(await server.text(message.length)).toBe(message);
      const body = message.startsWith('HEAD') ? '' : 'ok';
      server.write(OK + body);
      expect(await client.text(OK.length + body.length)).toBe(OK + body);
    }
    expect(server.left).toBe('');
  });

  // A client written in Go never sends such bytes: its URLs are percent-encoded.
  it('except a path beyond ASCII, which node:http does not read: the connection ends, and that is said', async ({
    start,
  }) => {
    const { open, told } = await start();
    const { client, server } = await open();
    client.write('GET /caf\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await client.ended()).toBe('closed');
    expect(client.left).toBe('');
    expect(await server.ended()).toBe('closed');
    expect(server.left).toBe('');
    expect(told.problems).toEqual([expect.stringMatching(/^a request could not be read: .*url/i)]);
  });
});
