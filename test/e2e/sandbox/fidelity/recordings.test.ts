import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Job } from './recorder.ts';
import { openKeptRecordings } from './recordings.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recordings-'));
  vi.stubEnv('KUBECTL_TRACE_CACHE', folder);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const recordings = [{ exitCode: 0, stdout: 'a\n', stderr: '', exchanges: [], serverPort: 1 }, undefined];

test('are found again for the same commands, whatever versions the scenario is for', async () => {
  await openKeptRecordings().keep(jobOf('kubectl get pods'), recordings);
  const job = jobOf('kubectl get pods');
  const narrower: Job = { ...job, scenario: { ...job.scenario, versions: ['v1.35'] } };
  expect(await openKeptRecordings().find(narrower)).toEqual(recordings);
});

test('are not found for other commands or another kubectl', async () => {
  await openKeptRecordings().keep(jobOf('kubectl get pods'), recordings);
  expect(await openKeptRecordings().find(jobOf('kubectl get pod'))).toBeUndefined();
  expect(await openKeptRecordings().find({ ...jobOf('kubectl get pods'), version: 'v1.24' })).toBeUndefined();
});

function jobOf(line: string): Job {
  const versions = ['v1.30', 'v1.35'] as const;
  const command = { line, stdin: undefined, env: {}, versions };
  const scenario = {
    name: 'pods',
    files: {},
    folder: undefined,
    cold: false,
    versions,
    commands: [command],
  };
  return { version: 'v1.35', scenario };
}
