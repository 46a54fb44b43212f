import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cachePath } from '../../harness/cache-folder.ts';
import type { KubectlVersion } from '../../harness/index.ts';
import { RECORDING_FORMAT, type RecordedCommand } from './recording.ts';
import { createRunner } from './runner.ts';
import type { Scenario } from './scenario.ts';
import type { Side } from './side.ts';

export interface Job {
  version: KubectlVersion;
  scenario: Scenario;
}

/** In the order of the commands; undefined for those that a version does not run. */
export type Recordings = (RecordedCommand | undefined)[];

export interface Recorder {
  record(job: Job): Promise<Recordings>;
  close(): Promise<void>;
}

/** Records on a server that is started when it is first needed: where recordings are kept, perhaps never. */
export function openRecorder(start: () => Promise<Side>, keepsRecordings: boolean): Recorder {
  let opened: ReturnType<typeof open> | undefined;
  return {
    async record(job) {
      const kept = keepsRecordings ? await readKept(job) : undefined;
      if (kept !== undefined) return kept;
      opened ??= open(start);
      const recordings = await (await opened).runner.run(job.scenario, job.version);
      if (keepsRecordings) await keep(job, recordings);
      return recordings;
    },
    async close() {
      // One that did not start has nothing to stop.
      const running = await opened?.catch(() => undefined);
      await running?.runner.stop();
      await running?.side.stop();
    },
  };
}

async function open(start: () => Promise<Side>) {
  const side = await start();
  return { side, runner: await createRunner(side) };
}

/** The starter objects, which each scenario finds on the server. */
const starter = new URL('../../../../scripts/sandbox-update/starter.yaml', import.meta.url);

function keptFile({ version, scenario }: Job): string {
  const { versions: _, ...what } = scenario;
  const content = JSON.stringify([RECORDING_FORMAT, version, what, readFileSync(starter, 'utf8')]);
  return cachePath('fidelity', `${createHash('sha256').update(content).digest('hex')}.json`);
}

async function readKept(job: Job): Promise<Recordings | undefined> {
  try {
    const kept = JSON.parse(await readFile(keptFile(job), 'utf8')) as (RecordedCommand | null)[];
    return kept.map((recording) => recording ?? undefined);
  } catch {
    return undefined;
  }
}

async function keep(job: Job, recordings: Recordings): Promise<void> {
  await mkdir(cachePath('fidelity'), { recursive: true });
  await writeFile(keptFile(job), JSON.stringify(recordings));
}
