import { spawn } from 'node:child_process';

export interface RunOptions {
  /** Set over this process's environment; `undefined` removes a variable. */
  env?: Record<string, string | undefined>;
  /** Written to stdin; without it stdin is empty. */
  input?: string | Buffer;
  /** Milliseconds until the process is killed. 60 000 where not given. */
  timeoutMs?: number;
  cwd?: string;
}

export interface RunResult {
  /** Exit code, null where a signal ended the process. */
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The output as text; `stdoutBytes` and `stderrBytes` are what it was decoded from. */
  stdout: string;
  stderr: string;
  stdoutBytes: Buffer;
  stderrBytes: Buffer;
}

/**
 * Runs a program to its end and collects its output. Any exit code is a result, not an error.
 *
 * @throws Error when the program cannot be started, or is still running after `timeoutMs` (it is killed then).
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { env = {}, input, timeoutMs = 60_000, cwd } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: 'pipe' });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // A program that ends without reading its input is no error of ours.
    child.stdin.on('error', () => {});
    child.stdin.end(input);

    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      // A grandchild may hold the pipes open: do not wait for their end.
      child.stdout.destroy();
      child.stderr.destroy();
      const said = Buffer.concat(stderr).toString().slice(-2000);
      reject(new Error(`${command} ${args.join(' ')}: still running after ${timeoutMs} ms\n${said}`));
    }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const stdoutBytes = Buffer.concat(stdout);
      const stderrBytes = Buffer.concat(stderr);
      const text = { stdout: stdoutBytes.toString(), stderr: stderrBytes.toString() };
      resolve({ code, signal, ...text, stdoutBytes, stderrBytes });
    });
  });
}

/** As `run`, but any end other than exit code 0 is an error that shows what the program said. */
export async function runOrThrow(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const result = await run(command, args, options);
  if (result.code === 0) return result;
  const said = (result.stderr || result.stdout).slice(-4000);
  throw new Error(`${command} ${args.join(' ')}: ended with ${result.code ?? result.signal}\n${said}`);
}
