import { setTimeout as sleep } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { it } from './proxied.ts';
import { sendConnect } from './raw-client.ts';

// Both wait: they do it at the same time. What waits longer stands in test/long.
vi.setConfig({ testTimeout: 40_000 });

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

it.concurrent("an idle connection outlives the 5 seconds after which Node's servers close theirs", async ({
  start,
}) => {
  const { open, server } = await start();
  const sides = await open();
  for (const pause of [0, 6000]) {
    await sleep(pause);
    sides.client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await sides.server.head();
    sides.server.write(OK);
    expect(await sides.client.text(OK.length)).toBe(OK);
  }
  expect(server.accepted).toBe(1);
});

it.concurrent("a server that accepts and says nothing: Go's words for it after 10 seconds", async ({
  start,
}) => {
  const { proxy, told, server } = await start({ silent: true });
  // The first one gets what was begun ahead, the second begins anew.
  for (const _ of ['ahead', 'anew']) {
    const client = await sendConnect(proxy.url, server.authority);
    await sleep(9000);
    expect(client.left).toBe('');
    expect(await client.until('\r\n')).toBe('HTTP/1.1 502 net/http: TLS handshake timeout\r\n');
    expect(await client.ended()).toBe('closed');
  }
  expect(told.problems).toEqual(
    Array(2).fill('no connection to the server: net/http: TLS handshake timeout'),
  );
});
