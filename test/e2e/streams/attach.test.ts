import { expect, it } from 'vitest';
import { processImage } from '../harness/kubelet.ts';
import { describeFlavours, describeVersions } from './describe-flavours.ts';
import { inPlace, startBoth, upgradesOf } from './lab.ts';

describeFlavours('attach', (lab) => {
  it('speaks with the process of a container, and leaves it running', async () => {
    const args = ['attach', '-i', lab().pod, '-c', 'app'];
    const running = startBoth(lab(), args, { stdin: 'open' });
    for (const side of [running.traced, running.alone]) {
      side.child.stdin?.write('hello\n');
      await side.said(/app: hello\n/);
      side.child.stdin?.end();
    }
    const [traced, alone] = [await running.traced.ended, await running.alone.ended];
    expect(traced).toEqual(alone);
    expect(traced).toMatchObject({ code: 0, stdout: 'app: hello\n' });
    expect(upgradesOf(await running.traced.trace())).toEqual([`${lab().flavour.transport} 101`]);
  });
});

describeVersions('attach to a container that is new', (lab) => {
  it('runs a pod to its end with run -i', async () => {
    const name = `once-${lab().pod}`;
    const script = 'cat; echo bye >&2; exit 4';
    const own = [
      'run',
      '-i',
      '--rm',
      name,
      `--image=${processImage}`,
      '--restart=Never',
      '--pod-running-timeout=30s',
    ];
    const { traced, alone } = await lab().both([...own, '--', 'sh', '-c', script], {
      stdin: { text: 'piped\n' },
    });
    expect(inPlace(lab(), traced)).toEqual(inPlace(lab(), alone));
    expect(traced).toMatchObject({ code: 4, stdout: expect.stringMatching(/^piped\n/) });
  });

  it('joins a pod with debug -i', async () => {
    const args = ['debug', '-i', lab().pod, `--image=${processImage}`, '-c', 'dbg', '--', 'cat'];
    const running = startBoth(lab(), args, { stdin: 'open' });
    for (const side of [running.traced, running.alone]) {
      side.child.stdin?.write('seen\n');
      await side.said(/seen\n/);
      side.child.stdin?.end();
    }
    const [traced, alone] = [await running.traced.ended, await running.alone.ended];
    expect(inPlace(lab(), traced)).toEqual(inPlace(lab(), alone));
    expect(traced).toMatchObject({ code: 0, stdout: 'seen\n' });
  });
});
