import { accessSync, constants, readFileSync } from 'node:fs';
import { messageOf } from '../errors.ts';

/** The text of a file that the kubeconfig or a flag names, or one line about why it cannot be read. */
export function readCredentialFile(what: string, path: string): { text: string } | { fault: string } {
  try {
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    return { fault: describe(what, path, error) };
  }
}

/** One line about a file that cannot be opened; undefined if it can. A folder can, as in Go. */
export function findUnreadable(what: string, path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK);
    return undefined;
  } catch (error) {
    return describe(what, path, error);
  }
}

/** Node's message names the system call and the path again, behind a comma. */
function describe(what: string, path: string, error: unknown): string {
  return `${what} ${path} cannot be read: ${messageOf(error).split(',')[0]}`;
}
