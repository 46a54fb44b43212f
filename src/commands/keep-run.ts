import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { KubectlPart } from '../args/command-line.ts';
import type { ClientEnd } from '../client/run-client.ts';
import { messageOf } from '../errors.ts';
import { redactArguments } from '../exchange/redact-arguments.ts';
import { escapeControls } from '../render/escape.ts';
import { JSONL_VERSION } from '../render/jsonl.ts';
import { KEPT_ENDING, keptFolder, keptName } from '../saved/kept-folder.ts';
import { findKeptRuns } from '../saved/kept-runs.ts';
import type { OpenOutput } from '../trace/open-outputs.ts';
import { createWriter } from '../trace/writer.ts';

export interface KeptRunFile {
  output: OpenOutput;
  /** Says how the command has ended; undefined where it has not run, and nothing is kept. Returns what went wrong. */
  finish(end: ClientEnd | undefined, hurry: AbortSignal): Promise<string | undefined>;
}

/**
 * Opens the file in which this run is kept, where `KUBECTL_TRACE_KEEP` says so, and removes the oldest of the others. It is
 * written as the run goes: the first line holds the command, the last how it ended, and each between an exchange.
 *
 * @returns a string for what stands in the way: one line. The command runs all the same.
 */
export function keepRun(
  environment: NodeJS.ProcessEnv,
  kubectlPath: string,
  { args }: KubectlPart,
): KeptRunFile | string | undefined {
  const limit = environment.KUBECTL_TRACE_KEEP?.trim() ?? '';
  if (limit === '' || /^0+$/.test(limit)) return undefined;
  if (!/^\d{1,6}$/.test(limit))
    return `KUBECTL_TRACE_KEEP takes a number of runs, not '${limit}': nothing is kept`;
  try {
    const folder = keptFolder(environment);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, keptName(new Date(), process.pid) + KEPT_ENDING);
    const descriptor = openSync(path, 'wx', 0o600);
    writeSync(descriptor, lineOf({ run: { kubectl: kubectlPath, args: redactArguments(args) } }));
    prune(environment, Number(limit));
    return createFile(path, descriptor);
  } catch (error) {
    return `this run is not kept: ${messageOf(error)}`;
  }
}

function createFile(path: string, descriptor: number): KeptRunFile {
  const writer = createWriter({ name: path, open: Promise.resolve(descriptor), owned: true });
  let requests = 0;
  const output: OpenOutput = {
    format: 'jsonl',
    isPrinted: false,
    isKept: true,
    writer: {
      close: writer.close,
      write(text) {
        if (text !== '') requests += 1;
        writer.write(text);
      },
    },
  };
  return {
    output,
    async finish(end, hurry) {
      if (end === undefined) {
        closeSync(descriptor);
        rmSync(path, { force: true });
        return undefined;
      }
      const how = 'code' in end ? { exitCode: end.code } : { signal: end.signal };
      writer.write(lineOf({ end: { ...how, requests } }));
      return writer.close(hurry);
    },
  };
}

function lineOf(content: object): string {
  return `${escapeControls(JSON.stringify({ version: JSONL_VERSION, ...content }))}\n`;
}

/** Others may prune at the same time. A run that is still written goes on in a file without a name. */
function prune(environment: NodeJS.ProcessEnv, limit: number): void {
  for (const { path } of findKeptRuns(environment).slice(limit)) rmSync(path, { force: true });
}
