import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { isatty, WriteStream } from 'node:tty';

/**
 * The columns of the terminal that stderr is, or undefined where it is none.
 *
 * Asked on a terminal of our own opening: `process.stderr`, even its `.columns`, would change the flags of
 * the file description that kubectl shares.
 */
export function stderrColumns(): number | undefined {
  if (!isatty(2)) return undefined;
  let descriptor: number | undefined;
  try {
    // On Linux opening it again gives a new description; elsewhere /dev/fd/2 would be a duplicate.
    const path = process.platform === 'linux' ? '/proc/self/fd/2' : '/dev/tty';
    // It must not become our controlling terminal, should we have none.
    descriptor = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
    const terminal = new WriteStream(descriptor);
    descriptor = undefined;
    const { columns } = terminal;
    terminal.destroy();
    return columns > 0 ? columns : DEFAULT_COLUMNS;
  } catch {
    if (descriptor !== undefined) closeSync(descriptor);
    return DEFAULT_COLUMNS;
  }
}

/** What a terminal that does not say is taken for. */
const DEFAULT_COLUMNS = 80;

/** Whether stdout and stderr are one terminal, or one file or pipe (`2>&1`). */
export function isSameOutput(): boolean {
  try {
    const [stdout, stderr] = [fstatSync(1), fstatSync(2)];
    return stdout.dev === stderr.dev && stdout.ino === stderr.ino && stdout.rdev === stderr.rdev;
  } catch {
    return false;
  }
}
