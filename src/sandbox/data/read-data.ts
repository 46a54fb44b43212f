import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** `kubernetes` lies beside this file, and in dist/ beside the bundle: the build puts its folder in here. */
const FOLDER = join(import.meta.dirname, 'kubernetes');

/** A data file that `npm run sandbox:update` made; README.md says which there are. */
export function readData(name: string): Buffer {
  return brotliDecompressSync(readFileSync(join(FOLDER, `${name}.br`)));
}
