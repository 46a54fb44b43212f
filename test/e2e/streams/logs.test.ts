import { expect, it } from 'vitest';
import { processImage } from '../harness/kubelet.ts';
import { describeVersions } from './describe-flavours.ts';
import { startBoth } from './lab.ts';
import type { Ended } from './running.ts';

describeVersions('what kubectl follows', (lab, cluster) => {
  /** Both sides look at the same things, whose times they show. */
  const shared = () => lab().namespace('alone');
  const inShared = (...args: string[]) => ['-n', shared(), ...args];

  it.each([
    ['of one container', ['-c', 'sidecar']],
    ['of all containers, with their names', ['--all-containers', '--prefix']],
    ['from their end, with times', ['-c', 'app', '--tail=1', '--timestamps']],
    ['up to a number of bytes', ['-c', 'app', '--limit-bytes=7']],
    ['of a container that is not there', ['-c', 'nobody']],
    ['of a container that ran before', ['-c', 'app', '--previous']],
  ])('shows logs %s', async (_, flags) => {
    const { traced, alone } = await lab().both(inShared('logs', lab().pod, ...flags));
    expect(sorted(traced)).toEqual(sorted(alone));
    expect(traced.stdout + traced.stderr).not.toBe('');
  });

  it('follows logs until the container ends', async () => {
    const pod = `ticker-${lab().pod}`;
    // Says more only when told: so the lines come while kubectl follows.
    const script = 'echo begin; until [ -e go ]; do sleep 0.05; done; seq 1 2000; echo end >&2';
    await cluster.api.sendOrThrow('POST', `/api/v1/namespaces/${shared()}/pods`, {
      metadata: { name: pod },
      spec: { containers: [{ name: 'c', image: processImage, command: ['sh', '-c', script] }] },
    });
    await lab().start('alone', ['wait', '--for=condition=Ready', `pod/${pod}`]).ended;
    const { traced, alone } = startBoth(lab(), inShared('logs', '-f', pod));
    await Promise.all([traced.said(/begin\n/), alone.said(/begin\n/)]);
    const go = await lab().start('alone', ['exec', pod, '--', 'touch', 'go']).ended;
    expect(go.code).toBe(0);
    expect(await traced.ended).toEqual(await alone.ended);
    expect(await traced.ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^2000$/m) });
    expect(await traced.trace()).toMatchObject([{}, { response: { status: 200, lines: 2002 } }]);
  });

  it('watches until it is interrupted', async () => {
    const name = `watched-${lab().pod}`;
    const path = `/api/v1/namespaces/${shared()}/configmaps`;
    const set = (step: number) =>
      cluster.api.sendOrThrow('PATCH', `${path}/${name}`, { data: { step: String(step) } });
    await cluster.api.sendOrThrow('POST', path, { metadata: { name }, data: { step: '1' } });
    // Watched by its name alone, kubectl itself loses what changes between its GET and its watch.
    const only = ['--field-selector', `metadata.name=${name}`];
    const columns = 'custom-columns=NAME:.metadata.name,STEP:.data.step';
    const { traced, alone } = startBoth(lab(), inShared('get', 'configmap', ...only, '-w', '-o', columns));
    for (const step of [1, 2, 3]) {
      if (step > 1) await set(step);
      await Promise.all([traced, alone].map((side) => side.said(new RegExp(`${name} +${step}\n`))));
    }
    for (const { child } of [traced, alone]) child.kill('SIGINT');
    expect(await traced.ended).toEqual(await alone.ended);
  });

  it('waits for what comes', async () => {
    const name = `awaited-${lab().pod}`;
    const path = `/api/v1/namespaces/${shared()}/configmaps`;
    await cluster.api.sendOrThrow('POST', path, { metadata: { name }, data: { step: '1' } });
    const args = inShared('wait', '--for=jsonpath={.data.step}=2', `configmap/${name}`, '--timeout=20s');
    const { traced, alone } = startBoth(lab(), args);
    await cluster.api.sendOrThrow('PATCH', `${path}/${name}`, { data: { step: '2' } });
    expect(await traced.ended).toEqual(await alone.ended);
    expect(await traced.ended).toMatchObject({ code: 0 });
    const late = await lab().both(inShared('wait', '--for=delete', `configmap/${name}`, '--timeout=1s'));
    // In which of its steps the time is over, changes the words.
    for (const side of [late.traced, late.alone]) expect(side).toMatchObject({ code: 1, stdout: '' });
  });

  it('tells of a rollout until it is done', async () => {
    const name = `rolled-${lab().pod}`;
    const labels = { app: name };
    const path = `/apis/apps/v1/namespaces/${shared()}/deployments`;
    await cluster.api.sendOrThrow('POST', path, {
      metadata: { name },
      spec: {
        paused: true,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'pretends:1' }] } },
      },
    });
    const { traced, alone } = startBoth(lab(), inShared('rollout', 'status', `deployment/${name}`));
    await Promise.all([traced, alone].map((side) => side.said(/Waiting for/)));
    await cluster.api.sendOrThrow('PATCH', `${path}/${name}`, { spec: { paused: false } });
    expect(await traced.ended).toEqual(await alone.ended);
    expect(await traced.ended).toMatchObject({ code: 0, stdout: expect.stringMatching('rolled out') });
  });
});

/** Of several containers, kubectl 1.35 shows the logs in any order. */
function sorted(ended: Ended): Ended {
  return { ...ended, stdout: ended.stdout.split('\n').sort().join('\n') };
}
