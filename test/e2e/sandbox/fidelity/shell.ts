import { spawn } from 'node:child_process';

export interface ShellResult {
  /** Null where the command had to be ended. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface ShellOptions {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  input: string | undefined;
  timeoutMs: number;
}

/** Runs a line with /bin/sh. What does not end in time is ended with all that it has started. */
export function runLine(line: string, { cwd, env, input, timeoutMs }: ShellOptions): Promise<ShellResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', line], { cwd, env, stdio: 'pipe', detached: true });
    const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
    // Not every command reads what it is given.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    const timer = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      const [stdout, stderr] = [chunks.stdout, chunks.stderr].map((part) => Buffer.concat(part).toString());
      resolve({ code, stdout: stdout ?? '', stderr: stderr ?? '' });
    });
  });
}
