import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cachePath } from '../../harness/cache-folder.ts';
import { type KubectlVersion, kubectlVersions } from '../../harness/index.ts';
import { type Comparison, compare } from './compare.ts';
import { GeneratedNames } from './generated-names.ts';
import { normalise } from './normalise.ts';
import { RECORDING_FORMAT, type RecordedCommand } from './recording.ts';
import { createRunner } from './runner.ts';
import { isMeasured, type Scenario, titleOf } from './scenario.ts';
import type { Side } from './side.ts';

export interface FidelityOptions {
  scenarios: readonly Scenario[];
  versions?: readonly KubectlVersion[];
  /** Whether every scenario is run with every version, not only with those that it names. */
  isExhaustive?: boolean;
  /** Started only when it is needed. */
  startReal(): Promise<Side>;
  startSandbox(): Promise<Side>;
  /** Whether what a real server did in an earlier run is good enough, where the commands are the same. */
  reuse?: boolean;
}

/** One command with one kubectl. */
export interface Measured extends Comparison {
  scenario: string;
  title: string;
  version: KubectlVersion;
}

/** Runs all commands on both servers, side by side, and compares what they did. */
export async function measure(options: FidelityOptions): Promise<Measured[]> {
  const { scenarios, versions = kubectlVersions } = options;
  const jobs = versions.flatMap((version) =>
    scenarios
      .filter((scenario) => options.isExhaustive === true || scenario.versions.includes(version))
      .map((scenario) => ({ version, scenario })),
  );
  const [real, sandbox] = await Promise.all([
    recordAll(jobs, options.startReal, options.reuse === true),
    recordAll(jobs, options.startSandbox, false),
  ]);
  return jobs.flatMap(({ version, scenario }, job) => {
    const names = [new GeneratedNames(), new GeneratedNames()] as const;
    return scenario.commands.flatMap((command, index): Measured[] => {
      const [expected, actual] = [real[job]?.[index], sandbox[job]?.[index]];
      if (expected === undefined || actual === undefined || !isMeasured(command)) return [];
      const comparison = compare(normalise(expected, names[0]), normalise(actual, names[1]));
      return [{ scenario: scenario.name, title: titleOf(command), version, ...comparison }];
    });
  });
}

interface Job {
  version: KubectlVersion;
  scenario: Scenario;
}

type Recordings = (RecordedCommand | undefined)[];

async function recordAll(
  jobs: readonly Job[],
  start: () => Promise<Side>,
  reuse: boolean,
): Promise<Recordings[]> {
  const all: Recordings[] = [];
  let opened: Promise<{ run(job: Job): Promise<Recordings>; stop(): Promise<void> }> | undefined;
  try {
    for (const job of jobs) {
      const kept = reuse ? await readKept(job) : undefined;
      if (kept !== undefined) {
        all.push(kept);
        continue;
      }
      opened ??= open(start);
      const recordings = await (await opened).run(job);
      if (reuse) await keep(job, recordings);
      all.push(recordings);
    }
    return all;
  } finally {
    await (await opened?.catch(() => undefined))?.stop();
  }
}

async function open(start: () => Promise<Side>) {
  const side = await start();
  const runner = await createRunner(side);
  return {
    run: ({ scenario, version }: Job) => runner.run(scenario, version),
    async stop() {
      await runner.stop();
      await side.stop();
    },
  };
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
    return (JSON.parse(await readFile(keptFile(job), 'utf8')) as (RecordedCommand | null)[]).map(
      (recording) => recording ?? undefined,
    );
  } catch {
    return undefined;
  }
}

async function keep(job: Job, recordings: Recordings): Promise<void> {
  await mkdir(cachePath('fidelity'), { recursive: true });
  await writeFile(keptFile(job), JSON.stringify(recordings));
}
