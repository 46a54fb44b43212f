import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withBuildLock } from './build-lock.ts';
import { cachePath } from './cache-folder.ts';
import { goEnvironment, missingGo } from './go-toolchain.ts';
import { type Report, reportStep } from './report.ts';
import { runOrThrow } from './run.ts';

/** The last two are our own, the others come from their modules. */
const serverNames = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kubelet', 'audit-reader'] as const;
type ServerName = (typeof serverNames)[number];

const isOurs = (name: ServerName): boolean => name === 'kubelet' || name === 'audit-reader';

/** Where each server's executable is. */
export type ServerBinaries = Record<ServerName, string>;

/** For one server; a cold build of all takes some minutes on two slow cores. */
const buildTimeoutMs = 30 * 60_000;

/**
 * Builds the servers that the cache folder lacks from their pinned Go modules, once.
 *
 * @throws Error with Go's own words when a build fails.
 */
export async function ensureServers(report: Report): Promise<ServerBinaries> {
  // One after the other: each uses all cores, and they share most of their packages through Go's build cache.
  for (const name of serverNames) {
    if (existsSync(binaryOf(name))) continue;
    const lock = cachePath('servers', `${name}.lock`);
    await withBuildLock(lock, { timeoutMs: buildTimeoutMs, report }, async () => {
      if (existsSync(binaryOf(name))) return;
      const step = `building ${name} ${versionOf(name)} (once, takes minutes)`;
      await reportStep(report, step, () => build(name));
    });
  }
  return {
    etcd: binaryOf('etcd'),
    'kube-apiserver': binaryOf('kube-apiserver'),
    'kube-controller-manager': binaryOf('kube-controller-manager'),
    kubelet: binaryOf('kubelet'),
    'audit-reader': binaryOf('audit-reader'),
  };
}

/** Why there can be no servers here, such as "needs Go to build kube-apiserver"; undefined where there can. */
export async function whyNoServers(): Promise<string | undefined> {
  for (const name of serverNames) {
    if (existsSync(binaryOf(name))) continue;
    const missing = await missingGo(moduleFolder(name));
    if (missing !== undefined) return `needs ${missing} to build ${name}`;
  }
  return undefined;
}

async function build(name: ServerName): Promise<void> {
  const binary = binaryOf(name);
  const unfinished = `${binary}.${process.pid}`;
  await mkdir(join(binary, '..'), { recursive: true });
  try {
    await runOrThrow('go', ['build', ...buildFlags(name), '-o', unfinished, toolOf(name)], {
      cwd: moduleFolder(name),
      env: await goEnvironment(),
      timeoutMs: buildTimeoutMs,
    });
    await rename(unfinished, binary);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** Where a server's executable is, or will be. */
export function binaryOf(name: ServerName): string {
  return cachePath('servers', buildOf(name), name);
}

/** Whatever changes the binary changes the name, or an old one would stay in use where a new clone builds another. */
function buildOf(name: ServerName): string {
  const files = ['go.mod', 'go.sum'].map((file) => readFileSync(join(moduleFolder(name), file), 'utf8'));
  const recipe = createHash('sha256').update(JSON.stringify([buildFlags(name), ...files]));
  const platform = `${process.platform}-${process.arch}`;
  return `${name}-${versionOf(name)}-${platform}-${recipe.digest('hex').slice(0, 8)}`;
}

function buildFlags(name: ServerName): string[] {
  return ['-trimpath', '-buildvcs=false', '-ldflags', linkerFlags(name)];
}

function moduleFolder(name: ServerName): string {
  return fileURLToPath(new URL(`../servers/${name}/`, import.meta.url));
}

/** The package that go.mod's tool directive names; our own kubelet is the module itself. */
function toolOf(name: ServerName): string {
  if (isOurs(name)) return '.';
  return matchGoMod(name, /^tool (\S+)$/m);
}

/** The pinned version, such as `v1.37.2`, of the module that has the tool; for our own kubelet a digest of its sources. */
function versionOf(name: ServerName): string {
  if (isOurs(name)) return digestOf(moduleFolder(name));
  const moduleOfTool = toolOf(name).replace(/\/cmd\/.*$/, '');
  return matchGoMod(name, new RegExp(`^(?:require|\\t)\\s*${moduleOfTool} (v\\S+)`, 'm'));
}

function digestOf(folder: string): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort())
    hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 12);
}

function matchGoMod(name: ServerName, pattern: RegExp): string {
  const file = join(moduleFolder(name), 'go.mod');
  const found = pattern.exec(readFileSync(file, 'utf8'))?.[1];
  if (found === undefined) throw new Error(`${file}: nothing matches ${pattern}`);
  return found;
}

/**
 * Without a version set at link time a Kubernetes server says `v0.0.0-master`, and clients believe it. The module is
 * what was released, so its tree is as clean as a release says; the sandbox's data take that over.
 */
function linkerFlags(name: ServerName): string {
  const stripped = '-s -w';
  if (name === 'etcd' || isOurs(name)) return stripped;
  const version = versionOf(name);
  const [major, minor] = version.slice(1).split('.');
  const variables = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  const settings = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((goPackage) =>
    Object.entries(variables).map(([variable, value]) => `-X ${goPackage}.${variable}=${value}`),
  );
  return [stripped, ...settings].join(' ');
}
