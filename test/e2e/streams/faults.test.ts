import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { processImage } from '../harness/kubelet.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { describeVersions } from './describe-flavours.ts';
import { ask, type ForwardTarget, startForwardTarget } from './forward-target.ts';
import { forwardedPort, withoutPorts } from './forwarded-port.ts';
import { inPlace, startBoth } from './lab.ts';
import { childOf, processesOf } from './processes.ts';

describeVersions('when a stream is broken off', (lab, cluster) => {
  let target: ForwardTarget;
  beforeAll(async () => {
    target = await startForwardTarget();
  });
  afterAll(() => target.close());

  /** A command that stands in the arguments of all processes that take part: kubectl, ours, and the one in the pod. */
  const markedCat = () => {
    const marker = `marked-${randomBytes(6).toString('hex')}`;
    const args = ['exec', '-i', lab().pod, '-c', 'app', '--', 'sh', '-c', `cat; : ${marker}`];
    const allGone = () =>
      waitUntil(`${marker} to be gone`, async () => (await processesOf(marker)).length === 0, {
        timeoutMs: 15_000,
      });
    return { args, allGone };
  };

  it.each(['SIGINT', 'SIGTERM'] as const)('%s ends exec and what it ran', async (signal) => {
    const { args, allGone } = markedCat();
    const running = startBoth(lab(), args, { stdin: 'open' });
    for (const side of [running.traced, running.alone]) {
      side.child.stdin?.write('here\n');
      await side.said(/here\n/);
      side.child.kill(signal);
    }
    expect(await running.traced.ended).toEqual(await running.alone.ended);
    await allGone();
    expect((await running.traced.trace()).at(-1)?.response?.status).toBe(101);
  });

  it('SIGKILL of kubectl ends all, and how it ended is told', async () => {
    const { args, allGone } = markedCat();
    const running = startBoth(lab(), args, { stdin: 'open' });
    for (const side of [running.traced, running.alone]) {
      side.child.stdin?.write('here\n');
      await side.said(/here\n/);
    }
    process.kill(await childOf(running.traced.child.pid), 'SIGKILL');
    running.alone.child.kill('SIGKILL');
    expect(await running.traced.ended).toEqual(await running.alone.ended);
    await allGone();
    const last = (await running.traced.trace()).at(-1);
    expect(last?.timing.end).toBeGreaterThan(0);
    expect(last?.tunnel?.exit).toBeUndefined();
  });

  it('SIGKILL of the trace leaves no kubectl behind', async () => {
    const { args, allGone } = markedCat();
    const traced = lab().start('traced', args, { stdin: 'open' });
    traced.child.stdin?.write('here\n');
    await traced.said(/here\n/);
    traced.child.kill('SIGKILL');
    await allGone();
  });

  it('SIGKILL of kubectl ends the connections that it forwards', async () => {
    const running = startBoth(lab(), ['port-forward', lab().pod, `:${target.port}`]);
    const before = target.open();
    const ports = [];
    for (const side of [running.traced, running.alone]) {
      const port = await forwardedPort(side, target.port);
      const held = connect(port, '127.0.0.1').on('error', () => {});
      held.write('hold\n');
      ports.push(port);
    }
    await waitUntil('two connections', () => target.open() === before + 2, { timeoutMs: 15_000 });
    process.kill(await childOf(running.traced.child.pid), 'SIGKILL');
    running.alone.child.kill('SIGKILL');
    const [traced, alone] = [await running.traced.ended, await running.alone.ended];
    expect(withoutPorts(traced)).toEqual(withoutPorts(alone));
    await waitUntil('their end', () => target.open() === before, { timeoutMs: 15_000 });
    for (const port of ports) expect((await ask(port, 'sum')).error).toMatch('ECONNREFUSED');
  });

  it('a pod that goes away ends what runs in it', async () => {
    const pod = `leaves-${lab().pod}`;
    for (const side of ['traced', 'alone'] as const) {
      await cluster.api.sendOrThrow('POST', `/api/v1/namespaces/${lab().namespace(side)}/pods`, {
        metadata: { name: pod },
        spec: {
          containers: [
            { name: 'c', image: processImage, stdin: true, command: ['sh', '-c', 'echo up; exec cat'] },
          ],
        },
      });
      const ready = await lab().start(side, ['wait', '--for=condition=Ready', `pod/${pod}`]).ended;
      expect(ready.code).toBe(0);
    }
    const streams = {
      exec: startBoth(lab(), ['exec', '-i', pod, '--', 'cat'], { stdin: 'open' }),
      attach: startBoth(lab(), ['attach', '-i', pod], { stdin: 'open' }),
      logs: startBoth(lab(), ['logs', '-f', pod]),
      forward: startBoth(lab(), ['port-forward', pod, `:${target.port}`]),
    };
    const said = { exec: /here\n/, attach: /here\n/, logs: /up\n/, forward: /Forwarding from \[/ };
    for (const name of ['exec', 'attach', 'logs', 'forward'] as const) {
      const { traced, alone } = streams[name];
      for (const side of [traced, alone]) side.child.stdin?.write('here\n');
      await Promise.all([traced.said(said[name]), alone.said(said[name])]);
    }
    for (const side of ['traced', 'alone'] as const)
      await cluster.api.sendOrThrow('DELETE', `/api/v1/namespaces/${lab().namespace(side)}/pods/${pod}`);
    for (const name of ['exec', 'attach', 'logs'] as const) {
      const [traced, alone] = [await streams[name].traced.ended, await streams[name].alone.ended];
      expect(inPlace(lab(), traced), name).toEqual(inPlace(lab(), alone));
    }
    expect(await streams.exec.traced.ended).toMatchObject({ code: 137 });
    const [exec] = (await streams.exec.traced.trace()).slice(-1);
    expect(exec?.tunnel?.exit).toMatchObject({ code: 137 });
    // kubectl learns of it at the next connection.
    for (const side of [streams.forward.traced, streams.forward.alone])
      expect(await ask(await forwardedPort(side, target.port), 'sum')).toMatchObject({ size: 0 });
    const [traced, alone] = [await streams.forward.traced.ended, await streams.forward.alone.ended];
    expect(withoutPorts(traced)).toEqual(withoutPorts(alone));
    expect(traced.stderr).toMatch('lost connection to pod');
  });
});
