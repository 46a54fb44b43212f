import { join } from 'node:path';
import { stateFolder } from './state-folder.ts';

/** The folder of the runs that are kept. */
export function keptFolder(environment: NodeJS.ProcessEnv): string {
  return join(stateFolder(environment), 'runs');
}

/** `20261123T024500.123Z-4711`: in the order of time by its letters; the process tells those of one millisecond apart. */
export function keptName(at: Date, pid: number): string {
  return `${at.toISOString().replaceAll(/[-:]/g, '')}-${pid}`;
}

export const KEPT_ENDING = '.jsonl';

/** The name of a kept run whose file is called so; undefined for files that are none. */
export function keptNameOf(file: string): string | undefined {
  return /^(\d{8}T\d{6}\.\d{3}Z-\d+)\.jsonl$/.exec(file)?.[1];
}

/** When a kept run began. */
export function keptTime(name: string): Date {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)([\d.]+)Z/.exec(name) ?? [];
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
