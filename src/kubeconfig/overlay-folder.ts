import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf, UserError } from '../errors.ts';

export interface OverlayFolder {
  path: string;
  /** Removes the folder and all that is in it; a second call does nothing. Never throws. */
  remove(): void;
}

/**
 * Makes the folder of one run, for its owner only (mkdtemp gives 0700), and removes it at the latest at our exit.
 * @throws UserError where none can be made.
 */
export function createOverlayFolder(): OverlayFolder {
  const path = makeFolder();
  const remove = () => {
    process.off('exit', remove);
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // A file that Windows still holds open: it contains nothing but a dead proxy's password.
    }
  };
  process.on('exit', remove);
  return { path, remove };
}

function makeFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'kubectl-trace-'));
  } catch (error) {
    throw new UserError(
      `cannot make a temporary folder in ${tmpdir()}: ${messageOf(error).replace(/, mkdtemp .*/s, '')}`,
      {
        hint: 'name a folder that you may write in the environment variable TMPDIR',
        cause: error,
      },
    );
  }
}
