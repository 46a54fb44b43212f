import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Our folder in the XDG base directory for state: what should survive, but is no document of the user's. */
export function stateFolder(environment: NodeJS.ProcessEnv): string {
  const { XDG_STATE_HOME: given = '', LOCALAPPDATA: local = '' } = environment;
  const home = environment.HOME || homedir();
  const otherwise = process.platform === 'win32' && local !== '' ? local : join(home, '.local', 'state');
  // The specification has relative paths ignored.
  return join(isAbsolute(given) ? given : otherwise, 'kubectl-trace');
}
