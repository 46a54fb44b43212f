import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The folder of the runs that are kept: XDG's place for what should survive, but is no document. */
export function keptFolder(environment: NodeJS.ProcessEnv): string {
  const { XDG_STATE_HOME: given = '', LOCALAPPDATA: local = '' } = environment;
  const home = environment.HOME || homedir();
  const otherwise = process.platform === 'win32' && local !== '' ? local : join(home, '.local', 'state');
  // The specification has relative paths ignored.
  return join(isAbsolute(given) ? given : otherwise, 'kubectl-trace', 'runs');
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
