import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findFreePorts } from '../harness/free-ports.ts';
import { describeFlavours } from './describe-flavours.ts';
import { ask, type ForwardTarget, startForwardTarget } from './forward-target.ts';
import { forwardedPort, withoutPorts } from './forwarded-port.ts';
import { startBoth, upgradesOf } from './lab.ts';

describeFlavours('port-forward', (lab) => {
  let target: ForwardTarget;
  beforeAll(async () => {
    target = await startForwardTarget();
  });
  afterAll(() => target.close());

  it('carries 20 connections at once, each of which ends what it sends before it is answered', async () => {
    const running = startBoth(lab(), ['port-forward', lab().pod, `:${target.port}`]);
    const contents = Array.from({ length: 20 }, (_, index) => randomBytes(index * 20_000));
    for (const side of [running.traced, running.alone]) {
      const port = await forwardedPort(side, target.port);
      const answers = await Promise.all(contents.map((content) => ask(port, 'sum', content)));
      const sums = contents.map((content) => createHash('sha256').update(content).digest('hex'));
      expect(answers.map(({ text, error }) => error ?? text)).toEqual(sums);
      side.child.kill('SIGINT');
    }
    const [traced, alone] = [await running.traced.ended, await running.alone.ended];
    expect(withoutPorts(traced)).toEqual(withoutPorts(alone));
    expect(upgradesOf(await running.traced.trace())).toEqual([`${lab().flavour.transport} 101`]);
  });

  it('says that the pod refuses a connection', async () => {
    const [closed = 0] = await findFreePorts(1);
    const running = startBoth(lab(), ['port-forward', lab().pod, `:${target.port}`, `:${closed}`]);
    for (const side of [running.traced, running.alone]) {
      const port = await forwardedPort(side, target.port);
      expect(await ask(port, 'send 3000')).toMatchObject({ size: 3000 });
      const refused = await ask(await forwardedPort(side, closed), 'sum');
      expect(refused).toMatchObject({ size: 0 });
    }
    // kubectl gives up by itself.
    const [traced, alone] = [await running.traced.ended, await running.alone.ended];
    expect(withoutPorts(traced)).toEqual(withoutPorts(alone));
    expect(traced.stderr).toMatch('connection refused');
  });
});
