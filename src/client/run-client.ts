import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { fstatSync } from 'node:fs';
import { codeOf, messageOf, UserError } from '../errors.ts';

/** How a process ended. */
export type ClientEnd = { code: number } | { signal: NodeJS.Signals };

export interface RunningClient {
  /** Ends when the process has. Rejects with a UserError where it could not be started. */
  ended: Promise<ClientEnd>;
  /** Does nothing once it has ended. */
  signal(name: NodeJS.Signals): void;
}

/**
 * Starts kubectl as a shell would: no shell between, the terminal and all that is redirected inherited, in
 * our process group, so that the terminal's signals reach it by themselves.
 */
export function runClient(
  file: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): RunningClient {
  let child: ChildProcess;
  try {
    child = spawn(file, [...args], { stdio: inheritedStdio(args), env: environment });
  } catch (error) {
    throw cannotRun(file, error);
  }
  return {
    ended: new Promise((resolve, reject) => {
      child.once('error', (error) => {
        if (child.pid === undefined) reject(cannotRun(file, error));
      });
      child.once('exit', (code, signal) => resolve(signal === null ? { code: code ?? 1 } : { signal }));
    }),
    signal(name) {
      if (child.exitCode === null && child.signalCode === null) child.kill(name);
    },
  };
}

/**
 * Node closes the descriptors 3 to 15 at an exec, so what the shell opened for the command
 * (`apply -f <(generate)` is `/dev/fd/11` in zsh, `/dev/fd/63` in bash) is passed on by number.
 */
export function inheritedStdio(args: readonly string[]): StdioOptions {
  const stdio: (number | 'ignore')[] = [0, 1, 2];
  for (const arg of args) {
    for (const match of arg.matchAll(/\/(?:dev|proc\/self)\/fd\/(\d{1,4})/g)) {
      const descriptor = Number(match[1]);
      if (!isInheritable(descriptor)) continue;
      while (stdio.length <= descriptor) stdio.push('ignore');
      stdio[descriptor] = descriptor;
    }
  }
  return stdio;
}

/** Of one that is not open kubectl says so itself. What is neither file nor pipe nor socket is Node's own. */
function isInheritable(descriptor: number): boolean {
  try {
    const status = fstatSync(descriptor);
    return status.isFIFO() || status.isFile() || status.isSocket() || status.isCharacterDevice();
  } catch {
    return false;
  }
}

function cannotRun(file: string, cause: unknown): UserError {
  const reason = REASONS[codeOf(cause) ?? ''] ?? messageOf(cause);
  const hint = 'name another kubectl by --kubectl PATH or the environment variable KUBECTL';
  return new UserError(`cannot run ${file}: ${reason}`, { hint, exitCode: 126, cause });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'the interpreter that its first line names does not exist',
  EACCES: 'permission denied',
  ENOEXEC: 'it is no program for this machine',
  E2BIG: 'the arguments and the environment are too long',
};
