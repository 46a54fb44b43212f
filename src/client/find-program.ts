import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, extname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';

/** What the errors say of a program. */
export interface ProgramSource {
  /** Where its name came from, such as `--kubectl`; undefined where nobody named it. */
  from: string | undefined;
  /** What to do where there is none. */
  hint: string;
}

/**
 * Finds a program as the shell would: a name on PATH, or a path as it is.
 *
 * @param name a name or a path.
 * @throws UserError where there is no such program (127, as a shell), or none that may be executed (126).
 */
export function findProgram(
  name: string,
  { from, hint }: ProgramSource,
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
  const origin = from === undefined ? '' : ` (from ${from})`;
  throw new UserError(
    isPath
      ? `cannot run ${name}${origin}: ${describeFailure(resolve(name))}`
      : `no program '${name}' on PATH${origin}`,
    {
      hint,
      exitCode: isPath && existsSync(name) ? 126 : 127,
    },
  );
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
