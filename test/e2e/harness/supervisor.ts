import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startWatchdog } from './watchdog.ts';

/** A server process of ours. Its stdout and stderr are in a file. */
export interface ServerProcess {
  readonly name: string;
  readonly pid: number;
  /** How it ended, such as "exit code 1"; undefined while it runs. */
  ending(): string | undefined;
  /** The last lines of its output, for error messages. */
  lastWords(): string;
}

/** Starts servers that live in one folder, and leaves nothing of them behind. */
export interface Supervisor {
  start(name: string, command: string, args: readonly string[]): ServerProcess;
  /** Of the processes that run now. */
  pids(): number[];
  /** Ends all processes, the last started first, and removes the folder. May be called more than once. */
  stop(): Promise<void>;
}

/** Milliseconds that a server has for its ending; its data is thrown away anyhow. */
const graceMs = 3_000;

/** @param folder exists already, holds the logs (`<name>.log`), and is removed in the end. */
export function createSupervisor(folder: string): Supervisor {
  const watchdog = startWatchdog(folder);
  const running: ChildProcess[] = [];
  let stopping: Promise<void> | undefined;

  const stopAll = async () => {
    for (const child of [...running].reverse()) await end(child);
    await rm(folder, { recursive: true, force: true });
    watchdog.dismiss();
  };

  return {
    start(name, command, args) {
      if (stopping !== undefined) throw new Error(`${name} cannot start: the cluster is stopping`);
      const logFile = join(folder, `${name}.log`);
      const log = openSync(logFile, 'a');
      const child = spawn(command, args, { cwd: folder, stdio: ['ignore', log, log] });
      closeSync(log);
      const { pid } = child;
      let ending: string | undefined;
      child.once('error', (error) => {
        ending = error.message;
      });
      if (pid === undefined) throw new Error(`${command} cannot be started`);
      watchdog.guard(pid);
      running.push(child);
      child.once('exit', (code, signal) => {
        // The pid may soon belong to another process: nobody may kill it from now on.
        watchdog.forget(pid);
        running.splice(running.indexOf(child), 1);
        ending = signal ?? `exit code ${code}`;
      });
      return { name, pid, ending: () => ending, lastWords: () => lastLines(logFile, 15) };
    },
    pids: () => running.flatMap((child) => child.pid ?? []),
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = new AbortController();
  await Promise.race([exited, sleep(graceMs, undefined, { signal: timer.signal }).catch(() => {})]);
  timer.abort();
  child.kill('SIGKILL');
  await exited;
}

function lastLines(file: string, count: number): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}
