import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isRunning } from './is-running.ts';
import type { Report } from './report.ts';
import { waitUntil } from './wait-until.ts';

export interface LockOptions {
  /** Milliseconds to wait for the lock. */
  timeoutMs: number;
  report: Report;
}

/**
 * Runs `work` while holding the lock file, so that two test processes do not build the same thing at once.
 * A lock whose owner is dead is taken over. Two processes may take over the same dead lock in the same
 * moment: both then work, which costs time but harms nothing, because results are put in place by rename.
 *
 * @throws Error when the lock is still held after `timeoutMs`, or what `work` throws.
 */
export async function withBuildLock<T>(
  file: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const { timeoutMs, report } = options;
  await mkdir(dirname(file), { recursive: true });
  if (!(await tryLock(file))) {
    report(`waiting for another process that holds ${file} …`);
    await waitUntil(`the lock ${file}`, () => tryLock(file), { timeoutMs, intervalMs: 500 });
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function tryLock(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const owner = Number(await readFile(file, 'utf8'));
  // An empty file belongs to a process that has opened it and not yet written its pid.
  if (owner > 0 && !isRunning(owner)) await rm(file, { force: true });
  return false;
}
