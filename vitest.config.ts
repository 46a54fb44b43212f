import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SlowFirst } from './test/slow-first.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    reporters: ['default', './test/reporter.ts'],
    globalSetup: ['test/prepare.ts'],
    sequence: { sequencer: SlowFirst },
    // The slow lane waits more than it works, so it has a worker of its own on top of one for each processor.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/slow/**'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/harness/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          // What takes its time by nature: an upload of 310 seconds. Runs beside the others.
          include: ['test/slow/**/*.test.ts'],
          testTimeout: 420_000,
        },
      },
    ],
  },
});
