import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, extname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';

/**
 * Finds the program as the shell would: a name on PATH, or a path as it is.
 *
 * @param name a name or a path.
 * @param source where the name came from, for the error (`--kubectl`); undefined for the default.
 * @throws UserError where there is no such program (127, as a shell), or none that may be executed (126).
 */
export function findKubectl(
  name: string,
  source: string | undefined,
  environment: NodeJS.ProcessEnv,
): string {
  const isPath = name.includes('/') || (process.platform === 'win32' && name.includes('\\'));
  const candidates = isPath
    ? [resolve(name)]
    : (environment.PATH ?? '')
        .split(delimiter)
        .map((directory) => join(directory === '' ? '.' : directory, name));
  const found = candidates.flatMap((candidate) => withExtensions(candidate, environment)).find(isExecutable);
  if (found !== undefined) return found;
  throw new UserError(
    isPath
      ? `cannot run ${name}${from(source)}: ${describeFailure(resolve(name))}`
      : `no program '${name}' on PATH${from(source)}`,
    {
      hint: 'install kubectl, or name it by --kubectl PATH or the environment variable KUBECTL',
      exitCode: isPath && existsSync(name) ? 126 : 127,
    },
  );
}

function from(source: string | undefined): string {
  return source === undefined ? '' : ` (from ${source})`;
}

/** On Windows a program is found by the extensions of PATHEXT; elsewhere by its name alone. */
function withExtensions(candidate: string, environment: NodeJS.ProcessEnv): string[] {
  if (process.platform !== 'win32' || extname(candidate) !== '') return [candidate];
  return (environment.PATHEXT ?? '.COM;.EXE;.BAT;.CMD').split(';').map((extension) => candidate + extension);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function describeFailure(path: string): string {
  try {
    return statSync(path).isFile() ? 'not executable' : 'not a file';
  } catch {
    return 'no such file';
  }
}
