import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program as a user starts it: the bundle of test/prepare.ts. */
export const PROGRAM = fileURLToPath(new URL('../../bin/kubectl-trace', import.meta.url));

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Started {
  child: ChildProcess;
  ended: Promise<Ended>;
}

export interface StartOptions {
  /** Over the workspace's environment; undefined removes. */
  env?: Record<string, string | undefined>;
  input?: string;
  stdio?: StdioOptions;
  cwd?: string;
  detached?: boolean;
  /** Milliseconds until it counts as hung, for what runs as long as a test does. */
  limitMs?: number;
}

/** What one run of the program works in: everything new, nothing of this machine's user. */
export interface Workspace {
  folder: string;
  /** TMPDIR, which must be empty after each run. */
  temporary: string;
  env: Record<string, string | undefined>;
  /** Starts the program, on this Node where nothing else is said. */
  start(args: readonly string[], options?: StartOptions): Started;
  run(args: readonly string[], options?: StartOptions): Promise<Ended>;
  /** Starts any other program in the same environment. */
  startOther(command: string, args: readonly string[], options?: StartOptions): Started;
  runOther(command: string, args: readonly string[], options?: StartOptions): Promise<Ended>;
  path(name: string): string;
  write(name: string, content: string, mode?: number): string;
  remove(): void;
}

/** How long a run may take until it counts as hung. */
const LIMIT_MS = 30_000;

export function createWorkspace(env: Record<string, string | undefined> = {}): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'trace-test-'));
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  mkdirSync(join(folder, 'home'));
  const base = {
    PATH: process.env['PATH'],
    HOME: join(folder, 'home'),
    TMPDIR: temporary,
    KUBECACHEDIR: join(folder, 'cache'),
    // As vitest.config.ts has it.
    GOGC: process.env['GOGC'],
    ...env,
  };
  const startOther = (command: string, args: readonly string[], options: StartOptions = {}): Started => {
    const { input, stdio = 'pipe', cwd = folder, detached = false, limitMs = LIMIT_MS } = options;
    const child = spawn(command, [...args], { stdio, cwd, detached, env: { ...base, ...options.env } });
    return { child, ended: collect(child, input, limitMs, [command, ...args].join(' ')) };
  };
  const start = (args: readonly string[], options?: StartOptions) =>
    startOther(process.execPath, [PROGRAM, ...args], options);
  return {
    folder,
    temporary,
    env: base,
    start,
    run: (args, options) => start(args, options).ended,
    startOther,
    runOther: (command, args, options) => startOther(command, args, options).ended,
    path: (name) => join(folder, name),
    write(name, content, mode = 0o644) {
      writeFileSync(join(folder, name), content, { mode });
      return join(folder, name);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function collect(
  child: ChildProcess,
  input: string | undefined,
  limitMs: number,
  name: string,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const texts: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]?.on('data', (chunk: Buffer) => texts[stream].push(chunk));
    }
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${name}: still running after ${limitMs} ms\n${Buffer.concat(texts.stderr)}`));
    }, limitMs);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const [stdout, stderr] = [texts.stdout, texts.stderr].map((chunks) => Buffer.concat(chunks).toString());
      resolve({ code, signal, stdout: stdout ?? '', stderr: stderr ?? '' });
    });
  });
}

/** The port of the proxy that an overlay kubeconfig names. */
export function proxyPortOf(overlay: string): number {
  const url = /"proxy-url":"([^"]+)"/.exec(overlay)?.[1];
  if (url === undefined) throw new Error(`no proxy-url in ${overlay}`);
  return Number(new URL(url).port);
}

export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Whether a process of this number runs; one that has ended and waits for its parent does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return process.platform !== 'linux';
  }
}
