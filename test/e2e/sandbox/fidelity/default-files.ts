import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The scenarios that are run where nobody names any. */
export function defaultFiles(): string[] {
  const folder = fileURLToPath(new URL('scenarios/', import.meta.url));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(folder, name));
}
