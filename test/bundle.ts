import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Makes dist/ anew before the tests: those that start the program start what a user would. */
export function setup(): void {
  const root = fileURLToPath(new URL('..', import.meta.url));
  execFileSync(process.execPath, ['scripts/build.mjs'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
