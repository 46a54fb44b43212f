import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take a minute or more (`npm test` prints how long each has taken), the longest first. */
const LONGEST = [
  'e2e/sandbox/fidelity/suite.test.ts',
  'e2e/fidelity/v1.24.test.ts',
  'e2e/fidelity/v1.30.test.ts',
  'e2e/fidelity/v1.35.test.ts',
  'e2e/planting/every-format.test.ts',
  'ways/servers.test.ts',
  'cli/server-trouble.test.ts',
];

/** Starts what takes longest first: begun last, one file would run alone for minutes. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = LONGEST.findIndex((path) => moduleId.endsWith(`/test/${path}`));
      return rank === -1 ? LONGEST.length : rank;
    };
    return sorted.sort((a, b) => rankOf(a) - rankOf(b));
  }
}
