import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withBuildLock } from './harness/build-lock.ts';
import {
  describeCluster,
  isRunning,
  kubectlVersions,
  type RunOptions,
  run,
  runOrThrow,
  startCluster,
  waitUntil,
} from './harness/index.ts';

const downloadTimeoutMs = 10 * 60_000;
/** A cluster starts in 4 seconds; on a machine that does other work as well, it may take ten times that. */
const slow = { timeout: 60_000 };

describeCluster('the test cluster', (cluster) => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'kubectl-home-'));
    for (const version of kubectlVersions) await cluster.kubectl(version);
  }, downloadTimeoutMs);
  afterAll(() => rm(home, { recursive: true, force: true }));

  const as = (user: keyof typeof cluster.kubeconfigs): RunOptions => ({
    env: { HOME: home, KUBECONFIG: cluster.kubeconfigs[user] },
  });

  describe.each(kubectlVersions)('with kubectl %s', (version) => {
    it('runs that version', async () => {
      const { stdout } = await run(await cluster.kubectl(version), ['version', '-o', 'json'], as('admin'));
      const { clientVersion, serverVersion } = JSON.parse(stdout);
      expect(clientVersion.gitVersion).toMatch(`${version}.`);
      expect(serverVersion.gitVersion).toMatch(/^v1\.37\.\d+$/);
    });

    it('has a node that is ready, and without taints', async () => {
      const args = ['get', 'node', 'node-1', '-o', 'jsonpath={.status.conditions[0].status} {.spec.taints}'];
      const { code, stdout } = await run(await cluster.kubectl(version), args, as('token'));
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'True ' });
    });

    it('rolls a deployment out and removes it with its pods', async () => {
      const namespace = await cluster.createNamespace();
      const kubectl = await cluster.kubectl(version);
      const ask = (...args: string[]) => runOrThrow(kubectl, ['-n', namespace, ...args], as('developer'));
      await ask('create', 'deployment', 'web', '--image=web:1', '--replicas=2');
      expect((await ask('rollout', 'status', 'deployment/web', '--timeout=20s')).stdout).toMatch(
        'successfully rolled out',
      );
      expect((await ask('get', 'pods', '-o', 'name')).stdout.trim().split('\n')).toHaveLength(2);
      await ask('delete', 'deployment', 'web', '--timeout=20s');
      await ask('wait', '--for=delete', 'pod', '--all', '--timeout=20s');
    });

    it('runs a job to its end', async () => {
      const namespace = await cluster.createNamespace();
      const kubectl = await cluster.kubectl(version);
      const ask = (...args: string[]) => runOrThrow(kubectl, ['-n', namespace, ...args], as('developer'));
      await ask('create', 'job', 'once', '--image=job:1');
      await ask('wait', '--for=condition=complete', 'job/once', '--timeout=20s');
    });
  });

  it('forbids the limited user all but to see the pods of the default namespace', async () => {
    const kubectl = await cluster.kubectl('v1.35');
    expect(await run(kubectl, ['get', 'pods'], as('limited'))).toMatchObject({ code: 0 });
    const refused = await run(kubectl, ['get', 'secrets'], as('limited'));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch('secrets is forbidden: User "limited" cannot list resource "secrets"');
  });

  it('gives a test a node of its own to drain', async () => {
    const node = await cluster.createNode();
    const kubectl = await cluster.kubectl('v1.35');
    const overrides = JSON.stringify({ spec: { nodeName: node } });
    const namespace = await cluster.createNamespace();
    const pod = ['run', 'p', '-n', namespace, '--image=p:1', `--overrides=${overrides}`];
    await runOrThrow(kubectl, pod, as('admin'));
    await runOrThrow(kubectl, ['wait', '-n', namespace, '--for=condition=Ready', 'pod/p'], as('admin'));
    const { stdout } = await runOrThrow(kubectl, ['drain', node, '--force', '--timeout=20s'], as('admin'));
    expect(stdout).toMatch(`node/${node} drained`);
  });

  it('audits each request with its bodies', async () => {
    const namespace = await cluster.createNamespace();
    const args = ['-v=8', '-n', namespace, 'create', 'configmap', 'c', '--from-literal=a=b'];
    const { stderr } = await run(await cluster.kubectl('v1.30'), args, as('admin'));
    const auditIds = [...stderr.matchAll(/Audit-Id: (\S+)/g)].map((match) => match[1] ?? '');
    const events = await cluster.auditLog.eventsFor(auditIds);
    expect(events.length).toBeGreaterThan(0);
    expect(events.at(-1)).toMatchObject({
      verb: 'create',
      stage: 'ResponseComplete',
      user: { username: 'admin' },
      requestURI: `/api/v1/namespaces/${namespace}/configmaps?fieldManager=kubectl-create&fieldValidation=Strict`,
      requestObject: { data: { a: 'b' } },
      responseStatus: { code: 201 },
    });
  });

  it('writes kubeconfigs of any shape', async () => {
    const file = await cluster.writeKubeconfig({
      user: 'limited',
      namespace: 'kube-system',
      cluster: { 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true },
    });
    const refused = await run(await cluster.kubectl('v1.35'), ['get', 'pods'], {
      env: { HOME: home, KUBECONFIG: file },
    });
    expect(refused.stderr).toMatch('in the namespace "kube-system"');
  });
});

describeCluster('a cluster of its own', () => {
  it('leaves no process and no folder behind when it is stopped', slow, async () => {
    const cluster = await startCluster();
    expect(cluster.pids).toHaveLength(4);
    expect(cluster.pids.every(isRunning)).toBe(true);
    await cluster.stop();
    expect(cluster.pids.some(isRunning)).toBe(false);
    expect(existsSync(cluster.folder)).toBe(false);
  });

  it('runs a command on the command line and ends as it ends', slow, async () => {
    const script = '"$KUBECTL" get --raw /readyz; exit 7';
    const { code, stdout } = await run(process.execPath, [...clusterCli, 'run', '--', 'sh', '-c', script]);
    expect({ code, stdout }).toEqual({ code: 7, stdout: 'ok' });
  });

  it('leaves nothing behind when the process that runs it is killed', slow, async () => {
    const script = 'echo "$KUBECONFIG"; echo $$; exec sleep 60';
    const args = [...clusterCli, 'run', '--', 'sh', '-c', script];
    const cli = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface(cli.stdout)[Symbol.asyncIterator]();
    const kubeconfig = (await lines.next()).value;
    const command = Number((await lines.next()).value);
    const folder = join(kubeconfig, '..');
    expect(existsSync(folder)).toBe(true);
    cli.kill('SIGKILL');
    await once(cli, 'exit');
    process.kill(command);
    await waitUntil('the folder to go', () => !existsSync(folder), { timeoutMs: 10_000 });
    const { stdout } = await run('ps', ['-eo', 'args']);
    expect(stdout).not.toMatch(folder);
  });
});

describe('the lock of a build', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'build-lock-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('lets one work at a time', async () => {
    let working = 0;
    const work = async () => {
      expect(++working).toBe(1);
      await sleep(50);
      working--;
    };
    const options = { timeoutMs: 10_000, report: () => {} };
    const lock = join(folder, 'one');
    await Promise.all([withBuildLock(lock, options, work), withBuildLock(lock, options, work)]);
    expect(existsSync(lock)).toBe(false);
  });

  it('passes from an owner who is dead', async () => {
    const owner = spawn('true');
    await once(owner, 'exit');
    const lock = join(folder, 'dead');
    await writeFile(lock, String(owner.pid));
    const options = { timeoutMs: 10_000, report: () => {} };
    expect(await withBuildLock(lock, options, async () => 'done')).toBe('done');
  });
});

const clusterCli = ['--import', 'tsx', fileURLToPath(new URL('harness/cluster-cli.ts', import.meta.url))];
