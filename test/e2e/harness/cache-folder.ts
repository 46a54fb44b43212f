import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this repository. */
const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Path inside the folder that keeps what is slow to make (servers built from source, downloaded kubectls).
 * `KUBECTL_TRACE_CACHE` moves the folder, so that several clones can share one.
 */
export function cachePath(...parts: string[]): string {
  const root = process.env['KUBECTL_TRACE_CACHE'] || join(repositoryRoot, '.cache');
  return join(resolve(root), ...parts);
}
