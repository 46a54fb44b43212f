import { expect, test } from 'vitest';
import { describeCluster } from '../../harness/index.ts';
import { defaultFiles } from './default-files.ts';
import { measure } from './fidelity.ts';
import { judge, readKnownDifferences } from './known-differences.ts';
import { startRealSide } from './real-side.ts';
import { formatReport } from './report.ts';
import { startSandboxSide } from './sandbox-side.ts';
import { readScenarios } from './scenario.ts';

/** Some thousand starts of kubectl: two minutes where nothing else runs. */
const TIMEOUT_MS = 900_000;

describeCluster('kubectl on the sandbox', () => {
  test(
    'sends and gets what it does on a real server, but for the known differences',
    async () => {
      const scenarios = defaultFiles().flatMap(readScenarios);
      const measured = await measure({ scenarios, startReal: startRealSide, startSandbox: startSandboxSide });
      process.stdout.write(formatReport(measured, { all: false }).split('\n').slice(-2).join('\n'));
      expect(judge(measured, readKnownDifferences())).toEqual({ unlisted: [], gone: [] });
    },
    TIMEOUT_MS,
  );
});
