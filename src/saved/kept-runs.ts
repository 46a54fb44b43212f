import { Buffer } from 'node:buffer';
import { closeSync, createReadStream, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../errors.ts';
import { countOf, fieldsOf, isObject, listOf, textOf } from './fields.ts';
import { KEPT_ENDING, keptFolder, keptNameOf, keptTime } from './kept-folder.ts';

/** A run that was kept (`KUBECTL_TRACE_KEEP`). */
export interface KeptRun {
  /** Without its ending. */
  name: string;
  path: string;
  startedAt: Date;
}

export interface KeptRunDetails extends KeptRun {
  /** The words of the command, masked. */
  command: string[];
  requests: number;
  /** `0`, `1`, `SIGINT`; undefined where it has not ended, or was killed. */
  end: string | undefined;
}

/** All that are there, the last first. */
export function findKeptRuns(environment: NodeJS.ProcessEnv): KeptRun[] {
  const folder = keptFolder(environment);
  return readFolder(folder)
    .flatMap((file) => {
      const name = keptNameOf(file);
      return name === undefined ? [] : [{ name, path: join(folder, file), startedAt: keptTime(name) }];
    })
    .sort((a, b) => (a.name < b.name ? 1 : -1));
}

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith(KEPT_ENDING));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Reads of a run what a list of them tells: its first line and its last; undefined where it is gone, or no run. */
export async function readKeptRun(run: KeptRun): Promise<KeptRunDetails | undefined> {
  try {
    const { first, last } = readEnds(run.path);
    const { kubectl, args } = fieldsOf(parse(first)?.run);
    const end = parse(last)?.end;
    const program = textOf(kubectl)?.replace(/^.*[/\\]/, '') || 'kubectl';
    const words = listOf(args).filter((arg) => typeof arg === 'string');
    const { exitCode, signal, requests } = fieldsOf(end);
    return {
      ...run,
      command: [program, ...words],
      requests: countOf(requests) ?? (await countLines(run.path)) - 1,
      end: textOf(signal) ?? (typeof exitCode === 'number' ? String(exitCode) : undefined),
    };
  } catch {
    // Another process may have pruned it.
    return undefined;
  }
}

/** Bytes; arguments are short, and so is the last line. */
const ENDS = 64 * 1024;

function readEnds(path: string): { first: string; last: string } {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const read = (position: number) => {
      const bytes = Buffer.alloc(Math.min(ENDS, size));
      return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, bytes.length, position));
    };
    const first = read(0).split('\n', 1)[0] ?? '';
    const last = read(Math.max(0, size - ENDS)).trimEnd();
    return { first, last: last.slice(last.lastIndexOf('\n') + 1) };
  } finally {
    closeSync(descriptor);
  }
}

async function countLines(path: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(path)) {
    if (!Buffer.isBuffer(chunk)) continue;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  }
  return lines;
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
