import { type KubectlVersion, kubectlVersions } from '../../harness/index.ts';
import { type Comparison, compare } from './compare.ts';
import { GeneratedNames } from './generated-names.ts';
import { type Normalised, normalise } from './normalise.ts';
import { type Job, openRecorder, type Recorder, type Recordings } from './recorder.ts';
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

/**
 * Runs all commands on both servers, side by side, and compares what they did. Where they differ, the real server is
 * asked once more: it has controllers of its own, which tell of what they do in events and conditions when they get to
 * it. Which of the two answers the sandbox equals does not count.
 */
export async function measure(options: FidelityOptions): Promise<Measured[]> {
  const { scenarios, versions = kubectlVersions, reuse = false } = options;
  const jobs = versions.flatMap((version) =>
    scenarios
      .filter((scenario) => options.isExhaustive === true || scenario.versions.includes(version))
      .map((scenario) => ({ version, scenario })),
  );
  const real = openRecorder(options.startReal, reuse);
  const sandbox = openRecorder(options.startSandbox, false);
  try {
    const [expected, actual] = await Promise.all([recordAll(real, jobs), recordAll(sandbox, jobs)]);
    const measured: Measured[] = [];
    for (const [index, job] of jobs.entries()) {
      const [once, own] = [expected[index] ?? [], actual[index] ?? []];
      const first = compareJob(job, once, own);
      const isSame = reuse || first.every(({ differences }) => differences.length === 0);
      measured.push(...(isSame ? first : better(first, compareJob(job, await real.record(job), own))));
    }
    return measured;
  } finally {
    await Promise.all([real.close(), sandbox.close()]);
  }
}

async function recordAll(recorder: Recorder, jobs: readonly Job[]): Promise<Recordings[]> {
  const all: Recordings[] = [];
  for (const job of jobs) all.push(await recorder.record(job));
  return all;
}

function compareJob({ version, scenario }: Job, expected: Recordings, actual: Recordings): Measured[] {
  const names = [new GeneratedNames(), new GeneratedNames()] as const;
  return scenario.commands.flatMap((command, index): Measured[] => {
    const [real, sandbox] = [expected[index], actual[index]];
    if (real === undefined || sandbox === undefined || !isMeasured(command)) return [];
    const told: [Normalised, Normalised] = [normalise(real, names[0]), normalise(sandbox, names[1])];
    return [{ scenario: scenario.name, title: titleOf(command), version, ...compare(...told) }];
  });
}

function better(first: readonly Measured[], second: readonly Measured[]): Measured[] {
  return first.map((one, index) => {
    const other = second[index];
    return other !== undefined && other.differences.length < one.differences.length ? other : one;
  });
}
