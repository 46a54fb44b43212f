import { type KubectlVersion, kubectlVersions } from '../../harness/index.ts';
import { type Comparison, compare } from './compare.ts';
import { GeneratedNames } from './generated-names.ts';
import { type Normalised, normalise } from './normalise.ts';
import { type Job, openRecorder, type Recordings } from './recorder.ts';
import type { KeptRecordings } from './recordings.ts';
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
  /** What a real server did in earlier runs, where that is good enough. */
  kept?: KeptRecordings;
  /** Of a difference that stays, however often the real server is asked. */
  isKnown?(one: Measured): boolean;
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
  const { kept, isKnown = () => false } = options;
  const real = openRecorder(options.startReal);
  const sandbox = openRecorder(options.startSandbox);
  const jobs = jobsOf(options);
  const isSame = (one: Measured) => one.differences.length === 0 || isKnown(one);
  const askAgain = async (job: Job, first: readonly Measured[], own: Recordings): Promise<Measured[]> => {
    const answers = await real.record(job);
    const second = compareJob(job, answers, own);
    if (second.every(isSame)) await kept?.keep(job, answers);
    return better(first, second);
  };
  try {
    const [expected, actual] = await Promise.all([
      inTurn(jobs, async (job) => {
        const earlier = await kept?.find(job);
        return { answers: earlier ?? (await real.record(job)), isNew: earlier === undefined };
      }),
      inTurn(jobs, (job) => sandbox.record(job)),
    ]);
    return (
      await inTurn([...jobs.entries()], async ([index, job]) => {
        const [{ answers, isNew } = NO_ANSWERS, own = []] = [expected[index], actual[index]];
        const measured = compareJob(job, answers, own);
        if (!measured.every(isSame)) return askAgain(job, measured, own);
        // What the sandbox does not equal is asked for again the next time, too.
        if (isNew) await kept?.keep(job, answers);
        return measured;
      })
    ).flat();
  } finally {
    await Promise.all([real.close(), sandbox.close()]);
  }
}

const NO_ANSWERS = { answers: [], isNew: false };

async function inTurn<A, B>(items: readonly A[], run: (item: A) => Promise<B>): Promise<B[]> {
  const all: B[] = [];
  for (const item of items) all.push(await run(item));
  return all;
}

function jobsOf({ scenarios, versions = kubectlVersions, isExhaustive = false }: FidelityOptions): Job[] {
  return versions.flatMap((version) =>
    scenarios
      .filter((scenario) => isExhaustive || scenario.versions.includes(version))
      .map((scenario) => ({ version, scenario })),
  );
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
