import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** For file systems that tell nothing, and for what the system has no room to tell. */
const POLL_MS = 1000;

/** Calls `onChange` soon after a file may have changed, until the returned function is called. Keeps no process alive. */
export function followFile(path: string, onChange: () => void): () => void {
  const timer = setInterval(onChange, POLL_MS).unref();
  let watcher: FSWatcher | undefined;
  try {
    // The folder, because the file at this path may become another one.
    watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
      if (name === null || name === basename(path)) onChange();
    });
    watcher.on('error', () => watcher?.close());
  } catch {
    // Polling alone, then.
  }
  return () => {
    clearInterval(timer);
    watcher?.close();
  };
}
