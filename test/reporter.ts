import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Prints the closing line that stays readable wherever the run is looked at: `12 passed, 0 failed, 1 skipped`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    let brokenModules = 0;
    for (const module of modules) {
      const cases: TestCase[] = [...module.children.allTests()];
      for (const test of cases) counts[test.result().state] += 1;
      // A file that could not be loaded, or a suite whose preparation failed, has failed as a whole.
      if (module.state() === 'failed' && !cases.some((test) => test.result().state === 'failed'))
        brokenModules += 1;
    }
    const skipped = counts.skipped + counts.pending;
    const failed = counts.failed + brokenModules;
    const closing = `${counts.passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    // After vitest's own summary, as the last line.
    process.once('exit', () => process.stdout.write(`${closing}\n`));
  }
}
