import { closeSync } from 'node:fs';
import { Writable } from 'node:stream';

let isShared = false;

/**
 * Takes `process.stdout` and `process.stderr` out of reach for good. Their getters set O_NONBLOCK on a pipe's
 * file description, which kubectl shares: its writes then fail where the reader is slow. Nobody has to name
 * them for that: node:net compares each socket that it destroys with `process.stderr` (lib/net.js,
 * `Socket.prototype._destroy`, Node 20 to 26). What Node itself says there, such as a warning of
 * NODE_TLS_REJECT_UNAUTHORIZED=0 or what NODE_DEBUG asks for, is dropped: on kubectl's stderr it would be taken
 * for kubectl's words.
 */
export function keepOffSharedStdio(): void {
  isShared = true;
  for (const name of ['stdout', 'stderr']) {
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    Object.defineProperty(process, name, { value: nowhere, configurable: true });
  }
}

/**
 * To be called last. At its end Node gives a terminal the settings back that it had when Node began (src/node.cc,
 * ResetStdio), whoever has changed them since: in the background it would take the line from a shell that is being typed
 * into, or the screen from an editor. It lets be what is no longer open.
 */
export function letGoOfSharedStdio(): void {
  if (!isShared) return;
  for (const descriptor of [0, 1, 2]) {
    try {
      closeSync(descriptor);
    } catch {
      // It has not been open.
    }
  }
}
