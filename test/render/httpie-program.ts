import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cachePath } from '../e2e/harness/cache-folder.ts';

const VERSION = '3.2.4';

/** The path of HTTPie's `http`, installed once from PyPI into the cache folder; undefined where that cannot be. */
export function findHttpie(): string | undefined {
  const folder = cachePath(`httpie-${VERSION}`);
  const program = `${folder}/bin/http`;
  const works = () => existsSync(program) && spawnSync(program, ['--version']).status === 0;
  if (works()) return program;
  const made = spawnSync('python3', ['-m', 'venv', folder], { timeout: 60_000 });
  if (made.status !== 0) return undefined;
  spawnSync(`${folder}/bin/pip`, ['-q', 'install', `httpie==${VERSION}`], { timeout: 120_000 });
  return works() ? program : undefined;
}
