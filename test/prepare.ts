import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensureKubectl, kubectlVersions } from './e2e/harness/kubectl-binaries.ts';
import { reportToStderr } from './e2e/harness/report.ts';

/**
 * Before the tests: dist/ made anew, because those that start the program start what a user would, and the kubectls
 * that they run it with, fetched once. Where they cannot be fetched (another platform, no network), the tests take
 * the kubectl of PATH or say in their names that there is none.
 */
export async function setup(): Promise<void> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  execFileSync(process.execPath, ['scripts/build.mjs'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (const version of kubectlVersions) {
    try {
      await ensureKubectl(version, reportToStderr);
    } catch (error) {
      reportToStderr(
        `kubectl ${version} is not there: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}
