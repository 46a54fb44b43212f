import { run, waitUntil } from '../harness/index.ts';

/** Pids of the processes whose arguments or environment name `text`, such as a folder of a test's own. */
export async function processesOf(text: string): Promise<number[]> {
  const { stdout } = await run('ps', ['axeww', '-o', 'pid=,args=']);
  return stdout
    .split('\n')
    .filter((line) => line.includes(text))
    .map((line) => Number.parseInt(line, 10));
}

/** The kubectl that a traced run has started. */
export async function childOf(pid: number | undefined): Promise<number> {
  const find = async () => {
    const { stdout } = await run('ps', ['-o', 'pid=', '--ppid', String(pid)]);
    return Number.parseInt(stdout, 10) || undefined;
  };
  return waitUntil(`a child of ${pid}`, find, { timeoutMs: 10_000 });
}
