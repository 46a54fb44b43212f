import { X509Certificate } from 'node:crypto';
import type { PeerCertificate } from 'node:tls';
import { describe, expect } from 'vitest';
import { createCertificateAuthority } from '../../src/proxy/certificates.ts';
import { AT_ONCE_MS } from './byte-stream.ts';
import { it } from './proxied.ts';
import { connectThrough, sendConnect, startTls } from './raw-client.ts';
import type { ServerSide, UpstreamServer } from './upstream-server.ts';

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const clients = createCertificateAuthority();
const jane = clients.issue('jane');
const other = clients.issue('other');
const identity = { certificate: jane.cert, key: jane.key };
const asksForCertificates = { tls: { requestCert: true, rejectUnauthorized: false } } as const;

describe.concurrent('the certificate that kubectl meets', () => {
  it('is for the DNS name that it dials', async ({ start }) => {
    const { proxy, server } = await start({ name: 'localhost' });
    const client = await connectThrough(proxy.url, `localhost:${server.port}`, { ca: proxy.caPem });
    expect(client.stream.getPeerCertificate().subjectaltname).toBe('DNS:localhost');
    expect(client.stream.alpnProtocol).toBe('http/1.1');
  });

  it('is for the IPv4 address that it dials', async ({ start }) => {
    const { proxy, server } = await start();
    const client = await connectThrough(proxy.url, server.authority, { ca: proxy.caPem });
    expect(client.stream.getPeerCertificate().subjectaltname).toBe('IP Address:127.0.0.1');
  });

  it('is for the IPv6 address that it dials', async ({ start }) => {
    const { proxy, server } = await start({ host: '::1' });
    const client = await connectThrough(proxy.url, server.authority, { ca: proxy.caPem });
    expect(client.stream.getPeerCertificate().subjectaltname).toMatch(/^IP Address:0:0:0:0:0:0:0:1$|::1$/);
  });

  it('is for the tls-server-name, which is also what the server is verified by', async ({ start }) => {
    const { proxy, server } = await start({
      name: 'kubernetes.internal',
      upstream: { tlsServerName: 'kubernetes.internal' },
    });
    const client = await connectThrough(proxy.url, server.authority, {
      ca: proxy.caPem,
      servername: 'kubernetes.internal',
    });
    expect(client.stream.getPeerCertificate().subjectaltname).toBe('DNS:kubernetes.internal');
    client.write(GET);
    expect(await (await server.next()).head()).toBe(GET);
  });

  it('is from the authority of the overlay, and a server certificate only', async ({ start }) => {
    const { proxy, server } = await start();
    const client = await connectThrough(proxy.url, server.authority, { ca: proxy.caPem });
    const leaf = new X509Certificate((client.stream.getPeerCertificate() as PeerCertificate).raw);
    expect(leaf.verify(new X509Certificate(proxy.caPem).publicKey)).toBe(true);
    expect(leaf.ca).toBe(false);
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });
});

describe.concurrent('who speaks to the server', () => {
  it('is whom the kubeconfig names, where kubectl presents that certificate', async ({ start }) => {
    const { proxy, server } = await start({ ...asksForCertificates, upstream: { identity } });
    const client = await connectThrough(proxy.url, server.authority, { ca: proxy.caPem, ...jane });
    const side = await server.next();
    client.write(GET);
    expect(await side.head()).toBe(GET);
    expect(side.clientName).toBe('CN=jane');
  });

  it('is nobody, where kubectl presents none although the kubeconfig holds one', async ({ start }) => {
    const { proxy, server } = await start({ ...asksForCertificates, upstream: { identity } });
    const client = await connectThrough(proxy.url, server.authority, { ca: proxy.caPem });
    client.write(GET);
    // The one as jane had been made by then, and has carried nothing.
    const asJane = await server.next();
    expect(asJane.clientName).toBe('CN=jane');
    await asJane.ended();
    expect(asJane.left).toBe('');
    const asNobody = await server.next();
    expect(await asNobody.head()).toBe(GET);
    expect(asNobody.clientName).toBeUndefined();
  });

  it('is whom a connection shows, where the certificate is found while another waits', async ({ start }) => {
    const findIdentity = async () => identity;
    const { proxy, server } = await start({ ...asksForCertificates, upstream: { findIdentity } });
    const waiting = await sendConnect(proxy.url, server.authority);
    expect((await server.next()).clientName).toBeUndefined();
    const first = await connectThrough(proxy.url, server.authority, { ca: proxy.caPem, ...jane });
    first.write(GET);
    expect((await server.next()).clientName).toBeUndefined();
    expect((await server.next()).clientName).toBe('CN=jane');
    const second = await startTls(waiting, server.authority, { ca: proxy.caPem, ...jane });
    second.write(GET);
    const side = await server.next();
    expect(side.clientName).toBe('CN=jane');
    expect(await side.head()).toBe(GET);
  });

  it('is nobody, where there is no certificate at all', async ({ start }) => {
    const { open } = await start(asksForCertificates);
    const { client, server } = await open();
    client.write(GET);
    expect(await server.head()).toBe(GET);
    expect(server.clientName).toBeUndefined();
  });

  for (const [name, upstream] of [
    ['beside another', { identity }],
    ['where the kubeconfig holds none', {}],
  ] as const) {
    it(`is refused, where kubectl presents a foreign certificate ${name}: no request is sent`, async ({
      start,
    }) => {
      const { proxy, server, told } = await start({ ...asksForCertificates, upstream });
      const client = await connectThrough(proxy.url, server.authority, { ca: proxy.caPem, ...other });
      client.write(GET);
      await client.ended();
      expect(client.left).toBe('');
      const side = await server.next();
      await side.ended();
      expect(side.left).toBe('');
      expect(server.accepted).toBe(1);
      expect(told.problems).toEqual([expect.stringMatching(/client certificate whose key/)]);
      expect(told.started).toEqual([]);
    });
  }
});

describe.concurrent('a server that is not to be trusted', () => {
  const stranger = createCertificateAuthority();

  it('is met by kubectl itself, with its own certificate', async ({ start }) => {
    const { proxy, server, told } = await start({
      upstream: { trust: { kind: 'bundle', pem: stranger.pem } },
    });
    const client = await connectThrough(proxy.url, server.authority, { rejectUnauthorized: false });
    const leaf = new X509Certificate(client.stream.getPeerCertificate().raw);
    expect(leaf.verify(new X509Certificate(proxy.caPem).publicKey)).toBe(false);
    client.write(GET);
    const side = await lastOf(server);
    expect(await side.head()).toBe(GET);
    side.write('HTTP/1.1 204 No Content\r\n\r\n');
    expect(await client.head()).toContain('204');
    client.close();
    await side.ended(AT_ONCE_MS);
    expect(told.problems).toEqual([expect.stringMatching(/^TLS with 127\.0\.0\.1:\d+ failed/)]);
    expect(told.started).toEqual([]);
  });

  it('is trusted where the kubeconfig says not to verify', async ({ start }) => {
    const { open } = await start({ name: 'elsewhere', upstream: { trust: { kind: 'none' } } });
    const { client, server } = await open();
    client.write(GET);
    expect(await server.head()).toBe(GET);
  });

  it('is one whose certificate is for another name', async ({ start }) => {
    const { proxy, server, told } = await start({ name: 'elsewhere' });
    const client = await connectThrough(proxy.url, server.authority, { rejectUnauthorized: false });
    expect(client.stream.getPeerCertificate().subjectaltname).toBe('DNS:elsewhere');
    expect(told.problems).toHaveLength(1);
  });
});

/** The last of the connections that have come: those before were refused by our side. */
async function lastOf(server: UpstreamServer): Promise<ServerSide> {
  let side = await server.next();
  while (!side.isOpen) side = await server.next();
  return side;
}
