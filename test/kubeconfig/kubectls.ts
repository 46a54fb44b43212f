import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Kubectl {
  /** As test names show it. */
  label: string;
  path: string;
}

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Those that test/prepare.ts has unpacked; without them, the kubectl of PATH. */
export const kubectlVersions: readonly Kubectl[] = fromCache().length > 0 ? fromCache() : fromPath();

/**
 * Oldest and newest, for what does not come and go between them; all with `KUBECTLS=all` in the environment.
 */
export const outerKubectls: readonly Kubectl[] = kubectlVersions.filter(
  (_, index, { length }) => process.env.KUBECTLS === 'all' || index === 0 || index === length - 1,
);

/** The newest of them; the tests that ask only one kubectl ask this one. */
export const newestKubectl: Kubectl | undefined = kubectlVersions.at(-1);

/** For `describe.skipIf`, with the reason in the name. */
export const needsKubectl = newestKubectl === undefined ? ' (skipped: there is no kubectl on PATH)' : '';

/** How long a kubectl may take until it counts as hung, in milliseconds. */
const LIMIT_MS = 20_000;

/** Runs a kubectl with nothing of this process's environment but PATH. Rejects where it hangs. */
export function runKubectl(
  path: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  cwd?: string,
): Promise<Outcome> {
  const env = { PATH: process.env.PATH, ...environment };
  return new Promise((resolve, reject) => {
    const options = { env, timeout: LIMIT_MS, ...(cwd === undefined ? {} : { cwd }) };
    const child = execFile(path, [...args], options, (error, stdout, stderr) => {
      if (error?.killed === true)
        reject(new Error(`${path} ${args.join(' ')}: still running after ${LIMIT_MS} ms\n${stderr}`));
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
    child.stdin?.end();
  });
}

function fromPath(): Kubectl[] {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, process.platform === 'win32' ? 'kubectl.exe' : 'kubectl'))
    .find(isExecutable);
  return path === undefined ? [] : [{ label: 'kubectl on PATH', path }];
}

function fromCache(): Kubectl[] {
  const folder = join(import.meta.dirname, '../../.cache/kubectl');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((version) => ({ label: `kubectl ${version}`, path: join(folder, version, 'kubectl') }))
    .filter(({ path }) => isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
