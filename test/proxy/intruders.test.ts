import { describe, expect } from 'vitest';
import { it } from './proxied.ts';
import { authorization, openTcp } from './raw-client.ts';

const basic = (text: string) => `Proxy-Authorization: Basic ${Buffer.from(text).toString('base64')}`;

/** Each with the server's address and the right credentials, to be spoilt. */
const words: Record<string, (at: string, credentials: string) => string> = {
  'no password': () => '',
  'an empty password': () => basic('kubectl-trace:'),
  'another password': () => basic(`kubectl-trace:${'0'.repeat(48)}`),
  'another user': (_at, credentials) => basic(`someone:${credentials.split(':')[1]}`),
  'the beginning of the password': (_at, credentials) => basic(credentials.slice(0, -1)),
  'the password and more': (_at, credentials) => basic(`${credentials}0`),
  'the password in capitals': (_at, credentials) => basic(credentials.toUpperCase()),
  'the right words as Authorization': (_at, credentials) => basic(credentials).replace('Proxy-', ''),
  'another scheme': (_at, credentials) => basic(credentials).replace('Basic', 'Bearer'),
  'the right password behind a wrong one': (_at, credentials) => `${basic('a:b')}\r\n${basic(credentials)}`,
};

const refused = /^HTTP\/1\.1 407 Proxy Authentication Required\r\n/;

describe.concurrent('nobody else gets in:', () => {
  for (const [name, header] of Object.entries(words)) {
    const forms = {
      CONNECT: (at: string) => `CONNECT ${at} HTTP/1.1\r\nHost: ${at}`,
      'an absolute URL': (at: string) => `GET http://${at}/api HTTP/1.1\r\nHost: ${at}`,
    };
    for (const [form, line] of Object.entries(forms)) {
      it(`${form} with ${name} gets 407`, async ({ start }) => {
        const { proxy, server, told } = await start({ plain: form !== 'CONNECT', ahead: false });
        const { username, password } = new URL(proxy.url);
        const client = await openTcp(proxy.url);
        const sent = header(server.authority, `${username}:${password}`);
        client.write(`${line(server.authority)}\r\n${sent === '' ? '' : `${sent}\r\n`}\r\n`);
        expect(await client.head()).toMatch(refused);
        expect(await client.ended()).toBe('closed');
        expect(server.accepted).toBe(0);
        expect(told.started).toEqual([]);
      });
    }
  }

  const others: Record<string, (at: string, right: string) => [sent: string, answer: RegExp]> = {
    'a plain request': (at) => [`GET /api HTTP/1.1\r\nHost: ${at}\r\n\r\n`, /^HTTP\/1\.1 400 /],
    'a plain request with the password': (at, right) => [
      `GET /api HTTP/1.1\r\nHost: ${at}\r\n${right}\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    'a plain upgrade': (at, right) => [
      `GET /exec HTTP/1.1\r\nHost: ${at}\r\n${right}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    'an https URL': (at, right) => [
      `GET https://${at}/api HTTP/1.1\r\nHost: ${at}\r\n${right}\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    'CONNECT to no address': (_at, right) => [
      `CONNECT nowhere HTTP/1.1\r\nHost: x\r\n${right}\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    'CONNECT with words right behind it': (at, right) => [
      `CONNECT ${at} HTTP/1.1\r\nHost: ${at}\r\n${right}\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    garbage: () => ['\x00\x01\x02garbage\r\n\r\n', /^HTTP\/1\.1 400 /],
    'a TLS hello': () => ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /^HTTP\/1\.1 400 /],
  };
  for (const [name, make] of Object.entries(others)) {
    it(`${name} gets 400`, async ({ start }) => {
      const { proxy, server, told } = await start({ ahead: false });
      const client = await openTcp(proxy.url);
      const [sent, answer] = make(server.authority, authorization(proxy.url));
      client.write(sent);
      expect(await client.head()).toMatch(answer);
      await client.ended();
      expect(server.accepted).toBe(0);
      expect(told.started).toEqual([]);
    });
  }

  it('a flood of them does not disturb who may', async ({ start }) => {
    const { proxy, open, server } = await start({ ahead: false });
    const flood = Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const client = await openTcp(proxy.url);
        client.write(`CONNECT ${server.authority} HTTP/1.1\r\nHost: x\r\n${basic(`a:${index}`)}\r\n\r\n`);
        expect(await client.head()).toMatch(refused);
      }),
    );
    for (let round = 0; round < 10; round += 1) {
      const sides = await open();
      sides.client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      await sides.server.head();
      sides.server.write('HTTP/1.1 204 No Content\r\n\r\n');
      expect(await sides.client.head()).toContain('204');
    }
    await flood;
    expect(server.accepted).toBe(10);
  });

  it('passwords differ from run to run and are long', async ({ start }) => {
    const passwords = await Promise.all([start(), start()]).then((all) =>
      all.map(({ proxy }) => new URL(proxy.url).password),
    );
    expect(passwords[0]).toMatch(/^[0-9a-f]{48}$/);
    expect(passwords[0]).not.toBe(passwords[1]);
  });

  it('only loopback is listened on', async ({ start }) => {
    const { proxy } = await start();
    expect(new URL(proxy.url).hostname).toBe('127.0.0.1');
  });
});
