import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { dialTcp } from '../../src/proxy/dial.ts';
import { startUpstreamServer } from './upstream-server.ts';

const never = new AbortController().signal;

describe('dialTcp', () => {
  it('measures no lookup of an address, and one of a name', async () => {
    const server = await startUpstreamServer({ plain: true });
    const byAddress = await dialTcp({ host: '127.0.0.1', port: server.port }, never);
    expect(byAddress.dns).toBe(0);
    expect(byAddress.remoteAddress).toBe(server.authority);
    const byName = await dialTcp({ host: 'localhost', port: server.port }, never);
    expect(byName.dns).toBeGreaterThan(0);
    expect(byName.remoteAddress).toBe(server.authority);
    await server.close();
  });

  it('connects to nothing when the end comes while the name is looked up', async () => {
    const server = await startUpstreamServer({ plain: true });
    const end = new AbortController();
    const dialing = dialTcp({ host: 'localhost', port: server.port }, end.signal);
    end.abort();
    await expect(dialing).rejects.toThrow('operation was canceled');
    await sleep(50);
    expect(server.accepted).toBe(0);
    await server.close();
  });

  it('takes the other family where the first one fails, and leaves no second connection', async () => {
    // `localhost` may stand for both; nobody listens on one of the two.
    for (const host of ['127.0.0.1', '::1'] as const) {
      const server = await startUpstreamServer({ plain: true, host });
      const dialed = await dialTcp({ host: 'localhost', port: server.port }, never).catch(String);
      // A machine whose localhost is one family only cannot reach the other.
      if (typeof dialed === 'string') expect(dialed).toContain('connection refused');
      else expect(dialed.remoteAddress).toBe(server.authority);
      await sleep(350);
      expect(server.accepted).toBe(typeof dialed === 'string' ? 0 : 1);
      await server.close();
    }
  });
});
