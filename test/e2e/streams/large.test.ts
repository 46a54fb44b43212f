import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeVersionsInOrder } from './describe-flavours.ts';
import { ask, digestOfBytes, type ForwardTarget, startForwardTarget } from './forward-target.ts';
import { forwardedPort, withoutPorts } from './forwarded-port.ts';
import { startBoth } from './lab.ts';

const megabytes = 50;

describeVersionsInOrder('what is large', (lab) => {
  let target: ForwardTarget;
  beforeAll(async () => {
    target = await startForwardTarget();
  });
  afterAll(() => target.close());

  it(`passes ${megabytes} MB through stdin of exec and back`, async () => {
    const bytes = randomBytes(megabytes * 1_000_000);
    // The command ends only when all has come back. Whatever is on its way when it ends may be lost, also without us:
    // the kubelet closes, kubectl's next ping (each 5 s) is answered by a reset, and kube-apiserver drops the rest.
    const args = ['exec', '-i', lab().pod, '-c', 'app', '--', 'cat'];
    const { traced, alone } = startBoth(lab(), args, { stdin: 'open' });
    for (const { child, stdoutSize } of [traced, alone]) {
      child.stdin?.write(bytes);
      child.stdout?.on('data', () => {
        if (stdoutSize() === bytes.length) child.stdin?.end();
      });
    }
    const digest = createHash('sha256').update(bytes).digest('hex');
    const stdout = `${bytes.length} bytes, sha256 ${digest}`;
    expect(await traced.ended).toEqual({ code: 0, signal: null, stdout, stderr: '' });
    expect(await alone.ended).toEqual(await traced.ended);
  });

  it(`passes ${megabytes} MB through port-forward`, async () => {
    const size = megabytes * 1_000_000;
    const digest = digestOfBytes(size);
    const running = startBoth(lab(), ['port-forward', lab().pod, `:${target.port}`]);
    for (const side of [running.traced, running.alone]) {
      const port = await forwardedPort(side, target.port);
      expect(await ask(port, `send ${size}`)).toEqual({ size, digest, text: '' });
      side.child.kill('SIGINT');
    }
    const [traced, alone] = [await running.traced.ended, await running.alone.ended];
    expect(withoutPorts(traced)).toEqual(withoutPorts(alone));
  });
});
