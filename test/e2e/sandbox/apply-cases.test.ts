import { afterAll, beforeAll, expect, test } from 'vitest';
import { APPLY_CASES } from './apply-cases.ts';
import { type BothServers, startBothServers } from './both-servers.ts';
import { runCase } from './run-case.ts';

// Every answer of each case is compared with the real server's.

let servers: BothServers;

beforeAll(async () => {
  servers = await startBothServers();
});

afterAll(async () => {
  await servers?.stop();
});

test.each(APPLY_CASES.map((each, index) => ({ ...each, index })))(
  'apply: $name',
  async ({ steps, index }) => {
    const run = (api: BothServers['real']) => runCase(api, steps, 'default', `case-${index}`);
    const [real, sandbox] = await Promise.all([run(servers.real), run(servers.sandbox)]);
    expect(sandbox).toEqual(real);
  },
);
