import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { AT_ONCE_MS } from './byte-stream.ts';
import { it } from './proxied.ts';
import { openTcp, sendConnect } from './raw-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubectl-trace-close-'));

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, '../../src/proxy/proxy.ts')],
    outfile: join(folder, 'proxy.cjs'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    logLevel: 'silent',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('after close()', () => {
  it('every connection has ended, and nobody listens', async ({ start }) => {
    const { proxy, open, server } = await start();
    const idle = await open();
    const busy = await open();
    busy.client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await busy.server.head();
    const waiting = await sendConnect(proxy.url, server.authority);
    await waiting.head();
    const silent = await openTcp(proxy.url);
    await proxy.close();
    for (const side of [idle.client, idle.server, busy.client, busy.server, waiting, silent])
      await side.ended(AT_ONCE_MS);
    await expect(openTcp(proxy.url)).rejects.toThrow('ECONNREFUSED');
  });

  // Each in a process of its own, which ends by itself only when nothing is left in it.
  const moments = {
    'at once': '',
    'with a connection made ahead': 'await proxy.prepare();',
    'while that connection is being made': 'proxy.prepare(); await sleep(30);',
    'with a server that accepts and says nothing': 'proxy.prepare(); await sleep(200);',
    'with a client at the door':
      'await proxy.prepare(); connect(new URL(proxy.url).port).on("error", () => 0).resume(); await sleep(50);',
    'with a name to be looked up': 'proxy.prepare(); await sleep(5);',
    'while what serves is being loaded': 'proxy.prepare();',
  };
  for (const [moment, steps] of Object.entries(moments)) {
    it.concurrent(`nothing keeps the process: ${moment}`, async () => {
      const host = moment.includes('name') ? 'localhost' : '127.0.0.1';
      const script = `
        import { connect, createServer } from 'node:net';
        import { setTimeout as sleep } from 'node:timers/promises';
        import { createRequire } from 'node:module';
        const { startProxy } = createRequire(import.meta.url)(${JSON.stringify(join(folder, 'proxy.cjs'))});
        const silent = createServer((socket) => socket.on('error', () => undefined).resume()).unref();
        await new Promise((resolve) => silent.listen(0, '127.0.0.1', resolve));
        const upstream = {
          server: new URL('${moment.startsWith('with a c') ? 'http' : 'https'}://${host}:' + silent.address().port),
          tlsServerName: undefined, trust: { kind: 'none' }, identity: undefined, via: undefined,
        };
        const observer = { exchangeStarted() {}, exchangeEnded() {}, problem() {} };
        const proxy = await startProxy({ upstreams: [upstream], observer, captureLimit: 1, environment: {} });
        ${steps}
        await proxy.close();
        const closed = performance.now();
        process.on('exit', () => process.stdout.write('ended after ' + Math.round(performance.now() - closed)));
      `;
      const said = await runScript(script);
      expect(said).toMatch(/^ended after \d+$/);
      // Less than any timer of ours.
      expect(Number(said.split(' ').at(-1))).toBeLessThan(250);
    });
  }
});

/** What the script writes; it is killed after some seconds. */
function runScript(script: string): Promise<string> {
  return new Promise((resolve) => {
    const args = ['--input-type=module', '-e', script];
    execFile(process.execPath, args, { cwd: folder, timeout: 9000 }, (_error, stdout, stderr) => {
      resolve(stdout + stderr);
    });
  });
}
