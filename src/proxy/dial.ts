import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { formatHostPort, goDialError, goLookupError, type HostPort } from './go-errors.ts';
import { DIAL_TIMEOUT_MS, setSocketOptions } from './socket-options.ts';

/** A TCP connection to the server, with what it cost. */
export interface DialedSocket {
  socket: Socket;
  /** `10.0.0.5:6443`. */
  remoteAddress: string;
  /** Milliseconds. */
  dns: number;
  /** Milliseconds. */
  dial: number;
}

/** No connection came about; the message is Go's. */
export class DialError extends Error {
  override readonly name = 'DialError';
}

/**
 * Connects by TCP as Go's dialer does (src/net/dial.go, dialParallel): the addresses of the first one's
 * family one after another, and the other family's beside them after 300 ms or once the first have failed.
 * Node's own way (autoSelectFamily) gives up on a server that is more than 250 ms away.
 *
 * @throws DialError with Go's words for the first address that failed.
 */
export async function dialTcp(target: HostPort, signal: AbortSignal): Promise<DialedSocket> {
  const start = performance.now();
  const addresses = await resolveAddresses(target.host);
  const resolved = performance.now();
  const deadline = start + DIAL_TIMEOUT_MS;
  const family = isIP(addresses[0] ?? '');
  const first = addresses.filter((address) => isIP(address) === family);
  const other = addresses.filter((address) => isIP(address) !== family);
  const socket = await race(first, other, target.port, deadline, signal);
  setSocketOptions(socket);
  const remoteAddress = formatHostPort({ host: socket.remoteAddress ?? target.host, port: target.port });
  return {
    socket,
    remoteAddress,
    dns: isIP(target.host) === 0 ? resolved - start : 0,
    dial: performance.now() - resolved,
  };
}

async function resolveAddresses(host: string): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  try {
    return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);
  } catch (error) {
    throw new DialError(goLookupError(error, host), { cause: error });
  }
}

const FALLBACK_DELAY_MS = 300;

async function race(
  first: string[],
  other: string[],
  port: number,
  deadline: number,
  signal: AbortSignal,
): Promise<Socket> {
  const losers = new AbortController();
  const abort = () => losers.abort();
  // It may have come while the name was looked up.
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const firstLane = connectInTurn(first, port, deadline, losers.signal);
    if (other.length === 0) return await firstLane;
    const otherLane = delayUntil(firstLane, FALLBACK_DELAY_MS, losers.signal).then(() =>
      connectInTurn(other, port, deadline, losers.signal),
    );
    const winner = await Promise.any([firstLane, otherLane]).catch(() => undefined);
    // Both lanes failed: Go reports the first one's error.
    if (winner === undefined) return await firstLane;
    for (const lane of [firstLane, otherLane]) {
      lane.then((socket) => socket !== winner && socket.destroy()).catch(() => undefined);
    }
    return winner;
  } finally {
    signal.removeEventListener('abort', abort);
    losers.abort();
  }
}

/** Ends after the given milliseconds, or at once when the promise fails or nobody waits any more. */
function delayUntil(promise: Promise<unknown>, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const hurry = () => {
      clearTimeout(timer);
      resolve();
    };
    promise.catch(hurry);
    signal.addEventListener('abort', hurry, { once: true });
  });
}

/** Each address gets its share of the time that is left, two seconds at least (src/net/dial.go, partialDeadline). */
async function connectInTurn(
  addresses: string[],
  port: number,
  deadline: number,
  signal: AbortSignal,
): Promise<Socket> {
  let firstError: unknown;
  for (const [index, host] of addresses.entries()) {
    const left = deadline - performance.now();
    const share = Math.min(left, Math.max(2000, left / (addresses.length - index)));
    try {
      return await connectOnce({ host, port }, Math.max(0, share), signal);
    } catch (error) {
      firstError ??= error;
      if (signal.aborted) break;
    }
  }
  throw firstError;
}

function connectOnce(address: HostPort, timeoutMs: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) throw new DialError('operation was canceled');
    const socket = connect({ ...address, noDelay: true });
    // An error between two owners' listeners must not end the program.
    socket.on('error', () => undefined);
    const timer = setTimeout(
      () => fail(Object.assign(new Error('timeout'), { code: 'DIAL_TIMEOUT' })),
      timeoutMs,
    );
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.off('error', fail);
    };
    const fail = (error: Error) => {
      settle();
      socket.destroy();
      reject(new DialError(goDialError(error, address), { cause: error }));
    };
    const abort = () => fail(new Error('operation was canceled'));
    socket.once('error', fail);
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
    signal.addEventListener('abort', abort, { once: true });
  });
}
