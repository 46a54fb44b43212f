import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import type { Measured } from './fidelity.ts';

/** A command that is known to differ, with the reason. */
export interface KnownDifference {
  scenario: string;
  /** The first line of the command. */
  command: string;
  /** The versions of kubectl that differ; all where not given. */
  versions?: readonly string[];
  reason: string;
}

export function readKnownDifferences(): KnownDifference[] {
  const text = readFileSync(new URL('known-differences.yaml', import.meta.url), 'utf8');
  return (load(text) as KnownDifference[] | null) ?? [];
}

/** What the list does not have, and what it has for nothing; names for a person. */
export function judge(
  measured: readonly Measured[],
  known: readonly KnownDifference[],
): { unlisted: string[]; gone: string[] } {
  const differing = measured.filter(({ differences }) => differences.length > 0);
  const unlisted = differing.filter((one) => !known.some((entry) => isAbout(entry, one)));
  // Only of what was run can be said that it is gone.
  const gone = known.filter(
    (entry) => measured.some((one) => isAbout(entry, one)) && !differing.some((one) => isAbout(entry, one)),
  );
  return {
    unlisted: unlisted.map(
      ({ version, scenario, title, differences }) => `${version} ${scenario}: ${title}: ${differences[0]}`,
    ),
    gone: gone.map(({ scenario, command }) => `${scenario}: ${command}`),
  };
}

export function isAbout({ scenario, command, versions }: KnownDifference, one: Measured): boolean {
  return scenario === one.scenario && command === one.title && (versions?.includes(one.version) ?? true);
}
