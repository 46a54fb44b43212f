import { expect, test } from 'vitest';
import { describeCluster } from '../../harness/index.ts';
import { defaultFiles } from './default-files.ts';
import { measure } from './fidelity.ts';
import { isAbout, judge, readKnownDifferences } from './known-differences.ts';
import { startRealSide } from './real-side.ts';
import { openKeptRecordings } from './recordings.ts';
import { formatReport } from './report.ts';
import { startSandboxSide } from './sandbox-side.ts';
import { readScenarios, type Scenario } from './scenario.ts';

// The real server is asked again only for what it has not been asked on this build of it, and where the sandbox differs;
// for everything with FIDELITY=fresh.

/** More than a thousand starts of kubectl: two minutes where nothing else runs. */
const TIMEOUT_MS = 900_000;

describeCluster('kubectl on the sandbox', () => {
  test(
    'sends and gets what it does on a real server, but for the known differences',
    async () => {
      const scenarios = everyday(defaultFiles().flatMap(readScenarios));
      const known = readKnownDifferences();
      const measured = await measure({
        scenarios,
        startReal: startRealSide,
        startSandbox: startSandboxSide,
        // As `npm run fidelity` asks it without --reuse.
        ...(process.env.FIDELITY !== 'fresh' && { kept: openKeptRecordings() }),
        isKnown: (one) => known.some((entry) => isAbout(entry, one)),
      });
      process.stdout.write(formatReport(measured, { all: false }).split('\n').slice(-2).join('\n'));
      expect(judge(measured, known)).toEqual({ unlisted: [], gone: [] });
    },
    TIMEOUT_MS,
  );
});

/** Each with one of its kubectls, by turns, that an everyday run ends in minutes; `npm run fidelity` has all. */
function everyday(scenarios: readonly Scenario[]): Scenario[] {
  return scenarios.map((scenario, turn) => ({
    ...scenario,
    versions: scenario.versions.filter((_, index, { length }) => index === turn % length),
  }));
}
