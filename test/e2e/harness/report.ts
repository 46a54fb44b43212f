/** Takes one line of progress, without a newline. */
export type Report = (line: string) => void;

/** Progress of slow steps (builds, downloads) goes to stderr, so that a long silence is never a riddle. */
export const reportToStderr: Report = (line) => {
  process.stderr.write(`${line}\n`);
};

/**
 * Reports the start of a step, its progress every 30 seconds, and its end with the time that it took.
 */
export async function reportStep<T>(report: Report, step: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const seconds = () => `${Math.round((performance.now() - start) / 1000)} s`;
  report(`${step} …`);
  const timer = setInterval(() => report(`${step} … ${seconds()}`), 30_000);
  try {
    const result = await work();
    report(`${step}: done in ${seconds()}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
