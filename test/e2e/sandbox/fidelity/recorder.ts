import type { KubectlVersion } from '../../harness/index.ts';
import type { RecordedCommand } from './recording.ts';
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

/** Records on a server that is started when it is first needed. */
export function openRecorder(start: () => Promise<Side>): Recorder {
  let opened: ReturnType<typeof open> | undefined;
  return {
    async record(job) {
      opened ??= open(start);
      return (await opened).runner.run(job.scenario, job.version);
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
