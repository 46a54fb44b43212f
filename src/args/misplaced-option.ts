import { FORMAT_NAMES } from '../render/formats.ts';
import type { ScannedFlags } from './kubectl-flags.ts';
import { OPTIONS } from './options.ts';

/**
 * The first option of ours that stands behind kubectl's verb, where kubectl does not know it: as it was
 * written. `-w` and `-v` mean something there; `-o` is ours with a format that only we have.
 */
export function findMisplacedOption({ seen }: ScannedFlags): string | undefined {
  for (const { name, value } of seen) {
    if (OWN_NAMES.has(name)) return `--${name}`;
    if ((name === 'o' || name === 'output') && OWN_FORMATS.has(value)) return `-o ${value}`;
  }
  return undefined;
}

/** kubectl has options of these names itself. */
const SHARED: ReadonlySet<string> = new Set(['--output', '--version', '--help']);

const OWN_NAMES: ReadonlySet<string> = new Set(
  OPTIONS.map(({ long }) => long)
    .filter((long) => !SHARED.has(long))
    .map((long) => long.slice(2)),
);

const OWN_FORMATS: ReadonlySet<string> = new Set(FORMAT_NAMES);
