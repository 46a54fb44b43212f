import { expect } from 'vitest';
import { it } from './proxied.ts';

it('100 requests on one connection leave no listener behind', async ({ start }) => {
  const warnings: string[] = [];
  const note = (warning: Error) => warnings.push(warning.message);
  process.on('warning', note);
  const { open } = await start();
  const { client, server } = await open();
  for (let round = 0; round < 100; round += 1) {
    client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}');
    await server.until('{}');
    server.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    await client.until('ok');
  }
  // A warning comes with the next turn of the event loop.
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('warning', note);
  expect(warnings).toEqual([]);
});
