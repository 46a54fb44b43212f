import type { TraceWriter } from './writer.ts';

/** Writes to stdout where that is ours alone, and no other process writes there. */
export interface StdoutWriter extends TraceWriter {
  /** Ends when a slow reader has caught up. */
  drained(): Promise<void>;
  /** Whether nobody reads any more. */
  isGone(): boolean;
  /** Ends when all is written. */
  close(): Promise<undefined>;
}

/** A reader that has seen enough (`| head`, a pager that was left) is no fault. */
export function createStdoutWriter(): StdoutWriter {
  const { stdout } = process;
  let isGone = false;
  let last: Promise<void> = Promise.resolve();
  stdout.on('error', () => {
    isGone = true;
  });
  return {
    write(text) {
      if (isGone || text === '') return;
      last = new Promise((resolve) => {
        stdout.write(text, () => resolve());
      });
    },
    drained: () => last,
    isGone: () => isGone,
    async close() {
      await last;
      return undefined;
    },
  };
}
