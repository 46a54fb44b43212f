import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OverlayFolder {
  path: string;
  /** Removes the folder and all that is in it; a second call does nothing. Never throws. */
  remove(): void;
}

/** Makes the folder of one run, for its owner only (mkdtemp gives 0700), and removes it at the latest at our exit. */
export function createOverlayFolder(): OverlayFolder {
  const path = mkdtempSync(join(tmpdir(), 'kubectl-trace-'));
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
