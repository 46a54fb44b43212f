import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { APPLY_CASES } from './apply-cases.ts';
import { type BothServers, startBothServers } from './both-servers.ts';
import { compareWrites } from './random-writes/compare-writes.ts';
import { runCase } from './run-case.ts';

// Every answer is compared with the real server's.

// Another seed: SANDBOX_SEED=7 npx vitest run --project e2e test/e2e/sandbox/writes.test.ts
const seed = Number(process.env.SANDBOX_SEED ?? 1);

let servers: BothServers;

beforeAll(async () => {
  servers = await startBothServers();
});

afterAll(async () => {
  await servers?.stop();
});

describe('apply', () => {
  const cases = APPLY_CASES.map((each, index) => ({ ...each, index }));

  test.each(cases)('$name', async ({ steps, index }) => {
    const run = (api: BothServers['real']) => runCase(api, steps, 'default', `case-${index}`);
    const [real, sandbox] = await Promise.all([run(servers.real), run(servers.sandbox)]);
    expect(sandbox).toEqual(real);
  });
});

test(`random writes by several managers are answered as by the real server (seed ${seed})`, async () => {
  const options = { seed, namespaces: 10, stepsEach: 220 };
  const { steps, answers, differences } = await compareWrites(servers.real, servers.sandbox, options);
  const counts = [...answers].sort().map(([what, count]) => `${what}: ${count}`);
  process.stdout.write(`seed ${seed}, ${steps} steps; ${counts.join(', ')}\n`);
  const [first] = differences;
  expect(first?.sandbox, `${differences.length} differ; first: ${first?.what}\n${first?.request}`).toEqual(
    first?.real,
  );
  expect(steps).toBeGreaterThanOrEqual(2000);
});
