import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeCluster } from '../harness/index.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { ofEachVersion } from './flavours.ts';
import { ask, type ForwardTarget, startForwardTarget } from './forward-target.ts';
import { forwardedPort, withoutPorts } from './forwarded-port.ts';
import { createLab, type Lab, startBoth } from './lab.ts';
import { type Network, startNetwork } from './network.ts';

/** Lets the network stall under open streams, and holds what becomes of them against kubectl alone. */
export function describeStall(milliseconds: number): void {
  describeCluster(`a network that stalls for ${milliseconds / 1000} s`, (cluster) => {
    const labs: Lab[] = [];
    let network: Network;
    let target: ForwardTarget;
    beforeAll(async () => {
      [network, target] = await Promise.all([startNetwork(cluster.server), startForwardTarget()]);
      const [traced, alone] = await Promise.all([cluster.createNamespace(), cluster.createNamespace()]);
      for (const flavour of ofEachVersion)
        labs.push(await createLab(cluster, flavour, { traced, alone }, network.server));
    });
    afterAll(async () => {
      for (const lab of labs) await lab.remove();
      await network?.close();
      await target?.close();
    });

    it('loses nothing of exec and port-forward', { timeout: milliseconds + 90_000 }, async () => {
      const size = 2_000_000;
      const timeoutMs = milliseconds + 60_000;
      const streams = labs.map((lab) => ({
        exec: startBoth(lab, ['exec', '-i', lab.pod, '-c', 'app', '--', 'cat'], {
          stdin: 'open',
          timeoutMs,
        }),
        forward: startBoth(lab, ['port-forward', lab.pod, `:${target.port}`], { timeoutMs }),
      }));
      const halves = [randomBytes(size / 2), randomBytes(size / 2)] as const;
      const execs = streams.flatMap(({ exec }) => [exec.traced, exec.alone]);
      const forwards = streams.flatMap(({ forward }) => [forward.traced, forward.alone]);
      for (const { child } of execs) child.stdin?.write(halves[0]);
      for (const { stdoutSize } of execs)
        await waitUntil('the first half', () => stdoutSize() === size / 2, { timeoutMs: 40_000 });
      const ports = await Promise.all(forwards.map((side) => forwardedPort(side, target.port)));
      // Open before the stall: for a new one kubectl waits 30 s, and gives up.
      let go = () => {};
      const stalled = new Promise<void>((resolve) => {
        go = resolve;
      });
      const answers = Promise.all(ports.map((port) => ask(port, 'sum', halves[0], stalled)));
      await waitUntil('the connections', () => target.open() === ports.length, { timeoutMs: 30_000 });

      network.stall();
      go();
      for (const { child } of execs) child.stdin?.write(halves[1]);
      await sleep(milliseconds);
      for (const { stdoutSize } of execs) expect(stdoutSize()).toBe(size / 2);
      network.resume();

      for (const { child, stdoutSize } of execs) {
        await waitUntil('the second half', () => stdoutSize() === size, { timeoutMs: 40_000 });
        child.stdin?.end();
      }
      const sum = createHash('sha256').update(halves[0]).digest('hex');
      for (const answer of await answers) expect(answer).toMatchObject({ text: sum });
      for (const { child } of forwards) child.kill('SIGINT');
      for (const { exec, forward } of streams) {
        expect(await exec.traced.ended).toEqual(await exec.alone.ended);
        expect(await exec.traced.ended).toMatchObject({ code: 0 });
        expect(withoutPorts(await forward.traced.ended)).toEqual(withoutPorts(await forward.alone.ended));
      }
      await waitUntil('all connections to end', () => network.open() === 0, { timeoutMs: 10_000 });
    });
  });
}
