import { access, constants, mkdir } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { cachePath } from './cache-folder.ts';
import { run } from './run.ts';

/**
 * Why this machine cannot build the module in `moduleFolder`, as words that follow "needs",
 * or undefined where it can.
 */
export async function missingGo(moduleFolder: string): Promise<string | undefined> {
  try {
    // The first command that reads go.mod, and so complains where the toolchain is too old for it.
    const listed = await run('go', ['list', '-m'], { cwd: moduleFolder, env: await goEnvironment() });
    return listed.code === 0 ? undefined : `a newer Go: ${listed.stderr.trim()}`;
  } catch {
    return 'Go';
  }
}

/**
 * Environment for go commands: what the user has, with the settings that make builds repeatable.
 * Where Go's own caches cannot be used (no HOME, read-only), they move into our cache folder.
 */
export async function goEnvironment(): Promise<Record<string, string>> {
  // Go's default: to link a server takes gigabytes as it is.
  const env = { CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '', GOGC: '100' };
  const caches = await run('go', ['env', 'GOCACHE', 'GOMODCACHE'], { env });
  const folders = caches.stdout.trim().split('\n');
  const usable = await Promise.all(folders.map(isWritable));
  if (caches.code === 0 && usable.length === 2 && usable.every(Boolean)) return env;
  return {
    ...env,
    GOPATH: cachePath('go'),
    GOCACHE: cachePath('go', 'build'),
    GOMODCACHE: cachePath('go', 'mod'),
    // Go makes its module cache read-only, and then nobody can delete our cache folder.
    GOFLAGS: '-modcacherw',
  };
}

async function isWritable(folder: string): Promise<boolean> {
  // Without HOME Go says `off`.
  if (!isAbsolute(folder)) return false;
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
