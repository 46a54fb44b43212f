import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, describeCluster, startCluster } from '../harness/index.ts';
import { type Flavour, ofEachVersion } from './flavours.ts';
import { ask, type ForwardTarget, startForwardTarget } from './forward-target.ts';
import { forwardedPort, withoutPorts } from './forwarded-port.ts';
import { createLab, type Lab, startBoth, upgradesOf } from './lab.ts';
import type { Ended } from './running.ts';

/** As before Kubernetes 1.30 and 1.31: WebSockets go to the kubelet, who refuses those of today's kubectl. */
const featureGates =
  '--feature-gates=TranslateStreamCloseWebsocketRequests=false,PortForwardWebsockets=false';

// The server is killed in the end: the tests run in this order.
describeCluster('a server of its own', () => {
  let cluster: Cluster;
  let target: ForwardTarget;
  const labs = new Map<Flavour, Lab>();
  const labOf = (flavour: Flavour): Lab => {
    const found = labs.get(flavour);
    if (found === undefined) throw new Error(`no lab of ${flavour.version}`);
    return found;
  };
  beforeAll(async () => {
    [cluster, target] = await Promise.all([
      startCluster({ apiServerFlags: [featureGates] }),
      startForwardTarget(),
    ]);
    const [traced, alone] = await Promise.all([cluster.createNamespace(), cluster.createNamespace()]);
    for (const flavour of ofEachVersion)
      labs.set(flavour, await createLab(cluster, flavour, { traced, alone }));
  });
  afterAll(async () => {
    for (const lab of labs.values()) await lab.remove();
    await target?.close();
    await cluster?.stop();
  });

  const newer = ofEachVersion.filter(({ transport }) => transport === 'websocket');
  const refused = ['websocket 403', 'SPDY/3.1 101'];

  describe.concurrent.each(newer)('that refuses the WebSockets of kubectl $version', (flavour) => {
    it('is asked again by SPDY for exec', async () => {
      const { pod, both } = labOf(flavour);
      const { traced, alone, trace } = await both(
        ['exec', '-i', pod, '-c', 'app', '--', 'sh', '-c', 'cat; exit 3'],
        { stdin: { text: 'again\n' } },
      );
      expect(traced).toEqual(alone);
      expect(traced).toMatchObject({ code: 3, stdout: 'again\n' });
      expect(upgradesOf(trace)).toEqual(refused);
    });

    it('is asked again by SPDY for port-forward', async () => {
      const lab = labOf(flavour);
      const running = startBoth(lab, ['port-forward', lab.pod, `:${target.port}`]);
      for (const side of [running.traced, running.alone]) {
        expect(await ask(await forwardedPort(side, target.port), 'send 3000')).toMatchObject({ size: 3000 });
        side.child.kill('SIGINT');
      }
      const [traced, alone] = [await running.traced.ended, await running.alone.ended];
      expect(withoutPorts(traced)).toEqual(withoutPorts(alone));
      expect(upgradesOf(await running.traced.trace())).toEqual(refused);
    });
  });

  it('that is killed midway ends each command as it ends without us', async () => {
    const all = ofEachVersion.map(labOf).flatMap((lab) => {
      const exec = startBoth(lab, ['exec', '-i', lab.pod, '-c', 'app', '--', 'cat'], { stdin: 'open' });
      for (const { child } of [exec.traced, exec.alone]) child.stdin?.write('here\n');
      const forward = startBoth(lab, ['port-forward', lab.pod, `:${target.port}`]);
      const logs = startBoth(lab, ['-n', lab.namespace('alone'), 'logs', '-f', lab.pod, '-c', 'sidecar']);
      return [
        { running: exec, until: /here\n/, name: `${lab.flavour.version} exec` },
        { running: forward, until: /Forwarding from \[/, name: `${lab.flavour.version} port-forward` },
        { running: logs, until: /ready.*warning|warning.*ready/s, name: `${lab.flavour.version} logs -f` },
      ];
    });
    for (const { running, until } of all)
      await Promise.all([running.traced.said(until), running.alone.said(until)]);
    const [, apiServer = 0] = cluster.pids;
    process.kill(apiServer, 'SIGKILL');
    for (const { running, name } of all) {
      const [traced, alone] = [await running.traced.ended, await running.alone.ended];
      expect(withoutAddresses(traced), name).toEqual(withoutAddresses(alone));
      const last = (await running.traced.trace()).at(-1);
      if (name.endsWith('logs -f')) expect(last?.error, name).toMatch('the server');
      else expect(last?.tunnel, name).toMatchObject({ end: { from: 'server' } });
      expect(last?.tunnel?.exit, name).toBeUndefined();
    }
  });
});

/** Errors name both ends of a connection, and ours is another: docs/architecture.md. */
function withoutAddresses(ended: Ended): Ended {
  const { stderr, ...rest } = withoutPorts(ended);
  return { ...rest, stderr: stderr.replaceAll(/127\.0\.0\.1:\d+/g, 'ADDRESS') };
}
