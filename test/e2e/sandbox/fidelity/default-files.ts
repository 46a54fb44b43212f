import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The scenarios that are run where nobody names any. Those in `more/` are mostly commands that fail. */
export function defaultFiles(isExhaustive = false): string[] {
  const folder = fileURLToPath(new URL('scenarios/', import.meta.url));
  const more = isExhaustive ? filesIn(join(folder, 'more')) : [];
  return [...filesIn(folder), ...more];
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(folder, name));
}
