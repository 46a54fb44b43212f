import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { stateFolder } from '../saved/state-folder.ts';

/** The file that holds the sandbox's objects. */
export function sandboxStatePath(environment: NodeJS.ProcessEnv): string {
  return join(stateFolder(environment), 'sandbox.jsonl');
}

/**
 * Makes the state's file, or sees that it can be written.
 * @returns whether it is a new one.
 * @throws UserError
 */
export function ensureStateFile(path: string): boolean {
  const isNew = !existsSync(path);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a+', 0o600));
  } catch (error) {
    throw new UserError(`the sandbox cannot keep its state in ${path}: ${messageOf(error)}`, {
      hint: 'name a folder that you may write in the environment variable XDG_STATE_HOME',
      cause: error,
    });
  }
  return isNew;
}
