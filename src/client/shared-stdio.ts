/**
 * Takes `process.stdout` and `process.stderr` out of reach for good. Their getters set O_NONBLOCK on a pipe's
 * file description, which kubectl shares: its writes then fail where the reader is slow. Nobody has to name
 * them for that: node:net compares each socket that it destroys with `process.stderr` (lib/net.js,
 * `Socket.prototype._destroy`, Node 20 to 26).
 */
export function keepOffSharedStdio(): void {
  for (const name of ['stdout', 'stderr']) {
    Object.defineProperty(process, name, { value: undefined, configurable: true });
  }
}
