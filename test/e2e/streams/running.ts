import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { waitUntil } from '../harness/index.ts';

export interface StartOptions {
  env: Record<string, string | undefined>;
  cwd: string;
  /** What stdin is: a file, a text, or a pipe that stays open; `/dev/null` where nothing is said. */
  stdin?: { file: string } | { text: string } | 'open' | undefined;
  /** Milliseconds until it is killed, and `ended` fails. */
  timeoutMs?: number | undefined;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The text, or for more than a mebibyte its length and digest. */
  stdout: string;
  stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** What has come so far. */
  stdout(): string;
  stderr(): string;
  /** In bytes. */
  stdoutSize(): number;
  /** Waits until stdout matches, and returns the match. */
  said(pattern: RegExp): Promise<RegExpMatchArray>;
  readonly ended: Promise<Ended>;
}

/** Starts a program whose output may be large. */
export function startProgram(command: string, args: readonly string[], options: StartOptions): Running {
  const { env, cwd, stdin, timeoutMs = 40_000 } = options;
  const file = typeof stdin === 'object' && 'file' in stdin ? openSync(stdin.file, 'r') : undefined;
  const input = file ?? (stdin === undefined ? 'ignore' : 'pipe');
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: [input, 'pipe', 'pipe'],
  });
  if (file !== undefined) closeSync(file);
  child.stdin?.on('error', () => {});
  if (typeof stdin === 'object' && 'text' in stdin) child.stdin?.end(stdin.text);
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const ended = new Promise<Ended>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
      reject(
        new Error(`${args.join(' ')}: still running after ${timeoutMs} ms\n${stdout.text()}${stderr.text()}`),
      );
    }, timeoutMs);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout: stdout.summary(), stderr: stderr.summary() });
    });
  });
  // Who waits for something else first hears of a failure later.
  ended.catch(() => {});
  return {
    child,
    stdout: stdout.text,
    stderr: stderr.text,
    stdoutSize: stdout.size,
    async said(pattern) {
      const hopeless = () => (child.exitCode === null && child.signalCode === null ? undefined : 'it ended');
      const find = () => stdout.text().match(pattern) ?? undefined;
      const wait = { timeoutMs: 20_000, intervalMs: 20, hopeless };
      return waitUntil(`${args.join(' ')} to say ${pattern}`, find, wait).catch((error) => {
        // What it said last may come with its end.
        const last = find();
        if (last !== undefined) return last;
        throw new Error(`${String(error)}\n${stdout.text()}${stderr.text()}`);
      });
    },
    ended,
  };
}

const textLimit = 1024 * 1024;

interface Collected {
  text(): string;
  size(): number;
  summary(): string;
}

function collect(stream: Readable | null): Collected {
  const digest = createHash('sha256');
  const chunks: Buffer[] = [];
  let size = 0;
  stream?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    digest.update(chunk);
    if (size <= textLimit) chunks.push(chunk);
  });
  const text = () => Buffer.concat(chunks).toString();
  return {
    text,
    size: () => size,
    summary: () => (size <= textLimit ? text() : `${size} bytes, sha256 ${digest.copy().digest('hex')}`),
  };
}
