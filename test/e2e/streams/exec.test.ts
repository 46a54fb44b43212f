import { expect, it } from 'vitest';
import { describeFlavours, describeVersions } from './describe-flavours.ts';
import { startBoth, upgradesOf } from './lab.ts';

describeFlavours('exec', (lab) => {
  const inApp = (...command: string[]) => ['exec', lab().pod, '-c', 'app', '--', ...command];
  const withStdin = (...command: string[]) => ['exec', '-i', lab().pod, '-c', 'app', '--', ...command];
  const here = () => [`${lab().flavour.transport} 101`];

  it('tells stdout from stderr, and passes what stdin holds', async () => {
    const { traced, alone, trace } = await lab().both(withStdin('sh', '-c', 'echo out; echo err >&2; cat'), {
      stdin: { text: 'from here\n' },
    });
    expect(traced).toEqual(alone);
    expect(traced).toEqual({ code: 0, signal: null, stdout: 'out\nfrom here\n', stderr: 'err\n' });
    expect(upgradesOf(trace)).toEqual(here());
    expect(trace.at(-1)?.error).toBeUndefined();
    expect(trace.at(-1)?.tunnel).toMatchObject({ exit: { code: 0 } });
  });

  it('loses nothing of what is said last, and ends with exit code 3', async () => {
    const { traced, alone, trace } = await lab().both(
      inApp('sh', '-c', 'seq 1 30000; echo last >&2; exit 3'),
    );
    expect(traced).toEqual(alone);
    expect(traced).toMatchObject({ code: 3, stderr: expect.stringMatching(/^last\n/) });
    expect(traced.stdout).toMatch(/^30000\n$/m);
    expect(upgradesOf(trace)).toEqual(here());
  });

  it('ends with exit code 137 when the command is killed', async () => {
    const { traced, alone } = await lab().both(inApp('sh', '-c', 'echo said; kill -9 $$'));
    expect(traced).toEqual(alone);
    expect(traced).toMatchObject({ code: 137, stdout: 'said\n' });
  });

  it('ends when the command ends, though its stdin has not', async () => {
    const { traced, alone } = startBoth(lab(), withStdin('head', '-n1'), { stdin: 'open' });
    for (const { child } of [traced, alone]) child.stdin?.write('first\n');
    expect(await traced.ended).toEqual(await alone.ended);
    expect(await traced.ended).toMatchObject({ code: 0, stdout: 'first\n' });
  });

  it.each([
    ['a command that is not there', () => inApp('no-such-command'), 1],
    ['a terminal where there is none', () => ['exec', '-it', lab().pod, '-c', 'app', '--', 'true'], 0],
  ] as const)('says of %s what kubectl says', async (_, args, code) => {
    const { traced, alone } = await lab().both(args());
    expect(traced).toEqual(alone);
    expect(traced.code).toBe(code);
  });
});

describeVersions('streams that do not begin', (lab) => {
  it.each([
    ['exec in a pod that is not there', () => ['exec', 'nobody', '--', 'true']],
    ['exec in a container that is not there', () => ['exec', lab().pod, '-c', 'nobody', '--', 'true']],
    ['attach to a container that is not there', () => ['attach', lab().pod, '-c', 'nobody']],
    ['port-forward to a pod that is not there', () => ['port-forward', 'nobody', ':80']],
    ['port-forward to a port that is none', () => ['port-forward', lab().pod, ':http']],
  ] as const)('say of %s what kubectl says', async (_, args) => {
    const { traced, alone } = await lab().both(args());
    expect(traced).toEqual(alone);
    expect(traced.code).toBe(1);
  });
});
